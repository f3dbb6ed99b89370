"""Chase-ups from before their rung was a column: it is read from their names, once."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from boroughs.asks.models import Ask
from boroughs.history.models import Change
from boroughs.people.states import Position
from hub.chasing.models import ChaseUp
from hub.chasing.states import FIRST_NAME, HANDOVER, Purpose, letter_name, step_name

BEFORE = [("hub", "0003_by_hand_rings_and_links")]
AFTER = [("hub", "0004_rungs")]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def newest() -> Iterator[None]:
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def migrate(to: list[tuple[str, str]]) -> None:
    MigrationExecutor(connection).migrate(to)


def write(ask: Ask, step: int, name: str, purpose: Purpose = Purpose.STEP) -> None:
    change, on = Change.objects.latest("pk"), date(2007, 1, 9)
    ChaseUp.objects.create(ask=ask, step=step, name=name, purpose=purpose, left_out=change, left_out_for=on)


def test_rung_and_first_request_are_read_from_the_names(reply: Ask, newest: None) -> None:
    others = [step_name(1, 2), step_name(2, 2)]
    letters = [letter_name(position) for position in Position]
    for step, name in enumerate([FIRST_NAME, *others, *letters]):
        write(reply, step, name)
    write(reply, 20, HANDOVER, Purpose.HANDOVER)
    write(reply, 3, "Notice of a letter to the chair", Purpose.NOTICE)
    write(reply, 1, "Courtesy note", Purpose.COURTESY)
    migrate(BEFORE)
    migrate(AFTER)
    found = {each.name: (each.rung, each.is_first) for each in ChaseUp.objects.all()}
    assert found.pop(FIRST_NAME) == ("", True)
    assert {name: found.pop(name) for name in letters} == {
        letter_name(position): (position, False) for position in Position
    }
    assert set(found.values()) == {("", False)}
    assert len(found) == 5
