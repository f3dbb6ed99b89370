"""Whom an ask is chased with: its owner, else the role's holder, else the interim, else the next rung, else nobody."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from boroughs.asks.kinds import Kind, kind_of
from boroughs.asks.models import Ask
from boroughs.people.models import Contact
from boroughs.people.selectors import mailboxes_by_approval
from boroughs.people.states import BY_APPROVAL_ONLY, Position
from boroughs.posts.models import Post
from config.addresses import mailbox_of
from config.dates import say
from hub.chasing.plan.timing import Rhythm


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Whom an ask is asked of first; `contact` None means that there is nobody, and `as_what` says why.

    `as_what` says to the coordinator as what they are written to, and who named them; `because` says to themselves
    why it is they who are asked. `is_expected`: they have the role that is asked, and need not be told.
    """

    contact: Contact | None
    as_what: str
    because: str = ""
    is_expected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """Who is written to when those below have not answered, and in which position."""

    contact: Contact
    position: Position
    needs_approval: bool


@dataclass(frozen=True, slots=True)
class Ways:
    """The people of one ask: `first` for the request and the reminders, the `rungs` in their order for what follows."""

    first: Route
    rungs: Sequence[Rung] = field(default=())
    by_approval: frozenset[str] = frozenset()

    def is_by_approval(self, contact: Contact) -> bool:
        """Tell whether it is the mailbox of a chair or director, in whichever position it is written to."""
        return contact.position in BY_APPROVAL_ONLY or mailbox_of(contact.email) in self.by_approval


@dataclass(frozen=True, slots=True)
class _People:
    by_position: Mapping[tuple[int, str], list[Contact]]
    troubled: Mapping[tuple[int, str], Contact]
    by_id: Mapping[int, Contact]
    posts: Mapping[int, Post]
    by_approval: frozenset[str]

    def holder(self, borough: int, position: Position, *, is_gated: bool = True) -> Contact | None:
        """Find who has a position, rather not a chair or director; without `is_gated`, never one."""
        holders = self.by_position.get((borough, position), [])
        free = [each for each in holders if mailbox_of(each.email) not in self.by_approval]
        found = free or holders if is_gated else free
        return found[0] if found else None


def ways(asks: Iterable[Ask], rhythms: Mapping[str, Rhythm]) -> Mapping[int, Ways]:
    """Find the people of each ask (by its id), in three queries however many there are."""
    asks = list(asks)
    programmes = {ask.borough.programme_id for ask in asks}
    people = _people({ask.borough_id for ask in asks}, mailboxes_by_approval(programmes))
    return {ask.pk: _ways(ask, rhythms.get(ask.kind, Rhythm()), people) for ask in asks}


def _people(boroughs: set[int], by_approval: frozenset[str]) -> _People:
    by_position: dict[tuple[int, str], list[Contact]] = defaultdict(list)
    troubled: dict[tuple[int, str], Contact] = {}
    by_id: dict[int, Contact] = {}
    for contact in Contact.objects.filter(borough__in=boroughs).select_related("user").order_by("id"):
        by_id[contact.pk] = contact
        if contact.can_be_written_to and contact.borough_id is not None:
            by_position[contact.borough_id, contact.position].append(contact)
        elif contact.borough_id is not None and contact.is_active and contact.address_trouble:
            troubled[contact.borough_id, contact.position] = contact
    return _People(
        by_position,
        troubled,
        by_id,
        {post.borough_id: post for post in Post.objects.filter(borough__in=boroughs)},
        by_approval,
    )


def _ways(ask: Ask, rhythm: Rhythm, people: _People) -> Ways:
    kind = kind_of(ask.kind)
    ladder = kind.ladder if rhythm.ladder is None else rhythm.ladder
    gates = rhythm.gates | BY_APPROVAL_ONLY
    first = _first(ask, kind, [rung for rung in ladder if rung not in gates], people)
    rungs = [
        Rung(
            contact=contact,
            position=position,
            needs_approval=position in gates or mailbox_of(contact.email) in people.by_approval,
        )
        for position in ladder
        if (contact := people.holder(ask.borough_id, position)) is not None and contact != first.contact
    ]
    return Ways(first, rungs, people.by_approval)


def _first(ask: Ask, kind: Kind, ladder: Sequence[Position], people: _People) -> Route:
    owner = people.by_id.get(ask.owner_id) if ask.owner_id else None
    if owner is not None and owner.can_be_written_to:
        return _to_named(ask, owner)
    if kind.asked_of == Position.ADVISER:
        if found := _of_post(ask, people):
            return found
    elif holder := people.holder(ask.borough_id, kind.asked_of):
        return _to_role(ask, holder, kind.asked_of)
    role = kind.asked_of.label.lower()
    for rung in ladder:
        if holder := people.holder(ask.borough_id, rung, is_gated=False):
            as_what = f"{rung.label.lower()}, because there is no {role} to write to"
            return Route(contact=holder, as_what=as_what, because=_as(ask, as_what))
    if unreached := people.troubled.get((ask.borough_id, kind.asked_of)):
        trouble = unreached.address_trouble
        return Route(contact=None, as_what=f"{trouble}, and there is nobody in their place")
    return Route(contact=None, as_what=f"no {role} to write to, and nobody in their place")


def _of_post(ask: Ask, people: _People) -> Route | None:
    post = people.posts.get(ask.borough_id)
    if post is None:
        return None
    holder = people.by_id.get(post.holder_id) if post.holder_id else None
    if holder is not None and holder.can_be_written_to:
        return _to_role(ask, holder, Position.ADVISER)
    interim = people.by_id.get(post.interim_id) if post.interim_id else None
    if interim is not None and interim.can_be_written_to:
        return Route(
            contact=interim,
            as_what="stands in while the post is vacant",
            because=f"I write to you because you stand in for {ask.borough.name}’s adviser.",
        )
    return None


def _to_named(ask: Ask, owner: Contact) -> Route:
    """Write to whom the borough named; the day is told to them only where they were named for something before it."""
    on = say(ask.named_on) if ask.named_on else ""
    said = f"said on {on}" if ask.is_owner_from_before else "says"
    return Route(
        contact=owner,
        as_what=f"named for this ask, by {ask.named_by} on {on}" if on else "named for this ask",
        because=f"{ask.named_by or ask.borough.name} {said} that you are the right person to ask.",
    )


def _to_role(ask: Ask, holder: Contact, position: Position) -> Route:
    as_what = position.label.lower()
    return Route(contact=holder, as_what=as_what, because=_as(ask, as_what), is_expected=True)


def _as(ask: Ask, as_what: str) -> str:
    return f"I write to you as {ask.borough.name}’s {as_what}."
