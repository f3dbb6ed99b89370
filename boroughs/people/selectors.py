"""Read people."""

from boroughs.access.models import AccessQuerySet
from boroughs.people.models import Contact
from boroughs.people.states import Position
from boroughs.programme.models import Borough, Programme


def coordinator_of(programme: Programme) -> Contact | None:
    """Find the programme's coordinator: whom e-mails come from and answers go to."""
    return (
        Contact.objects.filter(programme=programme, position=Position.COORDINATOR, is_active=True)
        .order_by("id")
        .first()
    )


def people_of(borough: Borough) -> AccessQuerySet[Contact]:
    """Select the active people of a borough, in the order in which one would ring them."""
    return Contact.objects.filter(borough=borough, is_active=True).select_related("user").order_by("id")
