"""Write what stops an ask: a pause that was decided, and our own mistake."""

from datetime import date

from django.db import transaction

from boroughs.asks.locking import ask_locked
from boroughs.asks.models import Ask
from boroughs.asks.services import reconcile
from boroughs.asks.states import Ended
from boroughs.history.models import Actor
from boroughs.history.services import Refused, record
from config import clock


@transaction.atomic
def pause_settle(*, ask: Ask, words: str, by: Actor) -> None:
    """Say what was decided about a pause that the borough asked for: it is the borough's turn again."""
    ask = ask_locked(ask)
    if ask.pause_asked_on is None:
        raise Refused("No pause is waiting for a decision.")
    ask.pause_asked_on, ask.pause_reason = None, ""
    ask.save(update_fields=["pause_asked_on", "pause_reason"])
    record(subject=ask, verb="pause-settle", summary=f"The pause was decided: {words}", by=by)
    reconcile(boroughs=[ask.borough], today=clock.today())


@transaction.atomic
def ask_withdraw(*, ask: Ask, reason: str, ask_again_on: date | None, by: Actor) -> Ask:
    """Withdraw what we should not have asked: it closes, stays in the history, and is not asked again by itself.

    With `ask_again_on` it may be asked again from that day. Refused for a closed ask or without a reason.
    """
    ask = ask_locked(ask)
    if not ask.is_open:
        raise Refused("This is closed already.")
    if not reason.strip():
        raise Refused("Enter what our mistake was. Those who were asked are told.", field="reason")
    ask.closed_at, ask.ended = clock.now(), Ended.WITHDRAWN
    ask.is_kept_closed, ask.ask_again_on = True, ask_again_on
    ask.save(update_fields=["closed_at", "ended", "is_kept_closed", "ask_again_on"])
    record(subject=ask, verb="ask-withdraw", summary=f"Withdrawn, our mistake: {reason.strip()}", by=by)
    return ask
