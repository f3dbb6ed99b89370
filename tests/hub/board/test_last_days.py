"""Needs you: what has little time left, in one line for each question and day, however many boroughs owe it."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
import time_machine
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
from config.clock import LONDON
from config.dates import PartialDate, Precision
from config.site.components import Task
from hub.board.selectors import board_of
from hub.chasing.by_hand.stopping import hold_place
from hub.chasing.states import HoldKind
from tests.factories import BoroughFactory, KeyDateFactory
from tests.factories.people import person

SYSTEM = Actor.system()
WHY = "Drafting begins in March 2007, so files are needed by 9 February 2007."


@pytest.fixture
def drafting(programme: Programme) -> None:
    KeyDateFactory.create(programme=programme, precision=Precision.MONTH)


def ask_for_files(programme: Programme) -> None:
    asked = PartialDate(date(2006, 12, 4))
    round_open(programme=programme, slug="files", title="Case files", asked=asked, by=SYSTEM)


def at(frozen: time_machine.Traveller, day: date) -> None:
    frozen.move_to(datetime(day.year, day.month, day.day, 9, tzinfo=LONDON))


def add(programme: Programme, name: str) -> Borough:
    borough = BoroughFactory.create(programme=programme, name=name)
    person(Position.AUDIT_LEAD, borough=borough, email=f"lead@{borough.slug}.example.org")
    return borough


def last_days(programme: Programme) -> list[Task]:
    return [task for task in board_of(programme, clock.now()).needs if task.status == "Last safe day"]


@pytest.mark.usefixtures("drafting", "coordinator")
def test_line_names_the_boroughs_what_is_missing_the_day_and_why(
    programme: Programme, frozen: time_machine.Traveller
) -> None:
    for name in ("Haringey", "Camden"):
        add(programme, name)
    ask_for_files(programme)
    at(frozen, date(2007, 1, 18))
    assert last_days(programme) == []
    at(frozen, date(2007, 1, 19))
    (task,) = last_days(programme)
    assert task.title == "Camden and Haringey: Can you contribute files to the review?"
    assert task.hint == f"Needed by 2 February 2007. {WHY}"
    assert task.href == reverse("chasing", args=[programme.slug])


@pytest.mark.usefixtures("drafting", "coordinator")
def test_different_questions_have_lines_of_their_own_and_files_say_their_day_once(
    programme: Programme, frozen: time_machine.Traveller
) -> None:
    camden, haringey = add(programme, "Camden"), add(programme, "Haringey")
    ask_for_files(programme)
    for borough, details in ((camden, Details(firm=PartialDate(date(2007, 2, 9)))), (haringey, Details())):
        audit = borough.file_audits.get()
        audit_move(audit=audit, move=Move.AGREE, on=PartialDate(clock.today()), details=details, by=SYSTEM)
    at(frozen, date(2007, 1, 26))
    date_asked, files = last_days(programme)
    assert date_asked.title == "Haringey: By when can you give the files?"
    assert files.title == "Camden: Files for the review"
    assert files.hint == WHY
    assert files.href == reverse("ask", args=[programme.slug, camden.asks.get(kind="audit-files").pk])


def test_day_that_another_one_ends_in_is_still_said(
    programme: Programme, frozen: time_machine.Traveller
) -> None:
    KeyDateFactory.create(programme=programme, on=date(2007, 3, 2))
    add(programme, "Camden")
    asked = PartialDate(date(2006, 12, 4))
    round_open(programme=programme, slug="files", title="Files", asked=asked, days_to_prepare=6, by=SYSTEM)
    at(frozen, date(2007, 1, 26))
    (task,) = last_days(programme)
    assert task.hint.startswith("Needed by 2 February 2007. ")
    assert task.hint.endswith(" by 12 February 2007.")


@pytest.mark.usefixtures("drafting", "coordinator")
def test_what_is_held_past_the_last_safe_day_goes_on_showing(
    programme: Programme, frozen: time_machine.Traveller
) -> None:
    camden = add(programme, "Camden")
    ask_for_files(programme)
    hold_place(borough=camden, ask=None, kind=HoldKind.OTHER, ends_on=date(2007, 3, 30), by=SYSTEM)
    at(frozen, date(2007, 2, 5))
    (task,) = last_days(programme)
    assert task.hint == "The last safe day, 2 February 2007, has passed."


@pytest.mark.usefixtures("drafting", "coordinator")
def test_our_own_turn_says_by_when_to_decide(programme: Programme, frozen: time_machine.Traveller) -> None:
    camden = add(programme, "Camden")
    ask_for_files(programme)
    details = Details(reason="a joint area review")
    audit = camden.file_audits.get()
    audit_move(audit=audit, move=Move.ASK_EXCUSAL, on=PartialDate(clock.today()), details=details, by=SYSTEM)
    first = board_of(programme, clock.now()).needs[0]
    assert first.hint == "Decide by 2 February 2007, and write down who decided."
    at(frozen, date(2007, 2, 5))
    assert board_of(programme, clock.now()).needs[0].hint == "Decide, and write down who decided."


@pytest.mark.usefixtures("drafting", "coordinator")
def test_they_stand_after_nobody_to_write_to_and_before_holds_that_end(
    programme: Programme, frozen: time_machine.Traveller
) -> None:
    camden = add(programme, "Camden")
    add(programme, "Haringey")
    BoroughFactory.create(programme=programme, name="Brent")
    ask_for_files(programme)
    hold_place(borough=camden, ask=None, kind=HoldKind.OTHER, ends_on=date(2007, 1, 23), by=SYSTEM)
    at(frozen, date(2007, 1, 22))
    tags = dict.fromkeys(task.status for task in board_of(programme, clock.now()).needs)
    assert list(tags) == ["Nobody to write to", "Last safe day", "Held", "Going out"]


@pytest.mark.usefixtures("drafting", "coordinator")
def test_many_boroughs_make_one_short_line_and_cost_as_many_queries_as_eight(
    programme: Programme,
    coordinator: User,
    client_of: Callable[[User], Client],
    frozen: time_machine.Traveller,
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("board", args=[programme.slug])).status_code == 200
        return len(captured)

    for number in range(8):
        add(programme, f"Borough {number}")
    ask_for_files(programme)
    at(frozen, date(2007, 1, 19))
    client = client_of(coordinator)
    eight = queries()
    for number in range(8, 40):
        add(programme, f"Borough {number}")
    asked = PartialDate(date(2006, 12, 4))
    round_open(programme=programme, slug="again", title="More files", asked=asked, by=SYSTEM)
    assert queries() == eight
    (task,) = last_days(programme)
    assert task.title.endswith(" and 33 more: Can you contribute files to the review?")
    assert task.title.count(",") == 6


@pytest.mark.usefixtures("drafting", "coordinator")
def test_call_card_shows_the_last_safe_day(
    programme: Programme, coordinator: User, client_of: Callable[[User], Client]
) -> None:
    camden = add(programme, "Camden")
    ask_for_files(programme)
    page = client_of(coordinator).get(reverse("borough", args=[programme.slug, camden.slug]))
    text = page.content.decode()
    assert "2 February 2007: drafting begins in March 2007, so files are needed by 9 February 2007" in text
