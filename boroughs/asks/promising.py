"""“I will answer by a date”: it defers chasing once, and never past the last day on which an answer is of use."""

from boroughs.asks.kinds import Answer
from boroughs.asks.models import Ask
from boroughs.history.models import Actor
from boroughs.history.services import Refused
from boroughs.people.selectors import coordinator_of
from config import clock
from config.dates import say


def promise(ask: Ask, answer: Answer, by: Actor) -> str:
    """Keep the day by which an answer is promised; answer what to say of it.

    Refused for a day that is not to come or lies past the last safe day, and when a day was promised already.
    """
    if answer.promised_on is None or answer.promised_on <= clock.today():
        raise Refused("The date by which they will answer must be in the future.", field="promised_on")
    if ask.promised_on is not None:
        raise Refused(
            f"They already promised an answer by {say(ask.promised_on)}. A promise defers chasing once only.",
            field="promised_on",
        )
    if ask.is_past_use(answer.promised_on):
        raise Refused(_too_late(ask, by), field="promised_on")
    ask.promised_on = answer.promised_on
    ask.save(update_fields=["promised_on"])
    return f"Will answer by {say(answer.promised_on)}"


def no_later_words(ask: Ask) -> str:
    """Say that no day can be promised any more, because the last safe one is today or has passed."""
    last = say(ask.last_safe_on) if ask.last_safe_on else ""
    return f"No day later than {last} can be promised. {ask.why_by_then}"


def _too_late(ask: Ask, by: Actor) -> str:
    """Name the last safe day and why it is that, and say what to do instead."""
    instead = _ring(ask) if by.is_of_borough else "write down what they can say now"
    if not ask.may_be_promised(clock.today()):
        return f"{no_later_words(ask)} {instead[0].upper()}{instead[1:]}."
    last = say(ask.last_safe_on) if ask.last_safe_on else ""
    return f"Choose a day up to {last}. {ask.why_by_then} If that is impossible, {instead}."


def _ring(ask: Ask) -> str:
    coordinator = coordinator_of(ask.borough.programme)
    if coordinator is None or not coordinator.telephone:
        return "tell the coordinator"
    return f"ring {coordinator.name}, {coordinator.telephone}"
