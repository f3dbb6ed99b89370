"""Write rounds and file audits: what a borough said, what was decided, and corrections."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from audits.rounds.backplanning import DAYS_TO_PREPARE, DAYS_TO_REVIEW
from audits.rounds.models import FACTS, FileAudit, FileAuditEntry, Round
from audits.rounds.states import COMMITTED, MOVES, OURS, Move, Position, ReviewedBy, may_follow, verb_of
from boroughs.asks.services import reconcile
from boroughs.history.entries import Ledger
from boroughs.history.models import Actor
from boroughs.history.services import Refused, check_not_future, check_seen, record
from boroughs.programme.locking import borough_locked, boroughs_locked
from boroughs.programme.models import Borough, Programme
from boroughs.programme.services import borough_spoke
from config import clock
from config.dates import PartialDate, Precision, say
from config.locking import lock

AUDITS = Ledger(entry=FileAuditEntry, facts=FACTS, state="position", states=Position, may_follow=may_follow)


@dataclass(frozen=True, slots=True)
class Details:
    """What can come with a move: firm date, how many files (offered or agreed), who reviews, why, who decided."""

    firm: PartialDate | None = None
    files: int | None = None
    reviewed_by: ReviewedBy | None = None
    reason: str = ""
    decided_by: str = ""
    note: str = ""


@transaction.atomic
def round_open(
    *,
    programme: Programme,
    slug: str,
    title: str,
    asked: PartialDate,
    chairs_asked: PartialDate | None = None,
    days_to_review: int = DAYS_TO_REVIEW,
    days_to_prepare: int = DAYS_TO_PREPARE,
    by: Actor,
) -> Round:
    """Open a round: every borough of the programme has a part in it from now on."""
    boroughs = boroughs_locked(Borough.objects.filter(programme=programme).values_list("pk", flat=True))
    new = Round(programme=programme, slug=slug, title=title)
    new.days_to_review, new.days_to_prepare = days_to_review, days_to_prepare
    new.asked_on, new.asked_precision, new.asked_is_assumed = asked.on, asked.precision, asked.is_assumed
    if chairs_asked is not None:
        new.chairs_asked_on, new.chairs_asked_precision = chairs_asked.on, chairs_asked.precision
        new.chairs_asked_is_assumed = chairs_asked.is_assumed
    new.save()
    record(subject=new, verb="round-open", summary=f"{title}: asked", by=by)
    FileAudit.objects.bulk_create(FileAudit(round=new, borough=borough) for borough in boroughs)
    reconcile(boroughs=boroughs, today=clock.today())
    return new


@transaction.atomic
def audit_begin(
    *,
    audit: FileAudit,
    position: Position,
    on: PartialDate,
    details: Details,
    assumed: Sequence[str] = (),
    by: Actor,
) -> FileAuditEntry:
    """Write the first thing known of a file audit, which may be any position.

    Refused when something is known already.
    """
    audit = _locked(audit)
    if AUDITS.standing(audit):
        raise Refused("Something is already written about this file audit. Add what has happened since.")
    return _enter(audit, _entry(None, position, details), on, assumed, "audit-begin", by)


@transaction.atomic
def audit_move(
    *,
    audit: FileAudit,
    move: Move,
    on: PartialDate,
    by: Actor,
    details: Details | None = None,
    assumed: Sequence[str] = (),
    seen_version: int | None = None,
) -> FileAuditEntry:
    """Write what a borough said or what was decided, from its day on.

    Refused when the move cannot be made from the position at that day, when what is written for later would no
    longer follow, when an excusal has no reason or no deciding body, when an offer has no number, or when the date
    lies in the future. A move of `OURS` is for the coordinator; the view asks for that right.
    """
    details = details or Details()
    audit = _locked(audit)
    check_seen(audit, seen_version)
    check_not_future(on.on)
    before = AUDITS.before(audit, on.on)
    stood = Position(before.position) if before else Position.NO_REPLY
    starts, end = MOVES[move]
    if stood not in starts:
        raise Refused(
            f"On {say(on)} the file audit stood at “{stood.label}”, where this cannot happen.", field="move"
        )
    _check_details(move, details)
    if move == Move.AGREE and details.firm is not None:
        end = Position.AGREED_DATED
    return _enter(audit, _entry(before, end, details), on, assumed, verb_of(move), by)


@transaction.atomic
def audit_count_files(
    *,
    audit: FileAudit,
    on: PartialDate,
    received: int | None,
    reviewed: int | None,
    by: Actor,
    seen_version: int | None = None,
) -> FileAuditEntry:
    """Write how many files have come, and how many of them are reviewed, in all up to that day.

    Refused when more are reviewed than received, or when the borough has not agreed to give any.
    """
    audit = _locked(audit)
    check_seen(audit, seen_version)
    check_not_future(on.on)
    before = AUDITS.before(audit, on.on)
    if before is None or before.position not in {
        Position.AGREED,
        Position.AGREED_DATED,
        Position.REVIEWING_OWN,
    }:
        raise Refused("Files are counted once the borough has agreed to give them.", field="received")
    if reviewed is not None and (received is None or reviewed > received):
        raise Refused("The files reviewed cannot be more than the files received.", field="reviewed")
    entry = _entry(before, Position(before.position), Details())
    entry.files_received, entry.files_reviewed = received, reviewed
    entry.assumed = [name for name in entry.assumed if name not in {"files_received", "files_reviewed"}]
    return _enter(audit, entry, on, (), "audit-count-files", by)


@transaction.atomic
def audit_entry_void(*, entry: FileAuditEntry, reason: str, by: Actor) -> None:
    """Void an entry that was a mistake; it stays in the history. Refused when the next one would no longer follow."""
    audit = _locked(entry.file_audit)
    AUDITS.void(entry, subject=audit, verb="audit-entry-void", reason=reason, by=by)
    reconcile(boroughs=[audit.borough], today=clock.today())


def _locked(audit: FileAudit) -> FileAudit:
    borough_locked(audit.borough_id)
    return lock(FileAudit.objects.select_related("borough__programme", "round")).get(pk=audit.pk)


def _check_details(move: Move, details: Details) -> None:
    if move == Move.ASK_EXCUSAL and not details.reason:
        raise Refused(
            "Enter because of what it asks to be excused, for example: a joint area review.", field="reason"
        )
    if move in {Move.EXCUSE, Move.REFUSE_EXCUSAL} and not details.decided_by:
        raise Refused("Enter who decided, for example: the London Board.", field="decided_by")
    if move == Move.OFFER and not details.files:
        raise Refused("Enter how many files are offered.", field="files")


# What the next entry takes over from the one before; the rest belongs to one entry alone.
_CARRIED = ("files_offered", "files_agreed", "files_received", "files_reviewed", "reviewed_by")
_CARRIED_IN_PLACE = ("firm_on", "firm_precision", "reason")


def _entry(before: FileAuditEntry | None, position: Position, details: Details) -> FileAuditEntry:
    """Make the next entry: what stays as it was before, and what the move brings.

    What was only assumed and is carried on stays assumed.
    """
    entry = FileAuditEntry(position=position)
    if before is not None:
        _carry(before, entry)
    given: dict[str, Any] = {"reviewed_by": details.reviewed_by}
    if details.firm is not None:
        given |= {"firm_on": details.firm.on, "firm_precision": details.firm.precision}
    if position == Position.REVIEWING_OWN:
        given["reviewed_by"] = ReviewedBy.BOROUGH
    given["files_offered" if position == Position.OFFERED else "files_agreed"] = details.files
    given["reason"] = details.reason or None
    for name, value in given.items():
        if value is not None:
            setattr(entry, name, value)
            entry.assumed = [mark for mark in entry.assumed if mark != name]
    entry.decided_by, entry.note = details.decided_by, details.note
    return entry


def _carry(before: FileAuditEntry, entry: FileAuditEntry) -> None:
    names = [*_CARRIED]
    if entry.position == before.position:
        names += _CARRIED_IN_PLACE
    if entry.position == Position.EXCUSED:
        names.append("reason")
    for name in names:
        setattr(entry, name, getattr(before, name))
    entry.assumed = [name for name in before.assumed if name in names]
    if before.position == Position.OFFERED and entry.position == Position.AGREED:
        entry.files_agreed = before.files_offered
        if before.is_assumed("files_offered"):
            entry.assumed.append("files_agreed")


def _enter(
    audit: FileAudit, entry: FileAuditEntry, on: PartialDate, assumed: Sequence[str], verb: str, by: Actor
) -> FileAuditEntry:
    """Add an entry, and bring the asks in step."""
    entry.assumed = [*entry.assumed, *assumed]
    AUDITS.enter(entry, subject=audit, on=on, verb=verb, summary=_summary(entry), by=by)
    borough_spoke(borough=audit.borough, by=by)
    reconcile(boroughs=[audit.borough], today=clock.today())
    return entry


def _summary(entry: FileAuditEntry) -> str:
    words = Position(entry.position).label
    if entry.position == Position.AGREED_DATED and entry.firm_on and not entry.is_assumed("firm_on"):
        words = f"Agreed, files by {say(PartialDate(entry.firm_on, Precision(entry.firm_precision)))}"
    if entry.reason:
        words = f"{words} because of {entry.reason}"
    if entry.decided_by:
        words = f"{words}, decided by {entry.decided_by}"
    if entry.position in COMMITTED and entry.files_agreed is not None:
        words = f"{words}, {_files(entry.files_agreed)} agreed"
    if entry.files_received is not None:
        words = f"{words}, {_files(entry.files_received)} received"
    return words


def _files(number: int) -> str:
    return f"{number} file{'' if number == 1 else 's'}"


def is_ours(move: Move) -> bool:
    """Tell whether only the coordinator makes this move."""
    return move in OURS
