"""Whom an ask is chased with: its owner, else the role's holder, else the interim, else the next rung, else nobody."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from boroughs.asks.kinds import kind_of
from boroughs.asks.models import Ask
from boroughs.people.models import Contact
from boroughs.people.states import Position
from boroughs.posts.models import Post

# Chairs and directors are written to only with the coordinator's approval, never by themselves.
BY_APPROVAL_ONLY = frozenset({Position.CHAIR, Position.HEAD_OF_SAFEGUARDING})


@dataclass(frozen=True, slots=True)
class Route:
    """Whom to write to about an ask, and as what; `contact` None means that there is nobody."""

    contact: Contact | None
    why: str


def routes(asks: Iterable[Ask]) -> Mapping[int, Route]:
    """Find the route of each ask (by its id), in two queries however many there are."""
    asks = list(asks)
    boroughs = {ask.borough_id for ask in asks}
    people: dict[tuple[int, str], list[Contact]] = defaultdict(list)
    by_id: dict[int, Contact] = {}
    for contact in Contact.objects.filter(borough__in=boroughs).select_related("user").order_by("id"):
        by_id[contact.pk] = contact
        if contact.can_be_written_to and contact.borough_id is not None:
            people[contact.borough_id, contact.position].append(contact)
    posts = {post.borough_id: post for post in Post.objects.filter(borough__in=boroughs)}
    return {ask.pk: _route(ask, people, by_id, posts.get(ask.borough_id)) for ask in asks}


def _route(
    ask: Ask, people: Mapping[tuple[int, str], list[Contact]], by_id: Mapping[int, Contact], post: Post | None
) -> Route:
    kind = kind_of(ask.kind)
    owner = by_id.get(ask.owner_id) if ask.owner_id else None
    if owner is not None and owner.can_be_written_to:
        return Route(owner, "named for this ask")
    if kind.asked_of == Position.ADVISER:
        if found := _of_post(post, by_id):
            return found
    elif holders := people.get((ask.borough_id, kind.asked_of)):
        return Route(holders[0], kind.asked_of.label.lower())
    for rung in kind.ladder:
        if rung not in BY_APPROVAL_ONLY and (holders := people.get((ask.borough_id, rung))):
            return Route(
                holders[0],
                f"{rung.label.lower()}, because there is no {kind.asked_of.label.lower()} to write to",
            )
    return Route(None, f"no {kind.asked_of.label.lower()} to write to, and nobody in their place")


def _of_post(post: Post | None, by_id: Mapping[int, Contact]) -> Route | None:
    if post is None:
        return None
    holder = by_id.get(post.holder_id) if post.holder_id else None
    if holder is not None and holder.can_be_written_to:
        return Route(holder, "adviser")
    interim = by_id.get(post.interim_id) if post.interim_id else None
    if interim is not None and interim.can_be_written_to:
        return Route(interim, "stands in while the post is vacant")
    return None
