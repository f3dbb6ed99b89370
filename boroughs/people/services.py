"""Write people: a contact comes first, and access follows from it."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from boroughs.access.services import role_grant, role_revoke
from boroughs.history.models import Actor
from boroughs.history.services import Refused, record
from boroughs.people.models import Contact, User
from boroughs.people.states import ACCESS_OF, Position
from boroughs.programme.models import Borough, Programme
from config import clock
from config.addresses import UNWRITABLE, is_address


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody named in passing who is not recorded yet; the verb that needs them adds them."""

    name: str
    email: str = ""


@transaction.atomic
def contact_add(
    *,
    programme: Programme,
    borough: Borough | None,
    position: Position,
    name: str,
    email: str = "",
    telephone: str = "",
    by: Actor,
) -> Contact:
    """Record a person, or just a role, in a programme or in one of its boroughs.

    Refused when nobody can be written to at that address, or somebody is recorded with it in the same position.
    """
    email = email.strip().lower()
    check_address(email, Contact.objects.filter(programme=programme, borough=borough, position=position))
    contact = Contact.objects.create(
        programme=programme,
        borough=borough,
        position=position,
        name=name,
        email=email,
        telephone=telephone,
    )
    record(subject=contact, verb="contact-add", summary=f"{name} added as {position.label.lower()}", by=by)
    return contact


def check_address(email: str, among: QuerySet[Contact]) -> None:
    """Raise Refused for an address that nobody can be written to at, or that one of those has; none is fine."""
    if not email:
        return
    if not is_address(email):
        raise Refused(f"{UNWRITABLE}.", field="email")
    there = among.filter(email__iexact=email).first()
    if there is not None and there.is_active:
        raise Refused(
            f"{there.name} is already recorded with this e-mail address. Choose them.", field="email"
        )
    if there is not None:
        raise Refused(
            f"{there.name} had this e-mail address and has left. If they are back, say so on their page.",
            field="email",
        )


@transaction.atomic
def contact_give_access(*, contact: Contact, by: Actor, password: str | None = None) -> User:
    """Give a contact an account, and the access that their position has.

    `password` is for the sample of trial mode only; everybody else sets theirs by e-mail. Refused without an address.
    """
    if not contact.email:
        raise Refused(f"{contact.name} has no e-mail address. Add one first.", field="email")
    user = User.objects.filter(email=contact.email).first()
    if user is None:
        user = User.objects.create_user(contact.email, password, name=contact.name)
    contact.user = user
    contact.save(update_fields=["user"])
    role_grant(
        user=user, role=ACCESS_OF[Position(contact.position)], over=contact.borough or contact.programme
    )
    record(subject=contact, verb="contact-give-access", summary=f"{contact.name} was given an account", by=by)
    return user


@transaction.atomic
def contact_deactivate(*, contact: Contact, by: Actor) -> None:
    """Say that a person is no longer in this position: nobody writes to them, and the access ends."""
    contact.is_active = False
    contact.save(update_fields=["is_active"])
    role = ACCESS_OF[Position(contact.position)]
    over = contact.borough or contact.programme
    if contact.user and not _has_role_otherwise(contact):
        role_revoke(user=contact.user, role=role, over=over)
    record(
        subject=contact,
        verb="contact-deactivate",
        summary=f"{contact.name} is no longer in this position",
        by=by,
    )


def _has_role_otherwise(contact: Contact) -> bool:
    role = ACCESS_OF[Position(contact.position)]
    same = [position for position, its_role in ACCESS_OF.items() if its_role == role]
    others = Contact.objects.filter(
        user=contact.user,
        programme=contact.programme,
        borough=contact.borough,
        position__in=same,
        is_active=True,
    )
    return others.exclude(pk=contact.pk).exists()


@transaction.atomic
def contact_email_rejected(*, contact: Contact, words: str, by: Actor) -> None:
    """Mark a contact whose address the mail server rejected; nobody writes there until it is corrected."""
    contact.email_rejected_at = clock.now()
    contact.save(update_fields=["email_rejected_at"])
    record(
        subject=contact,
        verb="contact-email-rejected",
        summary=f"E-mail to {contact.name} was rejected: {words}",
        by=by,
    )
