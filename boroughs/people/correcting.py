"""Put right what is recorded of a person: their name and addresses, an address that is right after all, who is back."""

from allauth.account.models import EmailAddress
from django.db import transaction

from boroughs.access.services import role_grant
from boroughs.history.models import Actor
from boroughs.history.selectors import facts
from boroughs.history.services import Refused, check_seen, record
from boroughs.people.locking import contact_locked
from boroughs.people.models import Contact, User
from boroughs.people.services import check_address
from boroughs.people.states import ACCESS_OF, Position

CORRECTED = {"name": "the name", "email": "the e-mail address", "telephone": "the telephone number"}
LEFT = "{} is recorded as having left. Say first that they are here after all."


@transaction.atomic
def contact_correct(
    *,
    contact: Contact,
    name: str,
    email: str,
    telephone: str,
    by: Actor,
    seen_version: int | None = None,
) -> Contact:
    """Correct a person's name (or role), e-mail address and telephone number; the same again changes nothing.

    A new address is written to whatever became of e-mail to the old one, and the account moves along where it was
    theirs by that address alone. Refused for somebody who has left, and for an address that cannot be written to or
    that somebody in the same position has.
    """
    contact = contact_locked(contact)
    check_seen(contact, seen_version)
    if not contact.is_active:
        raise Refused(LEFT.format(contact.name))
    given = {"name": name.strip(), "email": email.strip().lower(), "telephone": telephone.strip()}
    before = {field: getattr(contact, field) for field in CORRECTED}
    changed = [field for field in CORRECTED if given[field] != before[field]]
    if not changed:
        return contact
    if "email" in changed:
        others = Contact.objects.exclude(pk=contact.pk)
        check_address(
            given["email"],
            others.filter(
                programme=contact.programme_id, borough=contact.borough_id, position=contact.position
            ),
        )
        contact.email_rejected_at = None
        _account_move(contact, given["email"])
    for field in changed:
        setattr(contact, field, given[field])
    contact.save(update_fields=[*changed, "email_rejected_at"])
    words = "; ".join(_said(field, before[field], given[field]) for field in changed)
    record(
        subject=contact,
        verb="contact-correct",
        summary=f"{before['name']} corrected: {words}",
        by=by,
        before=before,
        after=facts(contact, tuple(CORRECTED)),
    )
    return contact


@transaction.atomic
def contact_address_confirm(*, contact: Contact, by: Actor) -> Contact:
    """Say that a rejected address is right after all: it is written to again. Refused when none was rejected."""
    contact = contact_locked(contact)
    if contact.email_rejected_at is None:
        raise Refused(f"{contact.name} is written to at this address already.")
    contact.email_rejected_at = None
    contact.save(update_fields=["email_rejected_at"])
    record(
        subject=contact,
        verb="contact-address-confirm",
        summary=f"{contact.name}: {contact.email} is right after all",
        by=by,
    )
    return contact


@transaction.atomic
def contact_return(*, contact: Contact, by: Actor) -> Contact:
    """Take back that somebody has left: they are written to, and may do again what their position may.

    Refused for somebody who has not left.
    """
    contact = contact_locked(contact)
    if contact.is_active:
        raise Refused(f"{contact.name} is not recorded as having left.")
    contact.is_active = True
    contact.save(update_fields=["is_active"])
    if contact.user is not None:
        role = ACCESS_OF[Position(contact.position)]
        role_grant(user=contact.user, role=role, over=contact.borough or contact.programme)
    record(subject=contact, verb="contact-return", summary=f"{contact.name} is here after all", by=by)
    return contact


def _account_move(contact: Contact, email: str) -> None:
    """Let the account sign in by the new address, unless it is another's or means more than this programme."""
    user, old = contact.user, contact.email
    if user is None or not email or user.email != old.lower():
        return
    is_of_others = User.objects.filter(email=email).exclude(pk=user.pk).exists()
    # Whoever corrects an address coordinates this programme: it must open nothing of another one.
    if is_of_others or user.contacts.exclude(programme=contact.programme_id).exists():
        return
    user.email = email
    user.save(update_fields=["email"])
    # What the sign-in remembers of the old mailbox, in which somebody else may sit.
    EmailAddress.objects.filter(user=user, email__iexact=old).delete()


def _said(field: str, old: str, new: str) -> str:
    what = CORRECTED[field]
    if not new:
        return f"{what} {old} is wrong"
    return f"{what} is {new}" + (f", not {old}" if old else "")
