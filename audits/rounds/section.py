"""The section of the programme file that says which rounds there are, and what each borough has answered."""

from collections.abc import Mapping
from typing import Any

from audits.rounds.backplanning import DAYS_TO_PREPARE, DAYS_TO_REVIEW
from audits.rounds.models import FileAudit
from audits.rounds.services import Details, audit_begin, audit_count_files, audit_move, round_open
from audits.rounds.states import COMMITTED, Position, ReviewedBy, may_follow, move_to
from boroughs.programme.files.checking import Checking
from boroughs.programme.files.faults import Path
from boroughs.programme.files.loading import Loading
from boroughs.programme.files.registry import Section
from boroughs.programme.files.shapes import (
    LINES,
    Group,
    Key,
    ListOf,
    Named,
    OneOf,
    Text,
    When,
    Whole,
    need,
    one_of,
)
from boroughs.programme.section import check_order, count
from boroughs.programme.services import borough_heard, borough_heard_undated
from boroughs.programme.states import Heard
from config.dates import PartialDate, listed

# No reply is what stands until something is written, and is therefore never written itself.
POSITION = one_of(Position, leaving_out=frozenset({Position.NO_REPLY}))
ENTRY = Group(
    {
        "on": need(When(is_past=True)),
        "position": need(POSITION),
        "firm_on": Key(When()),
        "files": Key(Whole()),
        "files_received": Key(Whole()),
        "files_reviewed": Key(Whole()),
        "reviewed_by": Key(one_of(ReviewedBy)),
        "reason": Key(Text(), default=""),
        "decided_by": Key(Text(), default=""),
        "note": Key(LINES, default=""),
        "assumed": Key(ListOf(OneOf(("position", "files", "reviewed_by", "reason"))), default=[]),
    }
)
ROUND = Group(
    {
        "title": need(Text()),
        "asked_on": need(When(is_past=True)),
        "chairs_asked_on": Key(When(is_past=True)),
        "days_to_review": Key(Whole(1, 250), default=DAYS_TO_REVIEW),
        "days_to_prepare": Key(Whole(0, 250), default=DAYS_TO_PREPARE),
        "file_audits": Key(Named(ListOf(ENTRY, least=1), under="boroughs"), default={}),
    }
)
# What a position cannot be without.
NEEDS = {
    Position.AGREED_DATED: ("firm_on", "by which day do the files come?"),
    Position.ASKS_EXCUSED: ("reason", "because of what, for example: a joint area review?"),
    Position.EXCUSED: ("decided_by", "who decided, for example: the London Board?"),
    Position.OFFERED: ("files", "how many are offered?"),
}


def rounds_check(checking: Checking) -> None:
    """Find positions that cannot follow one another, and details that are missing or do not belong."""
    for slug, round_ in checking.values["rounds"].items():
        for borough, entries in (round_["file_audits"] or {}).items():
            before: Mapping[str, Any] | None = None
            for number, entry in enumerate(entries or []):
                path = ("rounds", slug, "file_audits", borough, number)
                check_order(checking, path, before, entry)
                if entry["position"] is not None:
                    _check_entry(checking, path, Position(entry["position"]), entry)
                if before and before["position"] and entry["position"]:
                    _check_follows(checking, path, Position(before["position"]), Position(entry["position"]))
                before = entry


def _check_entry(checking: Checking, path: Path, position: Position, entry: Mapping[str, Any]) -> None:
    if position in NEEDS and not entry[NEEDS[position][0]]:
        key, question = NEEDS[position]
        # A key that is there, but faulty, has its fault already.
        if (*path, key) not in checking.notes.lines:
            checking.fault(path, f"The key “{key}” is missing: {question}")
        elif key == "files" and entry[key] == 0:
            checking.fault(
                (*path, key), "An offer of no files is none. Write how many, or leave the borough out."
            )
    if entry["firm_on"] and position not in {Position.AGREED_DATED, Position.REVIEWING_OWN}:
        checking.fault(
            (*path, "firm_on"),
            "Only a borough at “agreed_dated” or “reviewing_own” has a date. Leave this key out.",
        )
    if entry["reviewed_by"] == ReviewedBy.CENTRAL and position == Position.REVIEWING_OWN:
        checking.fault(
            (*path, "reviewed_by"),
            "At “reviewing_own” the borough reviews them itself. Leave this key out.",
        )
    received, reviewed = entry["files_received"], entry["files_reviewed"]
    if received is not None and position not in COMMITTED:
        checking.fault(
            (*path, "files_received"), "Files are counted once the borough has agreed. Leave this key out."
        )
    if reviewed is not None and (*path, "files_received") not in checking.notes.lines:
        checking.fault((*path, "files_reviewed"), "The key “files_received” is missing beside it. Add it.")
    if reviewed is not None and received is not None and reviewed > received:
        checking.fault(
            (*path, "files_reviewed"),
            f"Only {received} were received. Correct one of the two.",
        )


