"""Say that somebody has left: with them goes what they held or stood in for."""

from datetime import date

from django.db import transaction

from boroughs.history.models import Actor
from boroughs.history.services import Refused, check_seen
from boroughs.people.locking import contact_locked
from boroughs.people.models import Contact
from boroughs.people.services import contact_deactivate
from boroughs.people.states import Position
from boroughs.posts.models import Post
from boroughs.posts.selectors import post_with
from boroughs.posts.services import post_move, post_name_interim
from boroughs.posts.states import Move
from config.dates import PartialDate


@transaction.atomic
def person_left(
    *, contact: Contact, by: Actor, on: date | None = None, seen_version: int | None = None
) -> Contact:
    """Say that somebody has left: nobody writes to them, and what was asked of them is asked by the usual way.

    The post that they held is vacant from `on`, and where they stood in nobody does. Refused for somebody who has
    left already, for oneself, for the last coordinator, and without the day where a post needs it.
    """
    contact = contact_locked(contact)
    check_seen(contact, seen_version)
    if not contact.is_active:
        raise Refused(f"{contact.name} is recorded as having left already.")
    if by.user is not None and contact.user == by.user:
        raise Refused("You cannot say this of yourself. Ask somebody else who coordinates.")
    if contact.position == Position.COORDINATOR and not _others_coordinate(contact):
        raise Refused("Nobody else coordinates, and letters would have nobody to come from.")
    post = post_with(contact)
    if post is not None:
        _leave_post(post, contact, on, by)
    contact_deactivate(contact=contact, by=by)
    return contact


def _leave_post(post: Post, contact: Contact, on: date | None, by: Actor) -> None:
    if on is None:
        raise Refused("Enter the day on which they left.", field="on")
    try:
        if post.holder_id == contact.pk:
            post_move(post=post, move=Move.LEAVE, on=PartialDate(on), by=by)
        else:
            post_name_interim(post=post, interim=None, on=PartialDate(on), by=by)
    except Refused as refused:
        raise Refused(refused.message, field="on") from refused


def _others_coordinate(contact: Contact) -> bool:
    others = Contact.objects.filter(programme=contact.programme_id, position=Position.COORDINATOR)
    return any(each.can_be_written_to for each in others.exclude(pk=contact.pk).select_related("user"))
