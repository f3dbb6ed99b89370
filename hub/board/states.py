"""The kinds of digest, and when each is due. Pure: no database, no clock."""

from datetime import date, datetime, time, timedelta

from django.db import models

from boroughs.programme.calendar import WorkingDays
from config.clock import LONDON

SENT_FROM = time(8)
SENT_UNTIL = time(18)
A_WEEK = timedelta(days=7)
# No quiet period lasts longer; it bounds the search for the week that is due.
WEEKS_BACK = 12


class DigestKind(models.TextChoices):
    """Which digest it is."""

    MONDAY = "monday", "The coordinator's, on Monday morning"


def monday_of(day: date) -> date:
    """Find the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def digest_due_at(period_on: date, days: WorkingDays) -> datetime:
    """Tell when the digest of a week is due: at 08:00 in London on its Monday, or the first working day after it."""
    return datetime.combine(days.add(period_on, 0), SENT_FROM, LONDON)


def period_due(now: datetime, days: WorkingDays) -> date | None:
    """Tell for which week (its Monday) a digest may be sent now: the latest that is due, so one after any outage.

    None outside working days and hours.
    """
    local = now.astimezone(LONDON)
    if not days.is_working(local.date()) or not SENT_FROM <= local.time() < SENT_UNTIL:
        return None
    period = monday_of(local.date())
    for _ in range(WEEKS_BACK):
        if digest_due_at(period, days) <= now:
            return period
        period -= A_WEEK
    return None
