"""A chair or director is written to with the coordinator's approval only, in whichever position the address stands."""

from datetime import datetime

import pytest
import time_machine

from boroughs.asks.models import Ask
from boroughs.history.models import Actor
from boroughs.history.states import Door
from boroughs.people.models import Contact, User
from boroughs.people.states import Position
from boroughs.programme.models import Borough, Programme
from config import clock
from config.clock import LONDON
from hub.chasing.by_hand.escalating import escalation_decide
from hub.chasing.plan.planned import Planned
from hub.chasing.selectors import chase_plan
from hub.chasing.sending.queueing import chase_ups_queue
from hub.chasing.states import Outcome
from hub.mail.models import Email
from tests.factories import ContactFactory, FileAuditFactory

pytestmark = pytest.mark.django_db
BY = Actor(None, Door.SITE, "The coordinator")
TUESDAY = datetime(2007, 1, 9, 10, 30, tzinfo=LONDON)


@pytest.fixture
def ask(camden: Borough, camden_lead: User, haringey: Borough) -> Ask:
    """Camden's audit lead is asked; by the same address Haringey has its chair."""
    ContactFactory.create(borough=haringey, position=Position.CHAIR, email="camden.lead@example.org")
    FileAuditFactory.create(borough=camden)
    return Ask.objects.get(borough=camden, kind="audit-reply")


def planned(programme: Programme, ask: Ask) -> Planned:
    (found,) = chase_plan(programme, clock.now(), [ask])
    return found


def test_it_waits_for_approval_and_goes_out_with_it(
    programme: Programme, ask: Ask, frozen: time_machine.Traveller
) -> None:
    frozen.move_to(TUESDAY)
    each = planned(programme, ask)
    assert each.outcome == Outcome.APPROVE
    assert each.why.endswith("Approve it first: Camden’s audit lead has the address of a chair or director.")
    assert chase_ups_queue(programme=programme, now=clock.now()) == 0
    assert each.recipient is not None
    escalation_decide(ask=ask, step=each.step, contact=each.recipient, is_approved=True, by=BY)
    assert chase_ups_queue(programme=programme, now=clock.now()) == 1
    assert Email.objects.get().to_address == "camden.lead@example.org"


def test_decision_against_it_leaves_a_call(programme: Programme, ask: Ask) -> None:
    each = planned(programme, ask)
    assert each.recipient is not None
    escalation_decide(ask=ask, step=each.step, contact=each.recipient, is_approved=False, by=BY)
    assert planned(programme, ask).outcome == Outcome.RING


def test_somebody_else_in_the_position_is_asked_rather(
    programme: Programme, ask: Ask, camden: Borough
) -> None:
    other = ContactFactory.create(borough=camden, position=Position.AUDIT_LEAD, email="second@example.org")
    each = planned(programme, ask)
    assert (each.outcome, each.recipient) == (Outcome.SEND, other)


def test_owner_with_the_address_of_a_chair_waits_for_approval(
    programme: Programme, ask: Ask, camden: Borough, haringey: Borough
) -> None:
    ContactFactory.create(borough=haringey, position=Position.HEAD_OF_SAFEGUARDING, email="head@example.org")
    owner = ContactFactory.create(borough=camden, position=Position.MANAGER, email="head@example.org")
    Ask.objects.filter(pk=ask.pk).update(owner=owner)
    ask.refresh_from_db()
    each = planned(programme, ask)
    assert (each.outcome, each.recipient) == (Outcome.APPROVE, owner)


def test_nobody_with_the_address_of_a_chair_is_asked_in_place_of_another(
    programme: Programme, ask: Ask, camden: Borough
) -> None:
    Contact.objects.filter(borough=camden, position=Position.AUDIT_LEAD).update(is_active=False)
    ContactFactory.create(borough=camden, position=Position.BUSINESS_MANAGER, email="camden.lead@example.org")
    assert planned(programme, ask).outcome == Outcome.NOBODY
