"""The short question before each e-mail agrees with the long one, whatever has happened meanwhile."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audits.rounds.services import round_open
from boroughs.asks.models import Ask
from boroughs.asks.states import Turn
from boroughs.history.models import Actor
from boroughs.people.models import Contact, User
from boroughs.programme.models import Borough, Programme
from config import clock
from config.clock import LONDON
from config.dates import PartialDate
from hub.chasing.models import Hold, Sending
from hub.chasing.rechecking import is_plainly_wanted, no_longer_wanted, reasons
from hub.chasing.services import chase_ups_queue
from hub.chasing.states import HoldKind
from hub.mail.models import Email

TUESDAY = datetime(2007, 1, 9, 10, 30, tzinfo=LONDON)
TODAY = TUESDAY.date()
DAY = timedelta(days=1)


@pytest.fixture
def queued(
    programme: Programme,
    camden: Borough,
    camden_lead: User,
    coordinator: User,
    frozen: time_machine.Traveller,
) -> Email:
    asked = PartialDate(date(2006, 12, 4))
    round_open(programme=programme, slug="files", title="Case files", asked=asked, by=Actor.system())
    frozen.move_to(TUESDAY)
    chase_ups_queue(programme=programme, now=clock.now())
    return Email.objects.get()


def of_lead(**facts: object) -> Callable[[], object]:
    return lambda: Contact.objects.filter(sendings__isnull=False).update(**facts)


def of_ask(**facts: object) -> Callable[[], object]:
    return lambda: Ask.objects.update(**facts)


def held(**facts: object) -> Callable[[], object]:
    def place() -> None:
        ask = Ask.objects.filter(chase_ups__isnull=False)[0]
        its = {"borough": ask.borough, "programme": ask.borough.programme, "kind": HoldKind.OTHER}
        facts_of_ask = {"ask": ask} if facts.pop("of_ask", False) else {}
        Hold.objects.create(**{"begins_on": TODAY, **its, **facts_of_ask, **facts})

    return place


STOPS: dict[str, Callable[[], object]] = {
    "left": of_lead(is_active=False),
    "address corrected": of_lead(email="other@example.org"),
    "address rejected": of_lead(email_rejected_at=TUESDAY),
    "no address": of_lead(email=""),
    "user switched off": lambda: User.objects.update(is_active=False),
    "answered": of_ask(closed_at=TUESDAY, ended="met"),
    "our turn": of_ask(turn=Turn.US, turn_reason="asks to be excused"),
    "promised": of_ask(promised_on=TODAY),
    "held": held(),
    "held until today": held(ends_on=TODAY),
    "this ask held": held(of_ask=True),
    "written four days ago": lambda: Sending.objects.update(sent_for=TODAY - 4 * DAY),
}
GOES_ON: dict[str, Callable[[], object]] = {
    "nothing": lambda: None,
    "no user": of_lead(user=None),
    "promise broken": of_ask(promised_on=TODAY - DAY),
    "hold lifted": held(lifted_on=TODAY),
    "hold over": held(begins_on=TODAY - 9 * DAY, ends_on=TODAY - DAY),
    "hold to come": held(begins_on=TODAY + DAY),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", STOPS)
def test_what_stops_it_is_no_plain_case_and_has_its_reason(what: str, queued: Email) -> None:
    STOPS[what]()
    assert not is_plainly_wanted(queued.pk, TODAY)
    assert no_longer_wanted([queued.pk]) == reasons([queued.pk], TODAY) != {}


@pytest.mark.django_db
@pytest.mark.parametrize("what", GOES_ON)
def test_what_does_not_stop_it_is_plain_in_one_query(what: str, queued: Email) -> None:
    GOES_ON[what]()
    assert reasons([queued.pk], TODAY) == {}
    with CaptureQueriesContext(connection) as queries:
        assert no_longer_wanted([queued.pk]) == {}
    assert len(queries) == 1


@pytest.mark.django_db
def test_question_of_yesterday_is_not_asked_today(queued: Email, frozen: time_machine.Traveller) -> None:
    held(begins_on=TODAY + DAY)()
    assert no_longer_wanted([queued.pk]) == {}
    frozen.move_to(TUESDAY + DAY)
    assert no_longer_wanted([queued.pk]) == {queued.pk: "Chasing is held meanwhile."}


@pytest.mark.django_db
def test_sending_without_chase_ups_has_nothing_against_it(queued: Email) -> None:
    assert is_plainly_wanted(queued.pk + 1, TODAY)
    assert Sending.objects.filter(email=queued).exists()
