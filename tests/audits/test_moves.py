"""Every position and every move, and what a file audit's entries make of them."""

from datetime import date

import pytest

from audits.rounds.models import FileAudit, FileAuditEntry
from audits.rounds.services import Details, audit_begin, audit_count_files, audit_entry_void, audit_move
from audits.rounds.states import COMMITTED, MOVES, Move, Position, ReviewedBy, may_follow, moves_from
from boroughs.history.models import Actor, Change
from boroughs.history.services import Outdated, Refused
from boroughs.programme.models import Borough
from config.dates import PartialDate
from tests.factories import FileAuditFactory

BY = Actor.system()
TODAY = PartialDate(date(2007, 1, 8))
ALL = Details(files=6, reason="a joint area review", decided_by="the Board")


def on(day: int, month: int = 12, year: int = 2006) -> PartialDate:
    return PartialDate(date(year, month, day))


@pytest.mark.parametrize("position", Position)
@pytest.mark.parametrize("move", Move)
def test_each_move_is_made_from_its_positions_only(camden: Borough, position: Position, move: Move) -> None:
    audit = FileAuditFactory.create(borough=camden, position=position, details=ALL)
    starts, end = MOVES[move]
    if position in starts:
        audit_move(audit=audit, move=move, on=TODAY, details=ALL, by=BY)
        audit.refresh_from_db()
        assert audit.position == end
        assert move in moves_from(position, is_participant=False)
    else:
        with pytest.raises(Refused, match="cannot happen") as refused:
            audit_move(audit=audit, move=move, on=TODAY, details=ALL, by=BY)
        assert refused.value.field == "move"
        audit.refresh_from_db()
        assert audit.position == position
        assert move not in moves_from(position)


@pytest.mark.parametrize("position", Position)
def test_files_are_counted_once_they_are_agreed(camden: Borough, position: Position) -> None:
    audit = FileAuditFactory.create(borough=camden, position=position, details=ALL)
    if position in COMMITTED:
        audit_count_files(audit=audit, on=TODAY, received=4, reviewed=0, by=BY)
        audit.refresh_from_db()
        assert (audit.position, audit.files_received, audit.files_reviewed) == (position, 4, 0)
    else:
        with pytest.raises(Refused, match="once the borough has agreed"):
            audit_count_files(audit=audit, on=TODAY, received=4, reviewed=0, by=BY)


@pytest.mark.parametrize("position", Position)
@pytest.mark.parametrize("following", Position)
def test_an_entry_follows_another_where_a_move_leads_there(position: Position, following: Position) -> None:
    ends = {following, Position.AGREED} if following == Position.AGREED_DATED else {following}
    leads = any(position in starts and end in ends for starts, end in MOVES.values())
    assert may_follow(position, following) == (leads or position == following)


def test_only_an_outsider_makes_an_offer() -> None:
    assert Move.OFFER not in moves_from(Position.NO_REPLY)
    assert Move.OFFER in moves_from(Position.NO_REPLY, is_participant=False)


def test_agreeing_with_a_date_is_another_position(camden: Borough) -> None:
    audit = FileAuditFactory.create(borough=camden)
    audit_move(audit=audit, move=Move.AGREE, on=TODAY, details=Details(firm=on(9, 2, 2007), files=6), by=BY)
    audit.refresh_from_db()
    assert (audit.position, audit.firm_on, audit.files_agreed) == (Position.AGREED_DATED, date(2007, 2, 9), 6)


@pytest.mark.parametrize(
    ("start", "move", "field"),
    [
        (Position.NO_REPLY, Move.ASK_EXCUSAL, "reason"),
        (Position.ASKS_EXCUSED, Move.EXCUSE, "decided_by"),
        (Position.ASKS_EXCUSED, Move.REFUSE_EXCUSAL, "decided_by"),
        (Position.NO_REPLY, Move.OFFER, "files"),
    ],
)
def test_a_move_is_refused_without_what_it_needs(
    camden: Borough, start: Position, move: Move, field: str
) -> None:
    audit = FileAuditFactory.create(borough=camden, position=start, details=ALL)
    with pytest.raises(Refused, match="Enter") as refused:
        audit_move(audit=audit, move=move, on=TODAY, by=BY)
    assert refused.value.field == field


