"""Whatever happens in a year: nothing lost, nothing to the wrong person or at the wrong time, nothing twice."""

import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from boroughs.history.services import Refused
from hub.chasing.models import ChaseUp, Sending
from hub.mail.states import State
from tests.simulation.events import EVENTS
from tests.simulation.events.planning import open_round
from tests.simulation.year import ONE_DAY, Year

# From January on, so that the year has both changes of the clocks, Easter and Christmas.
FIRST = date(2007, 1, 8)
DAYS = 364
# What is left open settles in these weeks, in which nothing happens and everything works.
SETTLING = 28

happenings = st.lists(
    st.tuples(st.integers(0, DAYS - 1), st.integers(0, len(EVENTS) - 1), st.integers(0, 1000)),
    min_size=100,
    max_size=300,
)
seeds = st.integers(0, 2**32)
patient = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))


def eventful(seed: int) -> list[tuple[int, int, int]]:
    """Make up a year in which five things happen each week."""
    dice = random.Random(seed)
    return [(dice.randrange(DAYS), dice.randrange(len(EVENTS)), dice.randrange(1000)) for _ in range(260)]


@contextmanager
def rolled_back() -> Iterator[None]:
    """Forget everything afterwards; the sender may take this for the outermost, as in any test."""
    outermost = transaction.atomic()
    outermost._from_testcase = True  # type: ignore[attr-defined]  # what Django's own TestCase does
    with outermost:
        yield
        transaction.set_rollback(True)


def live(happening: list[tuple[int, int, int]], seed: int) -> Year:
    """Live through one year, then let what is open settle; the year checks itself as it goes."""
    by_day: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for offset, kind, number in happening:
        by_day[offset].append((kind, number))
    with time_machine.travel(datetime(2007, 1, 1, tzinfo=UTC), tick=False) as traveller:
        year = Year(traveller, random.Random(seed), FIRST)
        for offset in range(DAYS + SETTLING):
            day = FIRST + timedelta(days=offset)
            if offset == DAYS:
                year.office.is_healthy, year.works_from, year.mail_from = True, day, day
            year.at(day, time(9))
            for kind, number in by_day[offset]:
                with _may_be_refused():
                    EVENTS[kind](year, number)
            if offset == 0:
                open_round(year, 0)
            if day >= year.works_from:
                year.pass_day(day)
        year.at(FIRST + timedelta(days=DAYS + SETTLING) - ONE_DAY, time(15, 59))
        year.check_end()
    return year


@contextmanager
def _may_be_refused() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except Refused:
        pass


@pytest.mark.django_db
@settings(patient, phases=[Phase.explicit])
@example(eventful(12), 12)
@example(eventful(22), 22)
@given(happenings, seeds)
def test_year_loses_nothing_and_sends_nothing_it_should_not(
    happening: list[tuple[int, int, int]], seed: int
) -> None:
    with rolled_back():
        year = live(happening, seed)
        assert len(year.taken) > 50, "the year was too quiet to prove anything"
        sent = Sending.objects.filter(email__state=State.SENT)
        assert sent.filter(is_by_hand=True).exists()
        assert sent.exclude(wording=None).exists()
        assert ChaseUp.objects.exclude(left_out=None).filter(is_withdrawn=False).exists()


@pytest.mark.soak
@pytest.mark.django_db
@settings(patient, max_examples=20)
@given(happenings, seeds)
def test_many_years_lose_nothing_and_send_nothing_they_should_not(
    happening: list[tuple[int, int, int]], seed: int
) -> None:
    with rolled_back():
        live(happening, seed)
