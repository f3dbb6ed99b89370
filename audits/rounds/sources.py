"""What a round asks of each borough: a reply, then a date, then the files; of us, an excusal or an offer to decide."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.urls import reverse

from audits.rounds.backplanning import LastSafeDays
from audits.rounds.models import FileAudit, FileAuditEntry
from audits.rounds.selectors import answers_of, last_safe_days_of
from audits.rounds.services import Details, audit_count_files, audit_entry_void, audit_move
from audits.rounds.states import ASK_DATE, ASK_FILES, ASK_REPLY, OPEN, OURS, Move, Position, moves_from
from boroughs.access.states import Action
from boroughs.asks.kinds import Answer, Choice, Correcting, Kind, Source, Wanted
from boroughs.asks.models import Ask
from boroughs.asks.states import BECAUSE, Turn
from boroughs.history.models import Actor, Change
from boroughs.people.states import Position as Person
from boroughs.programme.models import Borough
from config.dates import PartialDate

_LADDER = (Person.BUSINESS_MANAGER, Person.HEAD_OF_SAFEGUARDING, Person.CHAIR)


def _kind(
    name: str,
    label: str,
    *,
    question: str,
    asking: str,
    asked: str,
    please: str,
    why: str,
    follows_an_answer: bool = False,
) -> Kind:
    return Kind(
        name,
        label,
        Person.AUDIT_LEAD,
        Action.UPDATE_AUDIT,
        _LADDER,
        "the file review",
        question,
        asking,
        asked,
        please,
        why,
        follows_an_answer=follows_an_answer,
        at_stake="The next Board paper states each borough’s position, and I want yours right.",
    )


AUDIT_REPLY = _kind(
    ASK_REPLY,
    "Reply about the file audit",
    question="can you contribute files to the review?",
    asking="whether {borough} can contribute case files to the review",
    asked="whether {borough} could contribute case files to the review",
    please="say where {borough} stands? “Too early to say” is useful, and so is a request to be excused",
    why="The review has to know which boroughs give files, because drafting of the report comes soon after.",
)
AUDIT_DATE = _kind(
    ASK_DATE,
    "Date for the files",
    question="by when can you give the files?",
    asking="by when {borough} can give its files",
    asked="by when {borough} could give its files",
    please="give me a date for {borough}’s files? “Too early to say” is useful",
    why="The reviewers plan their time by the dates that the boroughs give.",
    follows_an_answer=True,
)
AUDIT_FILES = _kind(
    ASK_FILES,
    "Files for the review",
    question="the files for the review",
    asking="for {borough}’s case files for the review",
    asked="for {borough}’s case files for the review",
    please="tell me how many files are on their way from {borough}",
    why="The files have to be reviewed before drafting begins.",
)

FILES_RECEIVED = "files-received"


def audits_wanted(boroughs: Sequence[Borough], today: date) -> Mapping[int, Sequence[Wanted]]:
    """Ask each borough for what its position leaves open."""
    found: dict[int, list[Wanted]] = {}
    audits = list(FileAudit.objects.filter(borough__in=boroughs).select_related("round", "borough"))
    last = last_safe_days_of({audit.round for audit in audits}, {borough.programme for borough in boroughs})
    answered = answers_of(audits, today)
    for audit in audits:
        if want := _wanted(audit, today, last.get(audit.round_id), answered.get(audit.pk)):
            found.setdefault(audit.borough_id, []).append(want)
    return found


def _wanted(
    audit: FileAudit, today: date, last: LastSafeDays | None, answered: PartialDate | None
) -> Wanted | None:
    position = Position(audit.position)
    want = _by_position(audit, position)
    if want is None:
        return None
    key = f"round-{audit.round_id}-{want.key}"
    if last is not None:
        last_on = last.files_on if want.kind == AUDIT_FILES.name else last.agreement_on
        want = replace(want, last_safe_on=last_on, last_safe_reason=last.reason)
    if want.kind == AUDIT_DATE.name and want.turn == Turn.BOROUGH:
        want = replace(want, answered=answered)
    if want.key == "reply" and audit.round.asked_on < today:
        # The round was asked before it was written down here.
        return replace(want, key=key, subject_id=audit.pk, asked=audit.round.asked)
    return replace(want, key=key, subject_id=audit.pk)


def _by_position(audit: FileAudit, position: Position) -> Wanted | None:
    question = "Can you contribute files to the review?"
    if position == Position.ASKS_EXCUSED:
        reason = f"asks to be excused{BECAUSE}{audit.reason}"
        return Wanted("reply", AUDIT_REPLY.name, question, turn=Turn.US, turn_reason=reason)
    if position == Position.OFFERED:
        reason = f"offers {audit.files_offered} files"
        return Wanted("offer", AUDIT_DATE.name, "Offer of files", turn=Turn.US, turn_reason=reason)
    if position == Position.NO_REPLY:
        return Wanted("reply", AUDIT_REPLY.name, question) if audit.borough.is_participant else None
    if position in OPEN or position == Position.AGREED:
        return Wanted("date", AUDIT_DATE.name, "By when can you give the files?")
    if position == Position.AGREED_DATED and not _has_all_files(audit):
        # They have agreed to a day: nobody is reminded before it has passed.
        return Wanted(
            "files", AUDIT_FILES.name, "Files for the review", asked=audit.since, due_on=audit.firm_on
        )
    return None


def _has_all_files(audit: FileAudit) -> bool:
    if audit.files_received is None:
        return False
    return audit.files_agreed is None or audit.files_received >= audit.files_agreed


_CHOICES = {
    Move.AGREE: Choice(
        Move.AGREE,
        "Yes, it agrees",
        hint="Add the date if there is one",
        takes=frozenset({"firm", "files"}),
        own="Yes",
    ),
    Move.SAY_OPTIMISTIC: Choice(Move.SAY_OPTIMISTIC, "Optimistic", takes=frozenset({"files"})),
    Move.SAY_HOPEFUL: Choice(Move.SAY_HOPEFUL, "Hopeful", takes=frozenset({"files"})),
    Move.SAY_TOO_EARLY: Choice(Move.SAY_TOO_EARLY, "Too early to say"),
    Move.REVIEW_OWN: Choice(
        Move.REVIEW_OWN,
        "Reviewing its own files",
        takes=frozenset({"firm", "files"}),
        own="We are reviewing our own files",
    ),
    Move.ASK_EXCUSAL: Choice(
        Move.ASK_EXCUSAL, "Asks to be excused", needs=frozenset({"reason"}), own="We ask to be excused"
    ),
    Move.DECLINE: Choice(Move.DECLINE, "Declines", takes=frozenset({"reason"}), own="No, we cannot"),
    Move.WITHDRAW: Choice(
        Move.WITHDRAW,
        "Withdraws after agreeing",
        takes=frozenset({"reason"}),
        own="We withdraw, having agreed",
    ),
    Move.OFFER: Choice(Move.OFFER, "Offers files", needs=frozenset({"files"}), own="We offer files"),
    Move.ACCEPT_OFFER: Choice(
        Move.ACCEPT_OFFER,
        "We accept the offer",
        hint="All that are offered, or how many",
        takes=frozenset({"files"}),
    ),
}


def choices_of_audit(audit: FileAudit, *, with_ours: bool = False) -> list[Choice]:
    """List what can be written from where a file audit stands, of what we decide only the taking of an offer."""
    possible = set(moves_from(Position(audit.position), is_participant=audit.borough.is_participant))
    if not with_ours:
        possible -= OURS
    return [choice for move, choice in _CHOICES.items() if move in possible]


def audit_choices(ask: Ask) -> Sequence[Choice]:
    """List what the borough can answer from where it stands; what we decide is not among it."""
    return _choices(ask, _audit(ask))


def _audit(ask: Ask) -> FileAudit:
    return FileAudit.objects.select_related("borough").get(pk=ask.subject_id or 0)


def _choices(ask: Ask, audit: FileAudit) -> list[Choice]:
    choices = choices_of_audit(audit)
    if ask.kind == AUDIT_FILES.name:
        files = Choice(
            FILES_RECEIVED, "The files have come", hint="How many, in all", needs=frozenset({"files"})
        )
        return [files, *choices]
    return choices


def audit_take(ask: Ask, answer: Answer, by: Actor) -> None:
    """Take the answer to the file audit."""
    audit = FileAudit.objects.get(pk=ask.subject_id or 0)
    on = PartialDate(answer.on)
    if answer.choice == FILES_RECEIVED:
        audit_count_files(audit=audit, on=on, received=answer.files, reviewed=audit.files_reviewed, by=by)
        return
    details = Details(firm=answer.firm, files=answer.files, reason=answer.reason, note=answer.words)
    audit_move(audit=audit, move=Move(answer.choice), on=on, details=details, by=by)


def audit_page(ask: Ask) -> str:
    """Lead to the file audit."""
    return reverse("audit", args=[ask.borough.programme.slug, ask.subject_id])


def audit_choices_before(ask: Ask, written: Change) -> Sequence[Choice]:
    """List what could have been answered instead, from the position before."""
    audit = _audit(ask)
    audit.position = written.before.get("position", audit.position)
    return _choices(ask, audit)


def audit_undo(ask: Ask, written: Change, by: Actor) -> None:
    """Strike out the entry that an answer wrote."""
    for entry in FileAuditEntry.objects.filter(change=written, voided_by=None):
        audit_entry_void(entry=entry, reason=f"Corrected by {by.name}.", by=by)


SOURCE = Source(
    (AUDIT_REPLY, AUDIT_DATE, AUDIT_FILES),
    audits_wanted,
    audit_choices,
    audit_take,
    audit_page,
    Correcting(_audit, audit_choices_before, audit_undo),
)