def _check_follows(checking: Checking, path: Path, before: Position, position: Position) -> None:
    try:
        move_to(before, position)
    except ValueError:
        can = listed(
            (f"“{each}”" for each in POSITION.words if may_follow(before, Position(each)) and each != before),
            last="or",
        )
        checking.fault((*path, "position"), f"“{position}” cannot come after “{before}”. What can is {can}.")


def rounds_load(loading: Loading) -> str:
    """Open the rounds, and write what each borough has answered."""
    answered = 0
    for slug, values in loading.values["rounds"].items():
        round_ = round_open(
            programme=loading.programme,
            slug=slug,
            title=values["title"],
            asked=values["asked_on"],
            chairs_asked=values["chairs_asked_on"],
            days_to_review=values["days_to_review"],
            days_to_prepare=values["days_to_prepare"],
            by=loading.by,
        )
        audits = {audit.borough_id: audit for audit in FileAudit.objects.filter(round=round_)}
        answered += len(values["file_audits"])
        for borough_slug, entries in values["file_audits"].items():
            audit = audits[loading.rows["boroughs"][borough_slug].pk]
            before = None
            for number, entry in enumerate(entries):
                with loading.at("rounds", slug, "file_audits", borough_slug, number):
                    _enter(loading, audit, entry, before)
                before = Position(entry["position"])
            _hear(loading, borough_slug, entries[-1]["on"])
    rounds = loading.values["rounds"]
    if not rounds:
        return ""
    said = f"{count(range(answered), 'borough has', 'boroughs have')} answered"
    return f"{count(rounds, 'round of file audits is', 'rounds of file audits are')} open; {said}."


def _enter(loading: Loading, audit: FileAudit, entry: Mapping[str, Any], before: Position | None) -> None:
    position = Position(entry["position"])
    details = Details(
        firm=entry["firm_on"],
        files=entry["files"],
        reviewed_by=ReviewedBy(entry["reviewed_by"]) if entry["reviewed_by"] else None,
        reason=entry["reason"],
        decided_by=entry["decided_by"],
        note=entry["note"],
    )
    assumed = _assumed(entry, position)
    if before is None:
        audit_begin(
            audit=audit, position=position, on=entry["on"], details=details, assumed=assumed, by=loading.by
        )
    else:
        move = move_to(before, position)
        audit_move(audit=audit, move=move, on=entry["on"], details=details, assumed=assumed, by=loading.by)
    if entry["files_received"] is not None:
        received, reviewed = entry["files_received"], entry["files_reviewed"]
        audit_count_files(audit=audit, on=entry["on"], received=received, reviewed=reviewed, by=loading.by)


def _assumed(entry: Mapping[str, Any], position: Position) -> list[str]:
    """Name the assumed facts as the entry keeps them."""
    files = "files_offered" if position == Position.OFFERED else "files_agreed"
    marks = [files if name == "files" else name for name in entry["assumed"]]
    return [*marks, "firm_on"] if entry["firm_on"] and entry["firm_on"].is_assumed else marks


def _hear(loading: Loading, slug: str, on: PartialDate) -> None:
    """Keep that the borough was heard; on which day only where the file knows it."""
    borough = loading.rows["boroughs"][slug]
    if on.is_assumed:
        borough_heard_undated(borough=borough, how=Heard.FILE)
    else:
        borough_heard(borough=borough, on=on.on, how=Heard.FILE)


SECTIONS = (Section("rounds", Named(ROUND), rounds_load, rounds_check),)
