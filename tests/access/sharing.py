"""What the access table shares, said once more and apart from the product: whose canaries each of the cast may meet.

The rest follows from where a row belongs: the coordinator sees her programme, a borough's people their own borough.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from audits.rounds.models import FileAudit
from audits.rounds.states import COMMITTED, ReviewedBy
from boroughs.history.models import Change
from boroughs.people.models import Contact, User
from boroughs.people.states import Position
from hub.chasing.models import ChaseUp
from hub.reports.models import Edition
from hub.reports.states import State
from tests.access.planting import Cage, Canary
from tests.access.world import World

EVERYBODY = frozenset({"coordinator", "adviser", "lead", "reviewer", "observer"})
REVIEWERS = frozenset({"reviewer"})


@dataclass(frozen=True, slots=True)
class Shared:
    """That one model (or one field of it) is shared in its programme: with whom, and why."""

    who: frozenset[str]
    reason: str


# By "model" or "model.field".
SHARED = {
    "boroughs.programme": Shared(EVERYBODY, "everybody in a programme reads its words on every page"),
    "boroughs.theme": Shared(EVERYBODY, "the themes are the programme's own"),
    "boroughs.keydate": Shared(EVERYBODY, "the key dates are the programme's own"),
    "boroughs.borough.name": Shared(EVERYBODY, "names of boroughs: hosts of events, published editions"),
    "boroughs.borough.slug": Shared(EVERYBODY, "the name as an address writes it"),
    "boroughs.borough.front_door": Shared(EVERYBODY, "public: where anybody worried about a child rings"),
    "boroughs.borough.front_door_telephone": Shared(EVERYBODY, "the same"),
    "audits.round": Shared(EVERYBODY, "what every borough was asked"),
    "hub.event": Shared(EVERYBODY, "access table: events"),
    "hub.tool": Shared(EVERYBODY, "access table: materials"),
    "hub.phase": Shared(EVERYBODY, "the timeline is the programme's own"),
}
# Fields of what is shared that are still the coordinator's alone.
NOT_SHARED = {
    "boroughs.programme.loaded_file": "the file as it was loaded has everything in it",
}
# What belongs to a borough and is not for its own people, with the reason.
HIDDEN_FROM_OWN = {
    "hub.email": "chasing is not shown to those who are chased",
    "hub.sending": "the same",
    "hub.hold": "why chasing is held is the coordinator's alone",
    "hub.ring.note": "what the coordinator noted of a call is hers alone",
    "hub.wording": "an e-mail in the making is the coordinator's alone",
}
# What a reviewer reads of a file audit assigned to them: the numbers; never what was negotiated.
REVIEWED_FIELDS = frozenset({"files_offered", "files_agreed", "files_received", "files_reviewed"})


@dataclass(frozen=True, slots=True)
class Eyes:
    """Somebody who looks: the role (none outside every programme), where, and which users they are."""

    role: str
    programme: int | None
    borough: int | None
    user: int | None


class Rules:
    """The table above with the rows that it depends on, read once when the world stands."""

    def __init__(self, world: World) -> None:
        self.eyes = {name: _eyes(user) for name, user in world.cast.items()}
        self.private_changes = _ids(Change.objects.filter(is_private=True))
        self.left_out = _ids(ChaseUp.objects.exclude(left_out=None))
        shown = Edition.objects.filter(state__in=(State.PUBLISHED, State.SUPERSEDED))
        self.shown_editions = _ids(shown)
        self.assigned = _ids(FileAudit.objects.filter(position__in=COMMITTED, reviewed_by=ReviewedBy.CENTRAL))
        coordinators = Contact.objects.filter(position=Position.COORDINATOR)
        self.coordinators = _ids(coordinators)
        self.coordinators_users = frozenset(coordinators.values_list("user", flat=True))

    def may_meet(self, canary: Canary, eyes: Eyes) -> bool:
        """Tell whether somebody may read what stands where this canary sits."""
        if eyes.user is not None and eyes.user in canary.of_users:
            return True
        if canary.programme is None or canary.programme != eyes.programme:
            return False
        if eyes.role == "coordinator":
            return True
        if self._is_shared(canary, eyes.role):
            return True
        is_own = canary.borough is not None and canary.borough == eyes.borough
        is_hidden = (
            canary.model in HIDDEN_FROM_OWN
            or f"{canary.model}.{canary.field}" in HIDDEN_FROM_OWN
            or (canary.model == "boroughs.change" and canary.pk in self.private_changes)
            # What was never sent is nothing that the borough knows of.
            or (canary.model == "hub.chaseup" and canary.pk in self.left_out)
        )
        return is_own and not is_hidden

    def _is_shared(self, canary: Canary, role: str) -> bool:
        name = f"{canary.model}.{canary.field}"
        if shared := SHARED.get(name) or SHARED.get(canary.model):
            return role in shared.who and name not in NOT_SHARED
        match canary.model:
            case "hub.edition":
                return canary.pk in self.shown_editions
            case "audits.fileaudit":
                return role in REVIEWERS and canary.pk in self.assigned and canary.field in REVIEWED_FIELDS
            case "boroughs.contact":
                # Everybody is told whom to ring.
                return canary.pk in self.coordinators
            case "boroughs.user":
                return bool(canary.of_users & self.coordinators_users)
        return False

    def leaks(self, cage: Cage, text: str, eyes: Eyes) -> dict[str, Canary]:
        """Find in a text the canaries that this person must not meet."""
        found = cage.found_in(text)
        return {planted: canary for planted, canary in found.items() if not self.may_meet(canary, eyes)}


def _ids(rows: Iterable[Change | ChaseUp | Edition | FileAudit | Contact]) -> frozenset[int]:
    return frozenset(row.pk for row in rows)


def _eyes(user: User | None) -> Eyes:
    contact = Contact.objects.filter(user=user).first() if user else None
    if user is None or contact is None:
        return Eyes("", None, None, user.pk if user else None)
    return eyes_of(contact)


def eyes_of(contact: Contact) -> Eyes:
    """Look with the eyes of a contact."""
    position = Position(contact.position)
    role = {
        Position.COORDINATOR: "coordinator",
        Position.REVIEWER: "reviewer",
        Position.OBSERVER: "observer",
        Position.ADVISER: "adviser",
    }.get(position, "lead")
    return Eyes(role, contact.programme_id, contact.borough_id, contact.user_id)
