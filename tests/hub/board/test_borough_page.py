"""A borough's page after months: the newest stands open, the rest is folded, and nothing is lost."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from boroughs.asks.chased import Chased, asks_chased
from boroughs.asks.kinds import Answer
from boroughs.asks.models import Ask
from boroughs.asks.replying import reply_record
from boroughs.history.models import Actor
from boroughs.history.states import Door
from boroughs.people.models import Contact, User
from boroughs.programme.models import Borough, Programme
from boroughs.programme.services import borough_note
from boroughs.programme.states import Heard
from config import clock
from hub.board.selectors import board_of
from hub.chasing.by_hand.ringing import ring_note
from hub.chasing.by_hand.stopping import hold_place
from hub.chasing.sending.queueing import chase_ups_queue
from hub.chasing.states import HoldKind
from tests.factories import AskFactory
from tests.hub.chasing.conftest import ask_for_files

ClientOf = Callable[[User], Client]
CALL = Actor(None, Door.SITE, "The coordinator")
TUESDAY = datetime(2007, 1, 9, 10, tzinfo=UTC)


@pytest.fixture
def ask(programme: Programme, camden: Borough, camden_lead: User, coordinator: User) -> Ask:
    """Camden was asked on 4 December 2006 whether it can contribute files."""
    return ask_for_files(programme)


@pytest.fixture
def months(ask: Ask, camden: Borough, frozen: time_machine.Traveller) -> None:
    """Twelve notes of calls, one a week; the audit lead was reminded in the first."""
    frozen.move_to(TUESDAY)
    chase_ups_queue(programme=camden.programme, now=clock.now())
    for number in range(1, 13):
        note(camden, number)
        frozen.shift(timedelta(days=7))


def note(borough: Borough, number: int) -> None:
    borough_note(
        borough=borough,
        said_by="Somebody",
        how=Heard.TELEPHONE,
        on=clock.today(),
        words=f"call number {number}.",
        by=CALL,
    )


def live_a_month(borough: Borough, number: int) -> None:
    """Let a borough answer something and ring about something else."""
    asked = AskFactory.create(borough=borough, key=f"update-{number}")
    reply_record(ask=asked, answer=Answer("nothing", clock.today(), "Lead", Heard.TELEPHONE), by=CALL)
    note(borough, number)


def page_of(borough: Borough, client: Client) -> str:
    address = reverse("borough", args=[borough.programme.slug, borough.slug])
    page = client.get(address)
    assert page.status_code == 200
    return page.content.decode()


def part(page: str, name: str) -> str:
    """Cut one section out of a page."""
    return page.partition(f'<section aria-labelledby="{name}">')[2].partition("</section>")[0]


def test_earlier_part_of_a_long_history_is_folded_and_whole(
    months: None, camden: Borough, coordinator: User, client_of: ClientOf
) -> None:
    happened = part(page_of(camden, client_of(coordinator)), "happened")
    newest, folded, earlier = happened.partition('<details class="govuk-details app-earlier">')
    assert folded
    assert re.findall(r"call number (\d+)", newest) == ["12", "11", "10", "9", "8", "7"]
    assert re.findall(r"call number (\d+)", earlier) == ["6", "5", "4", "3", "2", "1"]
    told = re.search(r"Show (\d+) earlier", earlier)
    assert told
    assert int(told[1]) == earlier.count("moj-timeline__item")


def test_short_history_is_not_folded(
    ask: Ask, camden: Borough, coordinator: User, client_of: ClientOf
) -> None:
    for number in range(6):
        note(camden, number)
    assert "app-earlier" not in part(page_of(camden, client_of(coordinator)), "happened")


def test_text_of_an_e_mail_is_read_on_demand_and_by_the_coordinator_only(
    months: None, camden: Borough, coordinator: User, camden_lead: User, client_of: ClientOf
) -> None:
    asked = part(page_of(camden, client_of(coordinator)), "asked")
    _, folded, text = asked.partition("Read the e-mail")
    assert folded
    assert "Dear " in text.partition("</details>")[0]
    theirs = part(page_of(camden, client_of(camden_lead)), "asked")
    assert "First reminder" in theirs
    assert "Read the e-mail" not in theirs
    assert "Dear " not in theirs


def test_answer_is_told_once_in_each_of_the_two_histories(
    ask: Ask, camden: Borough, coordinator: User, client_of: ClientOf
) -> None:
    said = Answer("hopeful", clock.today(), "Camden’s lead", Heard.TELEPHONE, words="After half term.")
    reply_record(ask=ask, answer=said, by=CALL)
    page = page_of(camden, client_of(coordinator))
    assert part(page, "asked").count("moj-timeline__item") == 1
    assert "After half term." in part(page, "asked")
    happened = part(page, "happened")
    assert happened.count("Hopeful") == 1
    assert "No longer asked" not in happened


def test_ring_without_an_answer_is_told_once(
    ask: Ask, camden: Borough, coordinator: User, client_of: ClientOf
) -> None:
    ring_note(ask=ask, whom="Camden’s audit lead", on=clock.today(), by=CALL)
    page = page_of(camden, client_of(coordinator))
    assert "Rang Camden’s audit lead, and did not reach them" in part(page, "asked")
    assert "Rang" not in part(page, "happened")


def test_last_chased_is_still_told_when_what_it_was_about_has_been_answered(
    ask: Ask, programme: Programme, camden: Borough, coordinator: User, client_of: ClientOf
) -> None:
    lead = Contact.objects.get(email="camden.lead@example.org")
    asks_chased([Chased(ask.pk, lead.pk, datetime(2007, 1, 4, 10, tzinfo=UTC))])
    reply_record(ask=ask, answer=Answer("hopeful", clock.today(), "Lead", Heard.TELEPHONE), by=CALL)
    [row] = board_of(programme, clock.now()).rows
    assert (row.chased.words, row.chased.note) == ("4 January 2007", str(lead))
    assert f"4 January 2007, {lead}" in page_of(camden, client_of(coordinator))


def test_hold_of_a_whole_borough_says_so_on_the_board(
    ask: Ask, programme: Programme, camden: Borough
) -> None:
    hold_place(
        borough=camden,
        ask=None,
        kind=HoldKind.PAUSE,
        by=CALL,
        ends_on=datetime(2007, 1, 31, tzinfo=UTC).date(),
        reason="Moving offices.",
    )
    [row] = board_of(programme, clock.now()).rows
    assert row.next_step.words == "Held until 31 January 2007"
    assert row.next_step.note == "Everything: they asked for a pause"
    assert row.next_step.href.endswith("#open-asks")


def test_page_costs_as_many_queries_after_months_as_on_the_first_day(
    ask: Ask, camden: Borough, coordinator: User, client_of: ClientOf, frozen: time_machine.Traveller
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page_of(camden, client)
        return len(captured)

    frozen.move_to(TUESDAY)
    client = client_of(coordinator)
    chase_ups_queue(programme=camden.programme, now=clock.now())
    live_a_month(camden, 0)
    few = queries()
    for number in range(1, 20):
        live_a_month(camden, number)
    assert queries() == few
