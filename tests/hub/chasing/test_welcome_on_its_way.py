"""A welcome on its way: checked again before it leaves."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
import time_machine

from boroughs.history.models import Actor
from boroughs.people.models import Contact
from boroughs.people.services import contact_deactivate
from boroughs.posts.models import Post, PostEntry
from boroughs.posts.services import post_entry_void
from boroughs.posts.states import Stage
from boroughs.programme.models import Programme
from config import clock
from config.clock import LONDON
from hub.chasing.by_hand.stopping import hold_place
from hub.chasing.models import Welcome
from hub.chasing.sending.queueing import chase_ups_queue
from hub.chasing.states import HoldKind
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from hub.mail.states import State
from tests.hub.chasing.conftest import appoint

SYSTEM = Actor.system()


# The first of a month in which nobody has said anything yet: the update is asked on the next sending day.
TUESDAY = date(2007, 1, 9)


pytestmark = pytest.mark.django_db(transaction=True)


def queue(programme: Programme, frozen: time_machine.Traveller) -> None:
    frozen.move_to(datetime(2007, 1, 9, 10, 30, tzinfo=LONDON))
    chase_ups_queue(programme=programme, now=clock.now())


STOPS: dict[str, tuple[Callable[[Post, Contact], object], str]] = {
    "struck out": (
        lambda post, holder: post_entry_void(
            entry=PostEntry.objects.get(stage=Stage.IN_POST), reason="x", by=SYSTEM
        ),
        "Ms Okafor does not hold the post any more.",
    ),
    "held": (
        lambda post, holder: hold_place(borough=post.borough, ask=None, kind=HoldKind.OTHER, by=SYSTEM),
        "Chasing is held meanwhile.",
    ),
    "gone": (
        lambda post, holder: contact_deactivate(contact=holder, by=SYSTEM),
        "Ms Okafor is not to be written to there any more.",
    ),
    "ended": (
        lambda post, holder: Programme.objects.update(ends_on=date(2007, 1, 8)),
        "The programme has ended.",
    ),
    "old": (
        lambda post, holder: Welcome.objects.update(quiet_until=TUESDAY),
        "The day that it names has passed meanwhile.",
    ),
}


@pytest.mark.parametrize("what", STOPS)
def test_queued_welcome_is_withdrawn_when_it_is_wanted_no_more(
    what: str, vacant: Post, programme: Programme, frozen: time_machine.Traveller, mail_to_files: object
) -> None:
    stop, because = STOPS[what]
    holder = appoint(vacant)
    queue(programme, frozen)
    stop(vacant, holder)
    deliver_due()
    email = Email.objects.get(kind="welcome")
    assert (email.state, email.withdrawn_because) == (State.WITHDRAWN, because)
    assert Welcome.objects.get().is_withdrawn


def test_welcome_that_waited_into_the_night_leaves_in_the_morning(
    vacant: Post, programme: Programme, frozen: time_machine.Traveller, mail_to_files: object
) -> None:
    appoint(vacant)
    queue(programme, frozen)
    frozen.move_to(datetime(2007, 1, 9, 22, tzinfo=LONDON))
    deliver_due()
    email = Email.objects.get(kind="welcome")
    assert email.state == State.QUEUED
    assert email.due_at == datetime(2007, 1, 10, 10, tzinfo=LONDON)
