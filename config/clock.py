"""The only place that asks what time it is."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """Tell the moment, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """Tell the date in London, where the programme's working day is."""
    return now().astimezone(LONDON).date()
