"""A letter that waited in the outbox until the days it names may be over is not sent: it is written anew, once."""

from datetime import date, datetime, timedelta

import pytest
import time_machine

from audits.rounds.services import round_open
from boroughs.history.models import Actor
from boroughs.people.models import User
from boroughs.programme.models import Borough, Programme
from config import clock
from config.clock import LONDON
from config.dates import PartialDate
from hub.chasing.sending.queueing import chase_ups_queue
from hub.mail.answers import Parcel
from hub.mail.boxes import MEMORY
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from hub.mail.states import State

TUESDAY = datetime(2007, 1, 9, 10, 30, tzinfo=LONDON)


@pytest.fixture
def waiting(
    programme: Programme,
    camden: Borough,
    camden_lead: User,
    coordinator: User,
    frozen: time_machine.Traveller,
) -> Programme:
    """A programme with one letter, written on Tuesday and not sent: everything has stopped."""
    asked = PartialDate(date(2006, 12, 4))
    round_open(programme=programme, slug="files", title="Case files", asked=asked, by=Actor.system())
    frozen.move_to(TUESDAY)
    assert chase_ups_queue(programme=programme, now=clock.now()) == 1
    assert "by 16 January 2007?" in Email.objects.get().text
    return programme


def run(programme: Programme) -> None:
    """Let the jobs of two minutes run."""
    for _ in range(2):
        deliver_due(transport=MEMORY)
        chase_ups_queue(programme=programme, now=clock.now())
    deliver_due(transport=MEMORY)


@pytest.fixture
def sent() -> list[Parcel]:
    MEMORY.parcels.clear()
    return MEMORY.parcels


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("days", "answer_by"), [(2, "18 January"), (7, "23 January"), (30, "15 February")])
def test_letter_that_waited_is_written_anew_and_sent_once(
    waiting: Programme, frozen: time_machine.Traveller, sent: list[Parcel], days: int, answer_by: str
) -> None:
    frozen.move_to(TUESDAY + timedelta(days=days))
    run(waiting)
    old, new = Email.objects.order_by("pk")
    assert (old.state, new.state) == (State.WITHDRAWN, State.SENT)
    assert old.withdrawn_because.startswith("It has waited for so long")
    assert f"by {answer_by} 2007?" in new.text
    assert len(sent) == 1


@pytest.mark.django_db(transaction=True)
def test_letter_of_yesterday_leaves_as_it_was_written(
    waiting: Programme, frozen: time_machine.Traveller, sent: list[Parcel]
) -> None:
    frozen.move_to(TUESDAY + timedelta(days=1))
    run(waiting)
    assert Email.objects.get().state == State.SENT
    assert len(sent) == 1
