"""Write down that the coordinator rang and reached nobody, and strike that out when it was a mistake."""

from datetime import date

from django.db import transaction

from boroughs.asks.locking import ask_locked
from boroughs.asks.models import Ask
from boroughs.history.models import Actor
from boroughs.history.services import Refused, check_not_future, record
from config.dates import say
from config.locking import lock
from hub.chasing.models import Ring


@transaction.atomic
def ring_note(*, ask: Ask, whom: str, on: date, by: Actor, note: str = "") -> Ring:
    """Note that somebody was rung about an ask and not reached: it is no reply, and sends nothing.

    Refused for a closed ask, a day to come or before it was asked, and for what is noted already.
    """
    ask = ask_locked(ask)
    if not ask.is_open:
        raise Refused("This has been answered meanwhile, so nobody needs to be rung about it.")
    check_not_future(on)
    if on < ask.asked_on:
        raise Refused(
            f"They were not asked before {say(ask.asked_on)}. Enter that day or a later one.", field="on"
        )
    if Ring.objects.standing().filter(ask=ask, rang_on=on, whom=whom).exists():
        raise Refused(f"It is noted already that you rang {whom} on {say(on)}.", field="on")
    summary = f"Rang {whom} on {say(on)}, and did not reach them"
    change = record(subject=ask, verb="ring-note", summary=summary, by=by, is_private=True)
    return Ring.objects.create(ask=ask, whom=whom, rang_on=on, note=note.strip(), change=change)


@transaction.atomic
def ring_void(*, ring: Ring, reason: str, by: Actor) -> None:
    """Strike out a ring that was noted by mistake; it stays in the history. Refused when it is struck out already."""
    ask_locked(ring.ask)
    ring = lock(Ring.objects.select_related("ask")).get(pk=ring.pk)
    if ring.voided_by_id is not None:
        raise Refused("This is struck out already.")
    summary = f"Struck out: {ring}. {reason}"
    ring.voided_by = record(subject=ring.ask, verb="ring-void", summary=summary, by=by, is_private=True)
    ring.save(update_fields=["voided_by"])
