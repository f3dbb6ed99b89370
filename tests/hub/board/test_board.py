"""The board: whose turn it is, read in as many queries for 343 boroughs as for eight."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audits.rounds.services import Details, audit_move, round_open
from audits.rounds.states import Move
from boroughs.history.models import Actor
from boroughs.people.models import User
from boroughs.people.states import Position
from boroughs.programme.models import Borough, Programme
from config import clock
from config.dates import PartialDate
from hub.board.folding import MOST_ALIKE
from hub.board.selectors import board_of
from hub.reports.services import query_raise
from tests.factories import BoroughFactory, PostFactory
from tests.factories.people import person

ClientOf = Callable[[User], Client]
SYSTEM = Actor.system()
PAGES = ("board", "chasing", "chasing-policies", "chasing-log", "reports")


def fill(programme: Programme, boroughs: int) -> None:
    """Add boroughs that each owe something, the last of them with nobody to write to."""
    for number in range(boroughs):
        borough = BoroughFactory.create(programme=programme)
        PostFactory.create(borough=borough)
        if number != boroughs - 1:
            person(Position.AUDIT_LEAD, borough=borough, email=f"lead-{borough.slug}@example.org")


def ask_for_files(programme: Programme) -> None:
    round_open(
        programme=programme,
        slug=f"round-{programme.rounds.count()}",
        title="Case files",
        asked=PartialDate(date(2006, 12, 4)),
        by=SYSTEM,
    )


def count(client: Client, view: str, programme: Programme) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse(view, args=[programme.slug])).status_code == 200
    return len(queries)


def test_pages_of_343_boroughs_cost_as_many_queries_as_those_of_eight(
    programme: Programme, coordinator: User, client_of: ClientOf
) -> None:
    client = client_of(coordinator)
    fill(programme, 8)
    ask_for_files(programme)
    eight = {view: count(client, view, programme) for view in PAGES}
    fill(programme, 335)
    ask_for_files(programme)
    assert {view: count(client, view, programme) for view in PAGES} == eight
    assert eight["board"] <= 33


def test_rows_stand_in_the_order_of_the_alphabet(programme: Programme) -> None:
    for name in ("Newham", "Brent", "Islington"):
        BoroughFactory.create(programme=programme, name=name)
    rows = board_of(programme, clock.now()).rows
    assert [row.borough.name for row in rows] == ["Brent", "Islington", "Newham"]


@pytest.mark.usefixtures("coordinator")
def test_what_is_with_us_comes_first_and_what_goes_out_next_comes_last(
    programme: Programme, camden: Borough, haringey: Borough, camden_lead: User
) -> None:
    ask_for_files(programme)
    audit_move(
        audit=haringey.file_audits.get(),
        move=Move.ASK_EXCUSAL,
        on=PartialDate(clock.today()),
        details=Details(reason="a joint area review"),
        by=SYSTEM,
    )
    query_raise(borough=camden, sentence="Camden has declined.", words="We have not.", by=SYSTEM)
    titles = [task.title for task in board_of(programme, clock.now()).needs]
    assert titles[:2] == [
        "Haringey asks to be excused because of a joint area review",
        "Camden: the report is said to be wrong",
    ]
    assert titles[-1] == "One e-mail goes out next"


def test_many_lines_of_one_sort_are_folded_so_that_the_board_is_read_from_the_top(
    programme: Programme,
) -> None:
    for _ in range(20):
        BoroughFactory.create(programme=programme)
    ask_for_files(programme)
    nobody = [task for task in board_of(programme, clock.now()).needs if task.status == "Nobody to write to"]
    assert len(nobody) == MOST_ALIKE
    assert nobody[-1].title == "And 33 more like these"


@pytest.mark.parametrize("who", ["camden_adviser", "camden_lead", "reviewer", "observer"])
def test_nobody_but_the_coordinator_sees_the_board(
    programme: Programme, camden: Borough, who: str, request: pytest.FixtureRequest, client_of: ClientOf
) -> None:
    page = client_of(request.getfixturevalue(who)).get(reverse("board", args=[programme.slug]))
    assert "Whose turn is it?" not in page.content.decode()
