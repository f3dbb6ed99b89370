"""What a round asks of each borough: a reply, then a date, then the files; and of us, an excusal or an offer to decide."""

from collections.abc import Mapping, Sequence
from datetime import date

from audits.rounds.models import FileAudit
from audits.rounds.services import Details, audit_count_files, audit_move
from audits.rounds.states import OPEN, OURS, Move, Position, moves_from
from boroughs.access.states import Action
from boroughs.asks.kinds import Answer, Choice, Kind, Source, Wanted
from boroughs.asks.models import Ask
from boroughs.asks.states import Turn
from boroughs.history.models import Actor
from boroughs.people.states import Position as Person
from boroughs.programme.models import Borough
from config.dates import PartialDate

_LADDER = (Person.BUSINESS_MANAGER, Person.HEAD_OF_SAFEGUARDING, Person.CHAIR)


def _kind(name: str, label: str, question: str, why: str) -> Kind:
    return Kind(name, label, Person.AUDIT_LEAD, Action.UPDATE_AUDIT, _LADDER, question, why)


AUDIT_REPLY = _kind(
    "audit-reply",
    "Reply about the file audit",
    "can you contribute files to the review?",
    "The review needs to know which boroughs give files.",
)
AUDIT_DATE = _kind(
    "audit-date",
    "Date for the files",
    "by when can you give the files?",
    "The reviewers plan their time by the dates that the boroughs give.",
)
AUDIT_FILES = _kind(
    "audit-files",
    "Files for the review",
    "the files for the review",
    "The files have to be reviewed before drafting begins.",
)

FILES_RECEIVED = "files-received"


def audits_wanted(boroughs: Sequence[Borough], today: date) -> Mapping[int, Sequence[Wanted]]:
    """Ask each borough for what its position leaves open."""
    found: dict[int, list[Wanted]] = {}
    for audit in FileAudit.objects.filter(borough__in=boroughs).select_related("round", "borough"):
        if want := _wanted(audit):
            found.setdefault(audit.borough_id, []).append(want)
    return found


def _wanted(audit: FileAudit) -> Wanted | None:
    position = Position(audit.position)
    key = f"round-{audit.round_id}"
    asked = audit.round.asked
    if position == Position.ASKS_EXCUSED:
        reason = f"asks to be excused because of {audit.reason}"
        return Wanted(f"{key}-reply", AUDIT_REPLY.name, "Can you contribute files to the review?", audit.pk, Turn.US, reason, asked)
    if position == Position.OFFERED:
        return Wanted(f"{key}-offer", AUDIT_DATE.name, "Offer of files", audit.pk, Turn.US, f"offers {audit.files_offered} files")
    if not audit.borough.is_participant and position == Position.NO_REPLY:
        return None
    if position == Position.NO_REPLY:
        return Wanted(f"{key}-reply", AUDIT_REPLY.name, "Can you contribute files to the review?", audit.pk, asked=asked)
    if position in OPEN or position == Position.AGREED:
        return Wanted(f"{key}-date", AUDIT_DATE.name, "By when can you give the files?", audit.pk)
    if position == Position.AGREED_DATED and not _has_all_files(audit):
        return Wanted(f"{key}-files", AUDIT_FILES.name, "Files for the review", audit.pk)
    return None


def _has_all_files(audit: FileAudit) -> bool:
    if audit.files_received is None:
        return False
    return audit.files_agreed is None or audit.files_received >= audit.files_agreed


_CHOICES = {
    Move.AGREE: Choice(Move.AGREE, "Yes, it agrees", hint="Add the date if there is one", takes=frozenset({"firm", "files"})),
    Move.SAY_OPTIMISTIC: Choice(Move.SAY_OPTIMISTIC, "Optimistic", takes=frozenset({"files"})),
    Move.SAY_HOPEFUL: Choice(Move.SAY_HOPEFUL, "Hopeful", takes=frozenset({"files"})),
    Move.SAY_TOO_EARLY: Choice(Move.SAY_TOO_EARLY, "Too early to say"),
    Move.REVIEW_OWN: Choice(Move.REVIEW_OWN, "Reviewing its own files", takes=frozenset({"firm", "files"})),
    Move.ASK_EXCUSAL: Choice(Move.ASK_EXCUSAL, "Asks to be excused", needs=frozenset({"reason"})),
    Move.DECLINE: Choice(Move.DECLINE, "Declines", takes=frozenset({"reason"})),
    Move.WITHDRAW: Choice(Move.WITHDRAW, "Withdraws after agreeing", takes=frozenset({"reason"})),
    Move.OFFER: Choice(Move.OFFER, "Offers files", needs=frozenset({"files"})),
}


def audit_choices(ask: Ask) -> Sequence[Choice]:
    """List what the borough can answer from where it stands; what we decide is not among it."""
    audit = FileAudit.objects.select_related("borough").get(pk=ask.subject_id)
    possible = set(moves_from(Position(audit.position), is_participant=audit.borough.is_participant)) - OURS
    choices = [choice for move, choice in _CHOICES.items() if move in possible]
    if ask.kind == AUDIT_FILES.name:
        files = Choice(FILES_RECEIVED, "The files have come", hint="How many, in all", needs=frozenset({"files"}))
        return [files, *choices]
    return choices


def audit_take(ask: Ask, answer: Answer, by: Actor) -> None:
    """Take the answer to the file audit."""
    audit = FileAudit.objects.get(pk=ask.subject_id)
    on = PartialDate(answer.on)
    if answer.choice == FILES_RECEIVED:
        audit_count_files(audit=audit, on=on, received=answer.files, reviewed=audit.files_reviewed, by=by)
        return
    details = Details(firm=answer.firm, files=answer.files, reason=answer.reason, note=answer.words)
    audit_move(audit=audit, move=Move(answer.choice), on=on, details=details, by=by)


SOURCE = Source((AUDIT_REPLY, AUDIT_DATE, AUDIT_FILES), audits_wanted, audit_choices, audit_take)
