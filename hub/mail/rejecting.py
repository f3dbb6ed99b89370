"""Tells what failed for good: the person's record where their address was rejected, and then the e-mail's own kind."""

from boroughs.history.models import Actor
from boroughs.people.locking import contact_locked
from boroughs.people.services import contact_email_rejected
from config.addresses import mailbox_of
from hub.mail.kinds import Failure, find
from hub.mail.models import Email


def failure_tell(email: Email, failure: Failure) -> None:
    """Mark whom an e-mail of any kind was for when their address was rejected, and tell its kind that it failed."""
    if failure.is_about_address:
        _mark_rejected(email, failure.words)
    if tell := find(email.kind).failed:
        tell(email.pk, failure)


def _mark_rejected(email: Email, words: str) -> None:
    """Mark the person, unless the address was corrected since: nothing is known against the new one."""
    if email.contact is None:
        return
    contact = contact_locked(email.contact)
    if contact.email_rejected_at is None and mailbox_of(contact.email) == mailbox_of(email.to_address):
        contact_email_rejected(contact=contact, words=words, by=Actor.system())
