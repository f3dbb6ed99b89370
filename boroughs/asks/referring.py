"""“Wrong person: ask somebody else”: the ask gets another owner, who is written to from now on."""

from boroughs.asks.kinds import Answer, kind_of
from boroughs.asks.models import Ask
from boroughs.asks.states import answered_by
from boroughs.history.models import Actor
from boroughs.history.services import Refused
from boroughs.people.models import Contact
from boroughs.people.selectors import mailboxes_by_approval
from boroughs.people.services import contact_add
from config.addresses import mailbox_of

NOT_THERE = "Nobody can be written to at this address. Check it, or ring the coordinator."


def refer(ask: Ask, answer: Answer, by: Actor) -> str:
    """Make the person named the owner of the ask, recording them first when they are new; answer what to say of it.

    A chair or director, be it of another borough, is not written to by somebody's click: that becomes ours to decide.
    Refused when nobody is named, when the address is one that we do not write to, or when it is that of the person who
    was asked already.
    """
    named = answer.refer_to
    if named is None or not named.name.strip() or not named.email.strip():
        raise Refused("Enter who is the right person, with their e-mail address.", field="refer_to")
    name, email = named.name.strip(), named.email.strip()
    known = Contact.objects.filter(borough=ask.borough, email__iexact=email).select_related("user")
    people = list(known.order_by("-is_active", "id"))
    if people and not people[0].can_be_written_to:
        raise Refused(NOT_THERE, field="refer_to_email")
    if mailbox_of(email) in mailboxes_by_approval([ask.borough.programme_id]):
        # Nobody is recorded by it, and nothing is told of whose address it is: they may be another borough's.
        name = people[0].name if people else f"{name} ({email})"
        ask.pause_asked_on, ask.pause_reason = answer.on, f"a referral to {name}"[:200]
        ask.save(update_fields=["pause_asked_on", "pause_reason"])
        return f"Wrong person: ask {name}"[:200]
    person = people[0] if people else _added(ask, name, email, by)
    if person.pk == ask.owner_id:
        raise Refused(f"{person.name} is being asked already.", field="refer_to_email")
    ask.owner, ask.named_by, ask.named_on = person, answered_by(answer.said_by), answer.on
    ask.save(update_fields=["owner", "named_by", "named_on"])
    return f"Wrong person: ask {person.name}"[:200]


def _added(ask: Ask, name: str, email: str, by: Actor) -> Contact:
    try:
        return contact_add(
            programme=ask.borough.programme,
            borough=ask.borough,
            position=kind_of(ask.kind).asked_of,
            name=name,
            email=email,
            by=by,
        )
    except Refused as refused:
        raise Refused(refused.message, field=f"refer_to_{refused.field}") from refused
