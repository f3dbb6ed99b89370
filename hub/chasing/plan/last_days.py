"""The end of chasing by e-mail: what the last safe day of an ask allows, and when to ring instead. Pure."""

from datetime import date, datetime

from boroughs.asks.models import Ask
from boroughs.programme.calendar import WorkingDays
from config.clock import LONDON
from config.dates import say
from hub.chasing.states import LEAST_TO_ANSWER


def last_chase_up_on(ask: Ask, days: WorkingDays) -> date | None:
    """Tell the last day on which a chase-up still leaves time to answer; None without a last safe day."""
    return days.back(ask.last_safe_on, LEAST_TO_ANSWER) if ask.last_safe_on else None


def is_too_late(send_at: datetime | None, ask: Ask, days: WorkingDays) -> bool:
    """Tell whether an e-mail of that moment would ask for an answer by an impossible day."""
    last = last_chase_up_on(ask, days)
    return send_at is not None and last is not None and send_at.astimezone(LONDON).date() > last


def late_from(due_on: date, ask: Ask, days: WorkingDays) -> date:
    """Tell from when on an e-mail that was due on `due_on` is too late: what an outage kept back had its time, too."""
    last = last_chase_up_on(ask, days)
    return max(due_on, days.add(last, 1)) if last else due_on


def ring_on(due_on: date, since: date, ask: Ask, days: WorkingDays) -> date:
    """Tell when to ring about what would be due on `due_on`: no later than right after the last safe day.

    `since` is when we wrote last, or could have: what was begun after the last safe day keeps its own time. Nobody is
    rung before a day that the borough itself has agreed to.
    """
    if ask.last_safe_on is None or since > ask.last_safe_on:
        return due_on
    return min(due_on, days.add(max(ask.last_safe_on, ask.due_on or ask.last_safe_on), 1))


def rings_again_on(rang_on: date, ask: Ask, days: WorkingDays, *, after: int) -> date:
    """Tell when to ring again after a ring without an answer: so many working days later, but by the last safe day."""
    again = days.add(rang_on, after)
    if ask.last_safe_on is not None and rang_on < ask.last_safe_on:
        return min(again, ask.last_safe_on)
    return again


def wanted_by(ask: Ask, by: date, sent_on: date) -> date | None:
    """Tell which day an e-mail of `sent_on` names for the answer: `by`, but none past the last safe day.

    None once that has passed: then an answer is wanted as soon as can be, and no day is a reason.
    """
    if ask.is_past_use(sent_on):
        return None
    return min(by, ask.last_safe_on or by)


def say_last_day(ask: Ask, today: date) -> str:
    """Say until when an answer is of use, as a sentence; empty where that does not end."""
    if ask.last_safe_on is None:
        return ""
    last = say(ask.last_safe_on)
    return (
        f"The last safe day, {last}, has passed."
        if ask.is_past_use(today)
        else f"The last safe day is {last}."
    )


def why_ring(ask: Ask, today: date, *, ring_from: date, is_late: bool) -> str:
    """Say why there is no further e-mail, from when on to ring, and until when that is of use."""
    is_in_time = is_late and not ask.is_past_use(today)
    because = "An e-mail would come too late" if is_in_time else "No further e-mail"
    when = f" from {say(ring_from)}" if ring_from > today else ""
    return f"{because}: ring them{when}. {say_last_day(ask, today)}".strip()
