"""A mail server that is away while nothing may leave costs no chase-up: it is given up in sending hours only."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from audits.rounds.services import round_open
from boroughs.history.models import Actor
from boroughs.people.models import User
from boroughs.programme.models import Borough, Programme
from config import clock
from config.clock import LONDON
from config.dates import PartialDate
from hub.chasing.sending.queueing import chase_ups_queue
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from hub.mail.services import email_queue
from hub.mail.states import State
from tests.sink import Scenario, Sink

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("asked")]
THURSDAY = date(2007, 1, 11)
TUESDAY = date(2007, 1, 16)
NOWHERE = "smtp://127.0.0.1:1"
HOUR = timedelta(hours=1)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


@pytest.fixture
def asked(programme: Programme, camden: Borough, camden_lead: User, coordinator: User) -> None:
    asked = PartialDate(date(2006, 12, 4))
    round_open(programme=programme, slug="files", title="Case files", asked=asked, by=Actor.system())


@pytest.fixture
def away(settings: Settings) -> None:
    settings.EMAIL_URL = NOWHERE


def queue(programme: Programme, frozen: time_machine.Traveller, moment: datetime) -> Email:
    frozen.move_to(moment)
    chase_ups_queue(programme=programme, now=clock.now())
    deliver_due()
    return Email.objects.get(kind="chase")


def try_until(frozen: time_machine.Traveller, email: Email, moment: datetime) -> State:
    """Let the sender look every hour until then, and tell where the e-mail stands."""
    while clock.now() < moment:
        frozen.shift(HOUR)
        deliver_due()
    email.refresh_from_db()
    return State(email.state)


def leaves_anew(programme: Programme, email: Email) -> bool:
    """Tell whether it was withdrawn, as the days in it may be over, and whether what is written in its place leaves."""
    assert "written anew" in email.withdrawn_because
    chase_ups_queue(programme=programme, now=clock.now())
    deliver_due()
    return Email.objects.filter(kind="chase").latest("pk").state == State.SENT


@pytest.mark.usefixtures("away")
def test_server_away_from_thursday_to_tuesday_morning_fails_nothing(
    programme: Programme, frozen: time_machine.Traveller, settings: Settings, tmp_path: Path
) -> None:
    email = queue(programme, frozen, at(THURSDAY, 15, 50))
    assert try_until(frozen, email, at(TUESDAY, 9)) == State.QUEUED
    assert email.due_at == at(TUESDAY, 10)
    settings.EMAIL_URL = f"file://{tmp_path}"
    assert try_until(frozen, email, at(TUESDAY, 9, 45)) == State.QUEUED
    assert try_until(frozen, email, at(TUESDAY, 10, 15)) == State.WITHDRAWN
    assert leaves_anew(programme, email)


@pytest.mark.usefixtures("away")
def test_it_is_tried_for_two_hours_of_the_next_sending_hours_before_it_is_given_up(
    programme: Programme, frozen: time_machine.Traveller
) -> None:
    email = queue(programme, frozen, at(THURSDAY, 15, 50))
    assert try_until(frozen, email, at(TUESDAY, 11, 45)) == State.QUEUED
    assert try_until(frozen, email, at(TUESDAY, 12, 15)) == State.FAILED
    assert "cannot be reached" in email.server_words


@pytest.mark.usefixtures("away")
def test_what_may_leave_at_any_hour_is_given_up_after_72_hours_as_ever(
    programme: Programme, frozen: time_machine.Traveller
) -> None:
    frozen.move_to(at(THURSDAY, 15, 50))
    email = email_queue(kind="note", to="a@example.org", subject="x", text="x", programme=programme)
    deliver_due()
    assert try_until(frozen, email, at(THURSDAY, 14, 15) + 72 * HOUR) == State.QUEUED
    assert try_until(frozen, email, at(THURSDAY, 16) + 72 * HOUR) == State.FAILED


def test_server_away_from_friday_evening_to_tuesday_noon_fails_nothing_that_was_put_off(
    programme: Programme, frozen: time_machine.Traveller, settings: Settings
) -> None:
    with Sink(Scenario(defer_all=True)) as sink:
        settings.EMAIL_URL = sink.url
        email = queue(programme, frozen, at(THURSDAY, 15, 50))
        assert try_until(frozen, email, at(THURSDAY + timedelta(days=1), 18)) == State.QUEUED
        settings.EMAIL_URL = NOWHERE
        assert try_until(frozen, email, at(TUESDAY, 11, 45)) == State.QUEUED
        sink.scenario = Scenario()
        settings.EMAIL_URL = sink.url
        assert try_until(frozen, email, at(TUESDAY, 12, 15)) == State.WITHDRAWN
        assert leaves_anew(programme, email)
