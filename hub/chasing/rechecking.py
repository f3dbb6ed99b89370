"""Just before chase-ups leave: is each still wanted, and may it leave now? Asked over and over while e-mails go out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import F

from boroughs.asks.services import is_with_borough
from boroughs.programme.models import Programme
from boroughs.programme.selectors import days_of
from config import clock
from hub.chasing.models import ChaseUp, Hold
from hub.chasing.selectors import rhythms_of
from hub.chasing.timing import Rhythm, slot_from
from hub.mail.kinds import Objection

# What the questions below look at; a sender asks them so often that the other columns would count.
LOOKED_AT = (
    "is_withdrawn",
    *(f"ask__{name}" for name in ("borough", "kind", "closed_at", "turn", "turn_reason", "promised_on")),
    *(f"sending__{name}" for name in ("programme", "email", "address", "sent_for")),
    *(f"sending__contact__{name}" for name in ("name", "email", "is_active", "email_rejected_at")),
    "sending__contact__user__is_active",
)


def objections(emails: Sequence[int]) -> Mapping[int, Objection]:
    """Say what speaks against sending chase-ups now, in a number of queries that does not grow with theirs."""
    rows = ChaseUp.objects.filter(sending__email__in=emails).select_related("ask", "sending__contact__user")
    chase_ups = list(rows.annotate(queued_at=F("sending__email__queued_at")).only(*LOOKED_AT).order_by())
    queued = {each.sending.email_id: each.queued_at for each in chase_ups}
    return _resting(chase_ups, queued) | _unwanted(chase_ups)


def _unwanted(chase_ups: Iterable[ChaseUp]) -> dict[int, Objection]:
    """Give the reason of each that is not wanted any more."""
    today = clock.today()
    boroughs = {each.ask.borough_id for each in chase_ups}
    holds = Hold.objects.filter(borough__in=boroughs, lifted_on=None)
    in_force = [hold for hold in holds if hold.is_in_force(today)]
    found: dict[int, Objection] = {}
    for each in chase_ups:
        if because := _why_unwanted(each, in_force):
            found[each.sending.email_id] = because
    return found


def _why_unwanted(chase_up: ChaseUp, holds: Iterable[Hold]) -> str:
    ask, contact = chase_up.ask, chase_up.sending.contact
    if chase_up.is_withdrawn:
        return "Another e-mail has gone out in its place."
    if not contact.can_be_written_to or contact.email != chase_up.sending.address:
        return f"{contact.name} is not to be written to there any more."
    if not ask.is_open:
        return "It has been answered meanwhile."
    if not is_with_borough(ask):
        return f"It is our turn meanwhile: the borough {ask.turn_reason}."
    if ask.promised_on is not None and ask.promised_on >= chase_up.sending.sent_for:
        return "An answer has been promised meanwhile."
    if any(hold.holds(ask) for hold in holds):
        return "Chasing is held meanwhile."
    return ""


def _resting(chase_ups: Iterable[ChaseUp], queued: Mapping[int, datetime]) -> dict[int, Objection]:
    """Say from when on those may leave that may not now: a server that was away must not make them go at night.

    What was queued outside the sending hours was sent by hand, and leaves at any time.
    """
    programmes = Programme.objects.filter(pk__in={each.sending.programme_id for each in chase_ups})
    hours = {each.pk: (rhythms_of(each), days_of(each)) for each in programmes.defer("loaded_file")}
    now, opens = clock.now(), dict[int, datetime]()
    for each in chase_ups:
        rhythms, days = hours[each.sending.programme_id]
        email, rhythm = each.sending.email_id, rhythms.get(each.ask.kind, Rhythm())
        slot = slot_from(now, rhythm=rhythm, days=days)
        if slot is None or slot <= now:
            continue
        if slot_from(queued[email], rhythm=rhythm, days=days) == queued[email]:
            opens[email] = max(slot, opens.get(email, slot))
    return dict(opens)