def test_an_excusal_keeps_why_it_was_asked_for(camden: Borough) -> None:
    audit = FileAuditFactory.create(borough=camden, position=Position.ASKS_EXCUSED, details=ALL)
    audit_move(audit=audit, move=Move.EXCUSE, on=TODAY, details=Details(decided_by="the Board"), by=BY)
    audit.refresh_from_db()
    assert (audit.position, audit.reason) == (Position.EXCUSED, "a joint area review")
    assert audit.decided_by == "the Board"


def test_an_offer_that_is_taken_is_agreed_in_full(camden: Borough) -> None:
    audit = FileAuditFactory.create(borough=camden, position=Position.OFFERED, details=Details(files=6))
    audit_move(audit=audit, move=Move.ACCEPT_OFFER, on=TODAY, by=BY)
    audit.refresh_from_db()
    assert (audit.files_offered, audit.files_agreed) == (6, 6)


def test_a_borough_that_reviews_its_own_is_marked_so(camden: Borough) -> None:
    audit = FileAuditFactory.create(borough=camden)
    audit_move(audit=audit, move=Move.REVIEW_OWN, on=TODAY, by=BY)
    audit.refresh_from_db()
    assert audit.reviewed_by == ReviewedBy.BOROUGH


def test_more_files_are_not_reviewed_than_received(camden: Borough) -> None:
    audit = FileAuditFactory.create(borough=camden, position=Position.AGREED)
    with pytest.raises(Refused, match="cannot be more"):
        audit_count_files(audit=audit, on=TODAY, received=2, reviewed=3, by=BY)
    with pytest.raises(Refused, match="cannot be more"):
        audit_count_files(audit=audit, on=TODAY, received=None, reviewed=3, by=BY)


def test_unknown_is_not_zero(camden: Borough) -> None:
    audit = FileAuditFactory.create(borough=camden, position=Position.AGREED)
    audit_count_files(audit=audit, on=TODAY, received=0, reviewed=None, by=BY)
    audit.refresh_from_db()
    assert (audit.files_received, audit.files_reviewed) == (0, None)


def test_nothing_is_written_for_tomorrow(camden: Borough) -> None:
    audit = FileAuditFactory.create(borough=camden, position=Position.AGREED)
    with pytest.raises(Refused, match="today or in the past"):
        audit_move(audit=audit, move=Move.AGREE, on=on(9, 1, 2007), by=BY)
    with pytest.raises(Refused, match="today or in the past"):
        audit_count_files(audit=audit, on=on(9, 1, 2007), received=1, reviewed=None, by=BY)


def test_late_news_falls_between_and_the_latest_stays(camden: Borough) -> None:
    audit = FileAuditFactory.create(borough=camden, position=Position.HOPEFUL)
    audit_move(audit=audit, move=Move.AGREE, on=on(20), by=BY)
    audit_move(audit=audit, move=Move.SAY_OPTIMISTIC, on=on(15), by=BY)
    audit.refresh_from_db()
    assert audit.position == Position.AGREED
    day = FileAuditEntry.objects.filter(file_audit=audit).as_at(date(2006, 12, 16))
    assert day.get().position == Position.OPTIMISTIC


def test_late_news_is_refused_when_the_next_entry_would_not_follow(camden: Borough) -> None:
    audit = FileAuditFactory.create(borough=camden, position=Position.HOPEFUL)
    audit_move(audit=audit, move=Move.SAY_OPTIMISTIC, on=on(20), by=BY)
    with pytest.raises(Refused, match="does not fit with what is written for 20 December 2006") as refused:
        audit_move(audit=audit, move=Move.AGREE, on=on(15), by=BY)
    assert refused.value.field == "on"


def test_the_first_entry_may_be_any_and_is_written_once(camden: Borough) -> None:
    audit = FileAuditFactory.create(borough=camden, position=Position.AGREED)
    with pytest.raises(Refused, match="already written"):
        audit_begin(audit=audit, position=Position.HOPEFUL, on=on(1), details=Details(), by=BY)


def test_striking_out_brings_back_what_stood_before(camden: Borough) -> None:
    audit = FileAuditFactory.create(borough=camden, position=Position.HOPEFUL)
    entry = audit_move(audit=audit, move=Move.AGREE, on=TODAY, details=Details(files=6), by=BY)
    audit_entry_void(entry=entry, reason="It was Haringey.", by=BY)
    audit.refresh_from_db()
    assert (audit.position, audit.files_agreed) == (Position.HOPEFUL, None)
    with pytest.raises(Refused, match="already"):
        audit_entry_void(entry=entry, reason="Again.", by=BY)


