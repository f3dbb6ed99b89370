"""What is on its way to somebody who is asked no more."""

from datetime import datetime

import pytest
import time_machine

from boroughs.asks.models import Ask
from boroughs.posts.models import Post
from boroughs.programme.models import Programme
from config import clock
from config.clock import LONDON
from hub.chasing.sending.queueing import chase_ups_queue
from hub.chasing.sending.rechecking import objections
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from hub.mail.states import State
from tests.hub.chasing.conftest import appoint
from tests.hub.chasing.handing_over import refer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def queued_to_manager(
    vacant: Post, programme: Programme, frozen: time_machine.Traveller, mail_to_files: object
) -> Email:
    """The first request is on its way to the adviser's manager."""
    frozen.move_to(datetime(2007, 1, 9, 10, 30, tzinfo=LONDON))
    chase_ups_queue(programme=programme, now=clock.now())
    return Email.objects.get()


def test_what_is_on_its_way_to_the_stand_in_is_withdrawn(queued_to_manager: Email, vacant: Post) -> None:
    assert objections([queued_to_manager.pk]) == {}
    appoint(vacant)
    assert objections([queued_to_manager.pk]) != {}
    deliver_due()
    queued_to_manager.refresh_from_db()
    assert (queued_to_manager.state, queued_to_manager.withdrawn_because) == (
        State.WITHDRAWN,
        "Somebody else is asked meanwhile.",
    )


def test_what_is_on_its_way_to_somebody_who_was_not_the_right_person_is_withdrawn(
    asked: Ask, programme: Programme, frozen: time_machine.Traveller, mail_to_files: object
) -> None:
    frozen.move_to(datetime(2007, 1, 9, 10, 30, tzinfo=LONDON))
    chase_ups_queue(programme=programme, now=clock.now())
    refer(asked)
    email = Email.objects.get()
    assert objections([email.pk]) == {email.pk: "Somebody else is asked meanwhile."}
