"""Just before a chase-up leaves: whatever has happened meanwhile stops it, and nothing else does."""

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
from boroughs.people.states import Position
from boroughs.programme.models import Borough, Programme
from config import clock
from config.clock import LONDON
from config.dates import PartialDate
from hub.chasing.models import ChaseUp, Hold, Sending
from hub.chasing.sending.queueing import chase_ups_queue
from hub.chasing.sending.rechecking import objections
from hub.chasing.states import HoldKind
from hub.mail.models import Email
from tests.factories import BoroughFactory, ContactFactory

TUESDAY = datetime(2007, 1, 9, 10, 30, tzinfo=LONDON)
TODAY = TUESDAY.date()
DAY = timedelta(days=1)


def queue_chase_ups(programme: Programme, frozen: time_machine.Traveller) -> list[int]:
    """Open a round of file audits, and queue what is due on that Tuesday."""
    asked = PartialDate(date(2006, 12, 4))
    round_open(programme=programme, slug="files", title="Case files", asked=asked, by=Actor.system())
    frozen.move_to(TUESDAY)
    chase_ups_queue(programme=programme, now=clock.now())
    return list(Email.objects.values_list("pk", flat=True))


@pytest.fixture
def queued(
    programme: Programme,
    camden: Borough,
    camden_lead: User,
    coordinator: User,
    frozen: time_machine.Traveller,
) -> Email:
    [email] = queue_chase_ups(programme, frozen)
    return Email.objects.get(pk=email)


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


HELD = "Chasing is held meanwhile."
STOPS: dict[str, tuple[Callable[[], object], str]] = {
    "withdrawn": (
        lambda: ChaseUp.objects.update(is_withdrawn=True),
        "Another e-mail has gone out in its place.",
    ),
    "answered": (of_ask(closed_at=TUESDAY, ended="met"), "It has been answered meanwhile."),
    "our turn": (
        of_ask(turn=Turn.US, turn_reason="asks to be excused"),
        "It is our turn meanwhile: the borough asks to be excused.",
    ),
    "promised": (of_ask(promised_on=TODAY), "An answer has been promised meanwhile."),
    "last safe day passed meanwhile": (
        lambda: (
            Sending.objects.update(sent_for=TODAY - 5 * DAY),
            Ask.objects.update(last_safe_on=TODAY - DAY),
        ),
        "The last safe day, by which it asks for an answer, has passed meanwhile.",
    ),
    "held": (held(), HELD),
    "held until today": (held(ends_on=TODAY), HELD),
    "this ask held": (held(of_ask=True), HELD),
    "written four days ago": (
        lambda: Sending.objects.update(sent_for=TODAY - 4 * DAY),
        "It has waited for so long that the days it names may be over. It is written anew.",
    ),
}
GOES_ON: dict[str, Callable[[], object]] = {
    "nothing": lambda: None,
    "no user": of_lead(user=None),
    "promise broken": of_ask(promised_on=TODAY - DAY),
    "last safe day today": of_ask(last_safe_on=TODAY),
    "approved after the last safe day": of_ask(last_safe_on=TODAY - DAY),
    "promise cut by the last safe day": of_ask(promised_on=TODAY + DAY, last_safe_on=TODAY - DAY),
    "hold lifted": held(lifted_on=TODAY),
    "hold over": held(begins_on=TODAY - 9 * DAY, ends_on=TODAY - DAY),
    "hold to come": held(begins_on=TODAY + DAY),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", STOPS)
def test_what_stops_it_is_said_in_words(what: str, queued: Email) -> None:
    happens, reason = STOPS[what]
    happens()
    assert objections([queued.pk]) == {queued.pk: reason}


@pytest.mark.django_db
@pytest.mark.parametrize("what", GOES_ON)
def test_what_does_not_stop_it_is_no_objection(what: str, queued: Email) -> None:
    GOES_ON[what]()
    assert objections([queued.pk]) == {}


@pytest.mark.django_db
def test_hold_that_begins_tomorrow_stops_it_tomorrow(queued: Email, frozen: time_machine.Traveller) -> None:
    held(begins_on=TODAY + DAY)()
    assert objections([queued.pk]) == {}
    frozen.move_to(TUESDAY + DAY)
    assert objections([queued.pk]) == {queued.pk: HELD}


@pytest.mark.django_db
def test_what_a_server_put_off_until_the_night_rests_until_the_morning(
    queued: Email, frozen: time_machine.Traveller
) -> None:
    frozen.move_to(TUESDAY.replace(hour=22))
    assert objections([queued.pk]) == {queued.pk: datetime(2007, 1, 10, 10, 0, tzinfo=LONDON)}


@pytest.mark.django_db
def test_what_was_sent_by_hand_in_the_night_does_not_rest(
    queued: Email, frozen: time_machine.Traveller
) -> None:
    frozen.move_to(TUESDAY.replace(hour=22))
    Email.objects.update(queued_at=clock.now())
    assert objections([queued.pk]) == {}


@pytest.mark.django_db
def test_what_is_not_wanted_does_not_rest_either(queued: Email, frozen: time_machine.Traveller) -> None:
    frozen.move_to(TUESDAY.replace(hour=22))
    held()()
    assert objections([queued.pk]) == {queued.pk: HELD}


@pytest.mark.django_db
def test_email_without_chase_ups_has_nothing_against_it(queued: Email) -> None:
    assert objections([queued.pk + 1]) == {}


@pytest.mark.django_db
def test_many_are_asked_about_in_as_many_queries_as_one(
    programme: Programme, coordinator: User, frozen: time_machine.Traveller
) -> None:
    for name in ("Camden", "Haringey", "Islington"):
        borough = BoroughFactory.create(programme=programme, name=name)
        ContactFactory.create(borough=borough, position=Position.AUDIT_LEAD, email=f"{name}@example.org")
    emails = queue_chase_ups(programme, frozen)
    assert len(emails) == 3
    with CaptureQueriesContext(connection) as one:
        objections(emails[:1])
    with CaptureQueriesContext(connection) as many:
        assert objections(emails) == {}
    assert len(many) == len(one)
