"""One address that cannot be written to keeps nobody else waiting, and shows where the coordinator looks."""

import pytest
import time_machine

from boroughs.asks.models import Ask
from boroughs.people.models import Contact, User
from boroughs.people.states import Position
from boroughs.programme.models import Borough, Programme
from config import clock
from hub.board.needs import needs_of
from hub.board.selectors import board_of
from hub.chasing.states import Outcome
from hub.mail.answers import Parcel
from tests.factories.people import person
from tests.hub.chasing.conftest import TUESDAY, planned, work

pytestmark = pytest.mark.django_db(transaction=True)
WHY = (
    "The address of Camden’s audit lead, “camden.lead@nowhere”, cannot be written to, "
    "and there is nobody in their place."
)


@pytest.fixture
def haringey_lead(haringey: Borough) -> User:
    return person(Position.AUDIT_LEAD, borough=haringey, email="haringey.lead@example.org")


def spoil(email: str) -> None:
    """As whoever wrote into the database by hand, or a check that was laxer once, may have left it."""
    assert Contact.objects.filter(email=email).update(email=f"{email.partition('@')[0]}@nowhere")


def test_the_others_get_their_emails_and_the_board_and_the_preview_say_why_one_does_not(
    camden: Borough, haringey_lead: User, reply: Ask, programme: Programme, frozen: time_machine.Traveller
) -> None:
    spoil("camden.lead@example.org")
    assert work(frozen, TUESDAY, reply) == ["haringey.lead@example.org"]
    assert work(frozen, TUESDAY, reply) == []
    each = planned(Ask.objects.select_related("borough").get(borough=camden, kind="audit-reply"))
    assert (each.outcome, each.recipient, each.why) == (Outcome.NOBODY, None, WHY)
    needs = board_of(programme, clock.now()).needs
    assert WHY in [task.hint for task in needs if task.status == "Nobody to write to"]


def test_answers_go_to_the_senders_address_while_the_coordinators_cannot_be_written_to(
    reply: Ask, programme: Programme, frozen: time_machine.Traveller, post_box: list[Parcel]
) -> None:
    spoil("coordinator@example.org")
    assert work(frozen, TUESDAY, reply) == ["camden.lead@example.org"]
    assert b"Reply-To" not in post_box[0].raw
    [task] = [task for task in needs_of(programme, [], clock.now()) if "cannot be written to" in task.title]
    assert "“coordinator@nowhere”" in task.title
