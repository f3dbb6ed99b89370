"""The page on which somebody is said to have left."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from boroughs.access.views import SignedInRequest
from boroughs.people.models import Contact
from boroughs.people.views import contact_page, open_contact
from boroughs.posts.forms import LeaveForm
from boroughs.posts.leaving import person_left
from boroughs.posts.models import Post
from boroughs.posts.selectors import post_with
from boroughs.programme.views import actor, take_form, typed


def leave(request: SignedInRequest, programme: str, contact: int) -> HttpResponse:
    """Say what follows when somebody has left, and take that they have."""
    found = open_contact(request, programme, contact)
    post = post_with(found)
    form = LeaveForm(typed(request), contact=found, has_post=post is not None)

    def save(given: Mapping[str, Any]) -> str:
        person_left(contact=found, on=given.get("on"), by=actor(request), seen_version=given["seen"])
        return f"{found.name} is written to no more."

    page = contact_page(
        found, f"Has {found.name} left?", submit="They have left", intro=_what_follows(found, post)
    )
    return take_form(request, form, page, verb=save, subject=found)


def _what_follows(found: Contact, post: Post | None) -> str:
    words = (
        "Nobody writes to them any more, their links end, and their account shows nothing of this programme. "
        "What was asked of them is asked of whoever comes in their place."
    )
    if post is None:
        return words
    if post.holder_id == found.pk:
        return f"{words} {post.borough}’s post is vacant from that day, and news of it is asked for."
    return f"{words} Nobody stands in for {post.borough}’s adviser any more."
