"""The coordinator's decisions about writing to a higher rung."""

from django.db import transaction

from boroughs.asks.models import Ask
from boroughs.history.models import Actor
from boroughs.history.services import Refused, record
from boroughs.people.models import Contact
from config import clock
from hub.chasing.models import Escalation


@transaction.atomic
def escalation_decide(*, ask: Ask, step: int, contact: Contact, is_approved: bool, by: Actor) -> Escalation:
    """Approve a letter to a higher rung, or decide against it this time. Refused when it is decided already.

    What was decided about somebody holds for them only: it is decided anew for whoever comes in their place.
    Once approved, the lower rung is told; two working days later the letter goes out, with all that is due to the
    same person, and at most once a month.
    """
    if not ask.is_open:
        raise Refused("This has been answered meanwhile, so nobody needs to be written to.")
    facts = {"contact": contact, "is_approved": is_approved, "decided_on": clock.today()}
    decided, is_new = Escalation.objects.select_for_update().get_or_create(ask=ask, step=step, defaults=facts)
    if not is_new:
        if decided.contact_id == contact.pk:
            raise Refused("This has been decided already.")
        for name, value in facts.items():
            setattr(decided, name, value)
        decided.save()
    words = f"Approved: write to {contact}" if is_approved else f"Not to be written to: {contact}"
    record(subject=decided, verb="escalation-decide", summary=words, by=by, is_private=True)
    return decided
