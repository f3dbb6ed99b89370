"""What has been sent about an ask, told row by row."""

from datetime import date, datetime, timedelta

from boroughs.people.states import Position
from config.clock import LONDON
from hub.chasing.plan.sent import Row, Sent, WrittenTo
from hub.chasing.states import Purpose
from hub.mail.states import State

ASKED = date(2006, 12, 4)
TUESDAY = date(2007, 1, 9)
WEEK = timedelta(days=7)
LEAD = WrittenTo(1, "Camden’s audit lead", "lead@example.org")
HEAD = WrittenTo(2, "Ms Head", "head@example.org")


def email(
    step: int,
    on: date,
    *,
    purpose: Purpose = Purpose.STEP,
    to: WrittenTo = LEAD,
    rung: str = "",
    state: State = State.SENT,
) -> Row:
    left = state in {State.SENT, State.BOUNCED}
    return Row(
        step=step,
        purpose=purpose,
        rung=rung,
        name=f"Step {step}",
        sent_for=on,
        email=7,
        sent_at=datetime(on.year, on.month, on.day, 10, tzinfo=LONDON) if left else None,
        state=state,
        contact=to.contact,
        contact_name=to.name,
        address=to.email,
    )


def left_out(step: int, on: date) -> Row:
    at = datetime(2007, 1, 8, 9, tzinfo=LONDON)
    return Row(step, Purpose.STEP, f"Step {step}", left_out_for=on, left_out_by="Carol", left_out_at=at)


def sent(*rows: Row) -> Sent:
    told = Sent(on=ASKED)
    for row in rows:
        told = told.then(row)
    return told


def test_last_step_counts_from_the_day_on_which_it_left() -> None:
    told = sent(email(1, TUESDAY), email(2, TUESDAY + WEEK))
    assert (told.step, told.on, told.to) == (2, TUESDAY + WEEK, LEAD)
    assert told.reminded_on == (TUESDAY, TUESDAY + WEEK)


def test_first_request_is_no_reminder() -> None:
    assert sent(email(0, TUESDAY)).reminded_on == ()


def test_what_did_not_arrive_is_no_reminder_and_waits_for_a_decision() -> None:
    told = sent(email(1, TUESDAY, state=State.FAILED))
    assert (told.reminded_on, told.has_arrived) == ((), False)
    assert told.undelivered is not None
    assert not told.undelivered.is_in_doubt


def test_notice_before_a_letter_moves_no_day() -> None:
    told = sent(email(2, TUESDAY), email(4, TUESDAY + WEEK, purpose=Purpose.NOTICE))
    assert (told.step, told.on, told.notices) == (2, TUESDAY, {4: TUESDAY + WEEK})


def test_letter_up_the_ladder_is_kept_by_its_position_and_leaves_who_was_asked() -> None:
    told = sent(email(2, TUESDAY), email(4, TUESDAY + WEEK, to=HEAD, rung=Position.HEAD_OF_SAFEGUARDING))
    assert told.rungs == {Position.HEAD_OF_SAFEGUARDING}
    assert told.has_letter
    assert told.to == LEAD
    assert told.everybody == {LEAD, HEAD}


def test_handover_begins_the_sequence_anew_but_not_the_ladder() -> None:
    letter = email(4, TUESDAY, to=HEAD, rung=Position.HEAD_OF_SAFEGUARDING)
    told = sent(email(2, ASKED), letter, email(5, TUESDAY + WEEK, purpose=Purpose.HANDOVER))
    assert (told.begins_at, told.begun_on, told.step) == (5, TUESDAY + WEEK, 0)
    assert told.rungs == {Position.HEAD_OF_SAFEGUARDING}
    assert not told.has_letter
    assert sent(letter, email(5, TUESDAY, purpose=Purpose.HANDOVER), email(6, TUESDAY + WEEK)).step == 1


def test_step_that_was_left_out_takes_its_day_and_went_to_nobody() -> None:
    told = sent(email(1, TUESDAY), left_out(2, TUESDAY + WEEK))
    assert (told.step, told.on, told.to) == (2, TUESDAY + WEEK, LEAD)
    assert told.everybody == {LEAD}
    assert told.reminded_on == (TUESDAY,)
    assert str(told.left_out) == "left out by Carol on 8 January 2007"
    assert sent(left_out(2, TUESDAY), email(3, TUESDAY + WEEK)).left_out is None
