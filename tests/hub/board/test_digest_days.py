"""When the Monday digest is due: pure, and right over bank holidays, quiet periods, outages and clock changes."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boroughs.programme.calendar import WorkingDays, working_days
from config.clock import LONDON
from hub.board.states import digest_due_at, monday_of, period_due
from tasks.schedule import SCHEDULE

CHRISTMAS = working_days([{"label": "Christmas", "begins_on": "2006-12-20", "ends_on": "2007-01-03"}])


@pytest.mark.parametrize(
    ("monday", "due"),
    [
        pytest.param(date(2007, 1, 15), date(2007, 1, 15), id="an ordinary Monday"),
        pytest.param(date(2007, 4, 9), date(2007, 4, 10), id="Easter Monday"),
        pytest.param(date(2007, 5, 7), date(2007, 5, 8), id="early May bank holiday"),
        pytest.param(date(2021, 12, 27), date(2021, 12, 29), id="substitute days"),
        pytest.param(date(2006, 12, 25), date(2007, 1, 4), id="quiet period over the year's end"),
    ],
)
def test_due_on_monday_or_the_next_working_day_at_eight_in_london(monday: date, due: date) -> None:
    at = digest_due_at(monday, CHRISTMAS)
    assert (at.date(), at.hour, at.tzinfo) == (due, 8, LONDON)


def moments(begins: datetime, *, weeks: int, minutes: int) -> Iterator[datetime]:
    """Look every so many minutes, counted in UTC as beat does."""
    step = timedelta(minutes=minutes)
    count = weeks * 7 * 24 * 60 // minutes
    yield from (begins + number * step for number in range(count))


@pytest.mark.parametrize("year", [2006, 2007, 2024, 2025, 2026])
def test_every_week_of_a_year_has_one_at_eight_local_time_whatever_the_clocks_do(year: int) -> None:
    days, seen = WorkingDays(), dict[date, datetime]()
    for now in moments(datetime(year, 1, 1, tzinfo=UTC), weeks=52, minutes=30):
        period = period_due(now, days)
        if period is not None:
            seen.setdefault(period, now)
    firsts = [at.astimezone(LONDON) for period, at in sorted(seen.items()) if period.year == year][1:]
    assert len(firsts) >= 50
    assert {(at.hour, at.minute) for at in firsts} == {(8, 0)}
    assert Counter(monday_of(at.date()) for at in firsts).most_common(1)[0][1] == 1


@given(
    st.datetimes(datetime(2006, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001 - hypothesis adds the zone itself
    st.lists(st.integers(1, 60 * 24 * 20), min_size=1, max_size=40),
)
def test_whatever_the_outages_a_week_is_due_at_most_once_and_never_an_earlier_one_again(
    begins: datetime, gaps: list[int]
) -> None:
    now, sent = begins.replace(tzinfo=UTC), list[date]()
    for gap in gaps:
        now += timedelta(minutes=gap)
        period = period_due(now, CHRISTMAS)
        if period is not None:
            assert digest_due_at(period, CHRISTMAS) <= now
            assert CHRISTMAS.is_working(now.astimezone(LONDON).date())
            if period not in sent:
                assert not sent or period > sent[-1]
                sent.append(period)


def test_it_is_looked_for_every_few_minutes_and_not_at_an_hour_that_the_clock_moves() -> None:
    assert SCHEDULE["send digests"]["schedule"].hour == set(range(24))  # type: ignore[attr-defined]
