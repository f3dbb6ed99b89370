"""The sample programme of a trial, loaded into an empty database."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

FILE = "examples/london-2006.yaml"
# The file's programme starts on 1 July 2006 and its story is told as at 8 January 2007, 191 days later.
# A trial shifts all dates so that this day is today.
STORY_DAY = timedelta(days=191)


def load_command() -> list[str]:
    """Answer the command that loads the sample if the database has no programme."""
    today = datetime.now(ZoneInfo("Europe/London")).date()
    return ["load_programme", FILE, "--start", (today - STORY_DAY).isoformat(), "--if-empty"]
