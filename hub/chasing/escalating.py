"""The coordinator's decisions about writing to a higher rung."""

from django.db import IntegrityError, transaction

from boroughs.asks.models import Ask
from boroughs.history.models import Actor
from boroughs.history.services import Refused, record
from boroughs.people.models import Contact
from config import clock
from hub.chasing.models import Escalation


@transaction.atomic
def escalation_decide(*, ask: Ask, step: int, contact: Contact, is_approved: bool, by: Actor) -> Escalation:
    """Approve a letter to a higher rung, or decide against it this time. Refused when it is decided already.

    Once approved, the lower rung is told; two working days later the letter goes out, with all that is due to the
    same person, and at most once a month.
    """
    if not ask.is_open:
        raise Refused("This has been answered meanwhile, so nobody needs to be written to.")
    try:
        with transaction.atomic():
            decided = Escalation.objects.create(
                ask=ask, step=step, contact=contact, is_approved=is_approved, decided_on=clock.today()
            )
    except IntegrityError:
        raise Refused("This has been decided already.") from None
    words = f"Approved: write to {contact}" if is_approved else f"Not to be written to: {contact}"
    record(subject=decided, verb="escalation-decide", summary=words, by=by, is_private=True)
    return decided
