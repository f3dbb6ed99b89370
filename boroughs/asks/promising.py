"""“I will answer by a date”: it defers chasing once, and never past the last day on which an answer is of use."""

from datetime import date, datetime, time, timedelta

from boroughs.asks.kinds import Answer
from boroughs.asks.models import Ask, Reply
from boroughs.asks.states import PROMISE
from boroughs.history.models import Actor
from boroughs.history.services import Refused
from boroughs.people.selectors import coordinator_of
from config import clock
from config.clock import LONDON
from config.dates import say

ONE_DAY = timedelta(days=1)


def promise(ask: Ask, answer: Answer, by: Actor) -> str:
    """Keep the day by which an answer is promised; answer what to say of it.

    A day that was promised already is corrected: for a sooner one at any time, for a later one only until the end of
    the day on which it was promised. Refused for a day that is not to come or lies past the last safe day.
    """
    if answer.promised_on is None or answer.promised_on <= clock.today():
        raise Refused("The date by which they will answer must be in the future.", field="promised_on")
    until = _stood_on(ask)
    if until is not None and answer.promised_on > until:
        raise Refused(
            f"They already promised an answer by {say(until)}. A promise defers chasing once only, so choose that day "
            "or a sooner one.",
            field="promised_on",
        )
    if ask.is_past_use(answer.promised_on):
        raise Refused(_too_late(ask, by), field="promised_on")
    ask.promised_on = answer.promised_on
    ask.save(update_fields=["promised_on"])
    return f"Will answer by {say(answer.promised_on)}"


def may_be_promised(ask: Ask) -> bool:
    """Tell whether a day can be promised, or the one that was promised corrected: some day to come is still allowed."""
    tomorrow = clock.today() + ONE_DAY
    until = _stood_on(ask)
    return not ask.is_past_use(tomorrow) and (until is None or until >= tomorrow)


def _stood_on(ask: Ask) -> date | None:
    """Give the day that stood promised when today began: it can be moved nearer, and no further away."""
    if ask.promised_on is None:
        return None
    began = datetime.combine(clock.today(), time(), LONDON)
    promises = Reply.objects.filter(ask=ask, choice=PROMISE).order_by("-pk")
    before = promises.filter(change__at__lt=began).first()
    if before is not None:
        return before.promised_on
    return None if promises.exists() else ask.promised_on


def no_later_words(ask: Ask) -> str:
    """Say that no day can be promised any more, because the last safe one is today or has passed."""
    last = say(ask.last_safe_on) if ask.last_safe_on else ""
    if ask.is_past_use(clock.today()):
        return f"An answer was needed by {last}, so no day can be promised any more."
    return f"No day later than {last} can be promised. {ask.why_by_then}"


def _too_late(ask: Ask, by: Actor) -> str:
    """Name the last safe day and why it is that, and say what to do instead."""
    instead = _ring(ask) if by.is_of_borough else "write down what they can say now"
    if ask.is_past_use(clock.today() + ONE_DAY):
        return f"{no_later_words(ask)} {instead[0].upper()}{instead[1:]}."
    last = say(ask.last_safe_on) if ask.last_safe_on else ""
    return f"Choose a day up to {last}. {ask.why_by_then} If that is impossible, {instead}."


def _ring(ask: Ask) -> str:
    coordinator = coordinator_of(ask.borough.programme)
    if coordinator is None or not coordinator.telephone:
        return "tell the coordinator"
    return f"ring {coordinator.name}, {coordinator.telephone}"
