"""Read people."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from boroughs.access.models import AccessQuerySet
from boroughs.people.models import Contact
from boroughs.people.states import BY_APPROVAL_ONLY, Position
from boroughs.programme.models import Borough, Programme
from config.addresses import mailbox_of


def coordinator_of(programme: Programme) -> Contact | None:
    """Find the coordinator, whom e-mails come from and answers go to; None when nobody can be written to."""
    rows = Contact.objects.filter(programme=programme, position=Position.COORDINATOR, is_active=True)
    everybody = rows.select_related("user").order_by("id")
    return next((contact for contact in everybody if contact.can_be_written_to), None)


def people_of(borough: Borough) -> AccessQuerySet[Contact]:
    """Select the active people of a borough, in the order in which one would ring them."""
    return Contact.objects.filter(borough=borough, is_active=True).select_related("user").order_by("id")


def mailboxes_by_approval(programmes: Iterable[int]) -> frozenset[str]:
    """Gather the mailboxes of all who are chair or director anywhere in some programmes (by their ids).

    They are written to only with the coordinator's approval, in whichever borough and position somebody names them.
    """
    rows = Contact.objects.filter(programme__in=programmes, position__in=BY_APPROVAL_ONLY, is_active=True)
    return frozenset(mailbox_of(email) for email in rows.exclude(email="").values_list("email", flat=True))


@dataclass(slots=True)
class Place:
    """The people of one borough, or (without one) of the whole programme: who is there, and who has left."""

    borough: Borough | None
    here: list[Contact] = field(default_factory=list)
    left: list[Contact] = field(default_factory=list)


def directory(programme: Programme, people: AccessQuerySet[Contact]) -> Sequence[Place]:
    """List everybody by place, the programme's own first; a borough without anybody is listed, too."""
    by_place: dict[int | None, list[Contact]] = defaultdict(list)
    for contact in people.filter(programme=programme).select_related("user").order_by("id"):
        by_place[contact.borough_id].append(contact)
    places = [Place(None), *(Place(borough) for borough in programme.boroughs.order_by("name"))]
    for place in places:
        everybody = by_place[place.borough.pk if place.borough else None]
        place.here = [contact for contact in everybody if contact.is_active]
        place.left = [contact for contact in everybody if not contact.is_active]
    return places
