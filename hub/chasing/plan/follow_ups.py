"""After an answer that leaves something open: from when on the borough is asked for the rest. Pure."""

from datetime import date, timedelta

from boroughs.asks.models import Ask
from boroughs.programme.calendar import WorkingDays
from config.dates import counted, say, say_when
from hub.chasing.plan.last_days import last_chase_up_on
from hub.chasing.plan.timing import Rhythm

ONE_DAY = timedelta(days=1)


def follow_up_from(ask: Ask, rhythm: Rhythm, days: WorkingDays) -> date | None:
    """Tell from when on a borough that has answered may be asked on, or reminded; None where it never answered.

    That is never the day of the answer. Where a last safe day is near, half of the time to it is left to the borough
    before it is asked and half for what it answers, and the e-mail still finds a sending day.
    """
    if ask.answered is None:
        return None
    answered_on = ask.answered.last_day
    usual = _usual(answered_on, rhythm, days)
    latest = _last_sending_day(ask, answered_on, rhythm, days)
    if latest is None or ask.last_safe_on is None:
        return usual
    half_way = days.add(answered_on + (ask.last_safe_on - answered_on) / 2, 0)
    return max(min(usual, latest, half_way), days.add(answered_on, 1))


def _usual(answered_on: date, rhythm: Rhythm, days: WorkingDays) -> date:
    return days.add(answered_on, rhythm.follow_up_after)


def _last_sending_day(ask: Ask, after: date, rhythm: Rhythm, days: WorkingDays) -> date | None:
    """Find the last sending day, after a day, on which an e-mail leaves time to answer; None where there is none."""
    day = last_chase_up_on(ask, days)
    while day is not None and day > after:
        if day.weekday() in rhythm.sending_days and days.is_working(day):
            return day
        day -= ONE_DAY
    return None


def why_follow_up(ask: Ask, rhythm: Rhythm, days: WorkingDays) -> str:
    """Say when it answered and from when on it is asked on, with the reason where that is sooner; else nothing."""
    begins = follow_up_from(ask, rhythm, days)
    if begins is None or ask.answered is None:
        return ""
    answered = f"{ask.borough} answered {say_when(ask.answered)}; asked from {say(begins)}"
    usual = f"{counted(rhythm.follow_up_after)} working day{'' if rhythm.follow_up_after == 1 else 's'} later"
    if begins < _usual(ask.answered.last_day, rhythm, days):
        return f"{answered}, sooner than {usual}, because {ask.last_safe_reason}."
    return f"{answered}, {usual}."