def test_striking_out_the_only_entry_leaves_no_reply(camden: Borough) -> None:
    audit = FileAuditFactory.create(borough=camden, position=Position.HOPEFUL)
    audit_entry_void(entry=FileAuditEntry.objects.get(), reason="It was Haringey.", by=BY)
    audit.refresh_from_db()
    assert (audit.position, audit.since) == (Position.NO_REPLY, None)


def test_striking_out_is_refused_when_the_next_entry_would_not_follow(camden: Borough) -> None:
    audit = FileAuditFactory.create(borough=camden, position=Position.HOPEFUL)
    agreed = audit_move(audit=audit, move=Move.AGREE, on=on(15), by=BY)
    audit_move(audit=audit, move=Move.WITHDRAW, on=on(20), by=BY)
    with pytest.raises(Refused, match="does not fit"):
        audit_entry_void(entry=agreed, reason="Wrong.", by=BY)


def test_who_saw_an_older_version_is_shown_what_changed(camden: Borough) -> None:
    audit = FileAuditFactory.create(borough=camden)
    audit_move(audit=audit, move=Move.SAY_HOPEFUL, on=TODAY, by=BY)
    with pytest.raises(Outdated) as outdated:
        audit_move(audit=audit, move=Move.AGREE, on=TODAY, by=BY, seen_version=audit.version)
    assert [change.verb for change in outdated.value.changes] == ["audit-hopeful"]


def test_an_assumed_firm_date_is_not_said(camden: Borough) -> None:
    audit = FileAuditFactory.create(borough=camden)
    details = Details(firm=on(9, 2, 2007))
    audit_begin(
        audit=audit, position=Position.AGREED_DATED, on=on(11), details=details, assumed=["firm_on"], by=BY
    )
    audit = FileAudit.objects.get()
    assert "February" not in audit.words
    assert "February" not in Change.objects.get(verb="audit-begin").summary


def test_counting_files_leaves_since_when_it_stands(camden: Borough) -> None:
    audit = FileAuditFactory.create(borough=camden, position=Position.AGREED)
    audit_count_files(audit=audit, on=TODAY, received=4, reviewed=None, by=BY)
    audit.refresh_from_db()
    assert str(audit.since) == "11 December 2006"


def test_an_assumed_beginning_stays_assumed(camden: Borough) -> None:
    on = PartialDate(date(2006, 12, 11), is_assumed=True)
    audit = FileAuditFactory.create(borough=camden, position=Position.AGREED, on=on)
    audit_count_files(audit=audit, on=TODAY, received=4, reviewed=None, by=BY)
    audit.refresh_from_db()
    assert audit.since is not None
    assert audit.since.is_assumed


def test_what_is_only_assumed_is_not_made_certain_by_the_next_entry(camden: Borough) -> None:
    audit = FileAuditFactory.create(borough=camden)
    details = Details(files=6, reviewed_by=ReviewedBy.BOROUGH)
    marks = ["files_agreed", "reviewed_by"]
    audit_begin(audit=audit, position=Position.AGREED, on=on(11), details=details, assumed=marks, by=BY)
    audit_move(audit=audit, move=Move.AGREE, on=on(18), details=Details(firm=on(9, 2, 2007)), by=BY)
    audit.refresh_from_db()
    assert audit.assumed == ["files_agreed", "reviewed_by"]
    audit_move(audit=audit, move=Move.AGREE, on=on(20), details=Details(files=8, firm=on(9, 2, 2007)), by=BY)
    audit.refresh_from_db()
    assert (audit.files_agreed, audit.assumed) == (8, ["reviewed_by"])


def test_an_assumed_firm_date_stays_assumed_while_files_come(camden: Borough) -> None:
    audit = FileAuditFactory.create(borough=camden)
    details = Details(firm=on(9, 2, 2007))
    audit_begin(
        audit=audit, position=Position.AGREED_DATED, on=on(11), details=details, assumed=["firm_on"], by=BY
    )
    audit_count_files(audit=audit, on=TODAY, received=2, reviewed=None, by=BY)
    audit.refresh_from_db()
    assert audit.assumed == ["firm_on"]
    assert "February" not in audit.words
