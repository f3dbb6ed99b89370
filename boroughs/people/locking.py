"""Lock people."""

from boroughs.people.models import Contact
from boroughs.programme.locking import borough_locked
from config.locking import lock


def contact_locked(contact: Contact) -> Contact:
    """Lock a contact after their borough, and read them as they are now."""
    if contact.borough_id is not None:
        borough_locked(contact.borough_id)
    return lock(Contact.objects.select_related("programme", "borough__programme", "user")).get(pk=contact.pk)
