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
from hub.chasing.timing import Rhythm

NAMED = "named for this ask"
STANDS_IN = "stands in while the post is vacant"


@dataclass(frozen=True, slots=True)
class Route:
    """Whom to write to about an ask, and as what; `contact` None means that there is nobody."""

    contact: Contact | None
    why: str
    needs_approval: bool = False

    def as_what(self, ask: Ask) -> str:
        """Say to the coordinator as what they are written to, and who named them."""
        if self.why != NAMED or ask.named_on is None:
            return self.why
        return f"{NAMED}, by {ask.named_by} on {say(ask.named_on)}"

    def words(self, ask: Ask) -> str:
        """Say to a person why it is they who are asked."""
        borough = ask.borough.name
        if self.why == NAMED:
            named_by = ask.named_by or borough
            if ask.named_on is None or not ask.is_owner_from_before:
                return f"{named_by} says that you are the right person to ask."
            return f"{named_by} said on {say(ask.named_on)} that you are the right person to ask."
        if self.why == STANDS_IN:
            return f"I write to you because you stand in for {borough}’s adviser."
        return f"I write to you as {borough}’s {self.why}."


@dataclass(frozen=True, slots=True)
class Ways:
    """The people of one ask, rung by rung: `first` for the request and the reminders, `rungs` for what comes after."""

    first: Route
    rungs: Sequence[Route] = field(default=())
    by_approval: frozenset[str] = frozenset()

    def is_by_approval(self, contact: Contact) -> bool:
        """Tell whether it is the mailbox of a chair or director, in whichever position it is written to."""
        return contact.position in BY_APPROVAL_ONLY or mailbox_of(contact.email) in self.by_approval

    def to(self, rung: int) -> Route | None:
        """Find whom to write to on a rung; None above the last."""
        if rung == 0:
            return self.first
        return self.rungs[rung - 1] if rung <= len(self.rungs) else None


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
        Route(
            contact,
            position.label.lower(),
            needs_approval=position in gates or mailbox_of(contact.email) in people.by_approval,
        )
        for position in ladder
        if (contact := people.holder(ask.borough_id, position)) is not None and contact != first.contact
    ]
    return Ways(first, rungs, people.by_approval)


def _first(ask: Ask, kind: Kind, ladder: Sequence[Position], people: _People) -> Route:
    owner = people.by_id.get(ask.owner_id) if ask.owner_id else None
    if owner is not None and owner.can_be_written_to:
        return Route(owner, NAMED)
    role = kind.asked_of.label.lower()
    if kind.asked_of == Position.ADVISER:
        if found := _of_post(people.posts.get(ask.borough_id), people.by_id):
            return found
    elif holder := people.holder(ask.borough_id, kind.asked_of):
        return Route(holder, role)
    for rung in ladder:
        if holder := people.holder(ask.borough_id, rung, is_gated=False):
            return Route(holder, f"{rung.label.lower()}, because there is no {role} to write to")
    if unreached := people.troubled.get((ask.borough_id, kind.asked_of)):
        return Route(None, f"{unreached.address_trouble}, and there is nobody in their place")
    return Route(None, f"no {role} to write to, and nobody in their place")


def _of_post(post: Post | None, by_id: Mapping[int, Contact]) -> Route | None:
    if post is None:
        return None
    holder = by_id.get(post.holder_id) if post.holder_id else None
    if holder is not None and holder.can_be_written_to:
        return Route(holder, "adviser")
    interim = by_id.get(post.interim_id) if post.interim_id else None
    if interim is not None and interim.can_be_written_to:
        return Route(interim, STANDS_IN)
    return None
