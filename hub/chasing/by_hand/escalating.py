"""The coordinator's decisions about writing to a higher rung."""

from django.db import transaction
from django.db.models import Max

from boroughs.asks.models import Ask, Reply
from boroughs.history.models import Actor
from boroughs.history.services import Refused, record
from boroughs.people.models import Contact
from config import clock
from config.clock import LONDON
from config.locking import lock
from hub.chasing.models import Escalation, Hold
from hub.chasing.plan.decided import Decision


@transaction.atomic
def escalation_decide(*, ask: Ask, step: int, contact: Contact, is_approved: bool, by: Actor) -> Escalation:
    """Approve a letter to a higher rung, or decide against it this time. Refused when it is decided already.

    What was decided about somebody holds for them only: it is decided anew for whoever comes in their place, and for
    them too once the borough has spoken, or was held, since.
    Once approved, the lower rung is told; two working days later the letter goes out, with all that is due to the
    same person, and at most once a month.
    """
    if not ask.is_open:
        raise Refused("This has been answered meanwhile, so nobody needs to be written to.")
    facts = {"contact": contact, "is_approved": is_approved, "decided_on": clock.today()}
    decided, is_new = lock(Escalation.objects.all()).get_or_create(ask=ask, step=step, defaults=facts)
    if not is_new:
        if decided.contact_id == contact.pk and not _is_overtaken(decided):
            raise Refused("This has been decided already.")
        for name, value in facts.items():
            setattr(decided, name, value)
        decided.save()
    words = f"Approved: write to {contact}" if is_approved else f"Not to be written to: {contact}"
    record(subject=decided, verb="escalation-decide", summary=words, by=by, is_private=True)
    return decided


def _is_overtaken(decided: Escalation) -> bool:
    ask = decided.ask
    replied = Reply.objects.filter(ask=ask).aggregate(last=Max("change__at"))["last"]
    replied_on = replied and replied.astimezone(LONDON).date()
    holds = [hold for hold in Hold.objects.filter(borough=ask.borough_id) if hold.holds(ask)]
    return Decision(decided.is_approved, decided.decided_on, replied_on).is_overtaken(ask, holds)
