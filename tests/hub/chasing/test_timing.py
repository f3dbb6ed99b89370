"""When a step is due and when it may be sent: pure functions, over every kind of day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boroughs.programme.calendar import QuietPeriod, WorkingDays
from config.clock import LONDON
from hub.chasing.plan.timing import Rhythm, answer_due_on, first_slot, step_due_on

CHRISTMAS = WorkingDays((QuietPeriod("Christmas", date(2006, 12, 20), date(2007, 1, 3)),))
RHYTHM = Rhythm()
DAYS = st.dates(date(2006, 1, 1), date(2031, 12, 31))
MOMENTS = st.builds(
    lambda day, minutes: datetime.combine(day, time(0), UTC) + timedelta(minutes=minutes),
    DAYS,
    st.integers(0, 1439),
)


def slot(day: date, now: datetime) -> datetime:
    found = first_slot(day, not_before=now, rhythm=RHYTHM, days=CHRISTMAS)
    assert found is not None
    return found


def test_ten_working_days_leave_out_weekends_bank_holidays_and_the_quiet_period() -> None:
    # Asked on Monday 4 December 2006; the tenth working day is Monday 18 December.
    assert answer_due_on(date(2006, 12, 4), RHYTHM, CHRISTMAS) == date(2006, 12, 18)
    # Asked on Monday 11 December: six days until Christmas is quiet, then 4, 5, 8 and 9 January.
    assert answer_due_on(date(2006, 12, 11), RHYTHM, CHRISTMAS) == date(2007, 1, 9)


def test_substitute_bank_holiday_is_no_working_day() -> None:
    # 25 December 2027 is a Saturday and 26 a Sunday, so Monday and Tuesday are free instead.
    assert WorkingDays().why_not(date(2027, 12, 27)) is not None
    assert WorkingDays().why_not(date(2027, 12, 28)) is not None
    assert WorkingDays().is_working(date(2027, 12, 29))


def test_first_reminder_comes_two_working_days_after_the_answer_was_due() -> None:
    due = step_due_on(
        1,
        asked_on=date(2006, 11, 6),
        last_sent_on=None,
        agreed_on=None,
        promised_on=None,
        rhythm=RHYTHM,
        days=CHRISTMAS,
    )
    assert due == date(2006, 11, 22)


def test_second_reminder_counts_from_the_day_the_first_really_left() -> None:
    due = step_due_on(
        2,
        asked_on=date(2006, 11, 6),
        last_sent_on=date(2006, 11, 28),
        agreed_on=None,
        promised_on=None,
        rhythm=RHYTHM,
        days=CHRISTMAS,
    )
    assert due == date(2006, 12, 5)


def test_promise_defers_the_next_step_until_the_day_after_it() -> None:
    due = step_due_on(
        1,
        asked_on=date(2006, 10, 2),
        last_sent_on=None,
        agreed_on=None,
        promised_on=date(2006, 12, 1),
        rhythm=RHYTHM,
        days=CHRISTMAS,
    )
    assert due == date(2006, 12, 4)


def test_nobody_is_reminded_before_the_day_they_agreed_to() -> None:
    due = step_due_on(
        1,
        asked_on=date(2006, 10, 2),
        last_sent_on=None,
        agreed_on=date(2007, 2, 9),
        promised_on=None,
        rhythm=RHYTHM,
        days=CHRISTMAS,
    )
    assert due == date(2007, 2, 13)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2007-01-08T12:00", "2007-01-09T10:00"),  # Monday: Tuesday at ten
        ("2007-01-09T09:59", "2007-01-09T10:00"),
        ("2007-01-09T10:00", "2007-01-09T10:00"),
        ("2007-01-09T14:30", "2007-01-09T14:30"),  # late, and still in the hours
        ("2007-01-09T16:00", "2007-01-10T10:00"),  # the hours are over
        ("2007-01-11T18:00", "2007-01-16T10:00"),  # Thursday evening: Tuesday
        ("2006-12-19T18:00", "2007-01-04T10:00"),  # after the quiet period, which ends on Wednesday 3 January
    ],
)
def test_something_overdue_goes_in_the_next_sending_hours(now: str, expected: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=LONDON)
    assert slot(date(2006, 12, 1), moment) == datetime.fromisoformat(expected).replace(tzinfo=LONDON)


@given(DAYS, MOMENTS)
def test_nothing_is_ever_sent_outside_the_days_and_hours(day: date, now: datetime) -> None:
    moment = slot(day, now)
    local = moment.astimezone(LONDON)
    assert moment >= now
    assert local.date() >= day
    assert local.weekday() in {1, 2, 3}
    assert CHRISTMAS.is_working(local.date())
    assert time(10) <= local.time() < time(16)


@given(DAYS, MOMENTS)
def test_waiting_for_the_moment_does_not_move_it(day: date, now: datetime) -> None:
    """Due is `<= now`: asked again at that very moment, or before it, the answer is the same."""
    moment = slot(day, now)
    assert slot(day, moment) == moment
    assert slot(day, now + (moment - now) / 2) == moment or moment == now


@pytest.mark.parametrize("year", range(2007, 2032))
def test_ten_o_clock_is_london_s_on_the_days_when_the_clocks_change(year: int) -> None:
    for day in (date(year, 3, 31), date(year, 10, 31)):
        sunday = day - timedelta(days=(day.weekday() + 1) % 7)
        moment = slot(sunday, datetime.combine(sunday, time(0), UTC))
        assert moment.astimezone(LONDON).time() == time(10)


def test_a_policy_without_sending_days_sends_never() -> None:
    silent = Rhythm(sending_days=frozenset())
    assert (
        first_slot(
            date(2007, 1, 8), not_before=datetime(2007, 1, 8, tzinfo=UTC), rhythm=silent, days=CHRISTMAS
        )
        is None
    )
