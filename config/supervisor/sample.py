"""The sample programme of a trial: loaded into an empty database, its sign-ins told at the start."""

import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from config.supervisor import paths

FILE = "examples/london-2006.yaml"
# The file's programme starts on 1 July 2006 and its story is told as at 8 January 2007, 191 days later.
# A trial shifts all dates so that this day is today.
STORY_DAY = timedelta(days=191)


def load_command() -> list[str]:
    """Answer the command that loads the sample if the database has no programme."""
    today = datetime.now(ZoneInfo("Europe/London")).date()
    return ["load_programme", FILE, "--start", (today - STORY_DAY).isoformat(), "--if-empty"]


def sign_ins(variables: Mapping[str, str]) -> str:
    """Answer the sample's sign-ins as `manage.py sample_signins` prints them."""
    done = subprocess.run(
        [sys.executable, "manage.py", "sample_signins"],
        cwd=paths.ROOT,
        env=dict(variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout if done.returncode == 0 else f"The sign-ins could not be read: {done.stderr.strip()}"
