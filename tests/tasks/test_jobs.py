"""One programme in which something goes wrong keeps no other from being worked for."""

from typing import Any

import pytest
import time_machine

from boroughs.asks.models import Ask
from boroughs.asks.services import reconcile
from boroughs.people.states import Position
from boroughs.programme.models import Programme
from config import clock
from hub.board.needs import needs_of
from hub.mail.selectors import SILENCE
from tasks import jobs
from tests.factories import BoroughFactory, ContactFactory, PostFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db

JOBS = {
    "reconcile": jobs.reconcile_asks,
    "chase_ups_queue": jobs.queue_chase_ups,
    "digests_queue": jobs.send_digests,
}


@pytest.fixture
def programmes(frozen: time_machine.Traveller) -> list[Programme]:
    """Three, in the order in which they are worked for."""
    for slug in ("one", "two", "three"):
        programme = ProgrammeFactory.create(slug=slug)
        ContactFactory.create(programme=programme, borough=None, position=Position.COORDINATOR)
        PostFactory.create(borough=BoroughFactory.create(programme=programme))
    return list(Programme.objects.all())


def breaks_for(broken: Programme, name: str, monkeypatch: pytest.MonkeyPatch) -> list[Programme]:
    """Let a verb fail for one programme; give a list of those for which it is called."""
    called: list[Programme] = []

    def verb(**values: Any) -> None:
        programme = values.get("programme") or values["boroughs"][0].programme
        called.append(programme)
        if programme == broken:
            raise ValueError("a fault in one programme")

    monkeypatch.setattr(jobs, name, verb)
    return called


@pytest.mark.parametrize("name", JOBS)
def test_fault_in_one_programme_is_logged_and_raised_once_the_others_had_their_turn(
    programmes: list[Programme], name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    called = breaks_for(programmes[0], name, monkeypatch)
    with pytest.raises(ExceptionGroup, match="one of three programmes") as raised:
        JOBS[name]()
    assert called == programmes
    assert [str(fault) for fault in raised.value.exceptions] == ["a fault in one programme"]
    assert f"for the programme {programmes[0].slug}" in caplog.text
    assert "a fault in one programme" in caplog.text


def test_asks_of_the_others_are_brought_in_step(
    programmes: list[Programme], monkeypatch: pytest.MonkeyPatch
) -> None:
    Ask.objects.all().delete()

    def verb(**values: Any) -> None:
        boroughs = list(values["boroughs"])
        if boroughs[0].programme == programmes[0]:
            raise ValueError("a fault in one programme")
        reconcile(boroughs=boroughs, today=clock.today())

    monkeypatch.setattr(jobs, "reconcile", verb)
    with pytest.raises(ExceptionGroup):
        jobs.reconcile_asks()
    asked = set(Ask.objects.values_list("borough__programme__slug", flat=True))
    assert asked == {programme.slug for programme in programmes[1:]}


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("chase_ups_queue", "checked for what is due"),
        ("reconcile", "checked for what is to be asked"),
        ("digests_queue", "checked for what your digest tells"),
    ],
)
def test_only_the_programme_that_is_not_looked_at_says_so_on_its_board(
    programmes: list[Programme],
    name: str,
    what: str,
    monkeypatch: pytest.MonkeyPatch,
    frozen: time_machine.Traveller,
) -> None:
    JOBS[name]()
    breaks_for(programmes[0], name, monkeypatch)
    frozen.shift(SILENCE.total_seconds() + 60)
    with pytest.raises(ExceptionGroup):
        JOBS[name]()
    boards = [[task.title for task in needs_of(each, [], clock.now())] for each in programmes]
    assert boards == [[f"Nothing has been {what} since 8 January 2007 at 12pm"], [], []]
