"""Letters up the ladder about what was handed over to somebody else."""

from datetime import date

import pytest
import time_machine

from audits.rounds.services import round_open
from boroughs.asks.models import Ask
from boroughs.people.states import Position
from boroughs.programme.models import Programme
from config import clock
from config.dates import PartialDate
from hub.chasing.by_hand.escalating import escalation_decide
from hub.chasing.models import ChaseUp, Policy
from hub.chasing.selectors import chase_plan
from hub.chasing.states import Outcome
from hub.mail.states import State
from tests.factories import ContactFactory
from tests.hub.chasing.conftest import Days, Plan
from tests.hub.chasing.handing_over import SYSTEM, last, refer

pytestmark = pytest.mark.django_db(transaction=True)


def test_letter_up_the_ladder_tells_of_the_reminders_to_the_person_named_only(
    asked: Ask, days_pass: Days
) -> None:
    ContactFactory.create(
        borough=asked.borough, position=Position.BUSINESS_MANAGER, email="business@example.org"
    )
    days_pass(date(2007, 1, 16))
    refer(asked)
    letter = last(days_pass(date(2007, 2, 28)), "business@example.org")
    assert "I wrote again on 1 and 8 February 2007." in letter.text
    assert "January" not in letter.text


def test_rung_that_had_its_letter_before_the_referral_gets_no_second_one(asked: Ask, days_pass: Days) -> None:
    ContactFactory.create(
        borough=asked.borough, position=Position.BUSINESS_MANAGER, email="business@example.org"
    )
    days_pass(date(2007, 1, 30))
    assert ChaseUp.objects.filter(sending__address="business@example.org").count() == 1
    refer(asked)
    days_pass(date(2007, 4, 30))
    assert ChaseUp.objects.filter(sending__address="business@example.org").count() == 1


def test_decision_about_a_letter_before_the_handover_holds_no_more(
    asked: Ask, days_pass: Days, plan_of: Plan
) -> None:
    head = ContactFactory.create(
        borough=asked.borough, position=Position.HEAD_OF_SAFEGUARDING, email="head@example.org"
    )
    days_pass(date(2007, 1, 31))
    each = plan_of("audit-reply")
    escalation_decide(ask=asked, step=each.step, contact=head, is_approved=False, by=SYSTEM)
    assert plan_of("audit-reply").outcome == Outcome.RING
    refer(asked)
    days_pass(date(2007, 3, 13))
    assert plan_of("audit-reply").outcome == Outcome.APPROVE


def test_letter_up_the_ladder_about_a_named_persons_ask_stays_wanted(
    asked: Ask, programme: Programme, days_pass: Days, frozen: time_machine.Traveller
) -> None:
    ContactFactory.create(
        borough=asked.borough, position=Position.BUSINESS_MANAGER, email="business@example.org"
    )
    refer(asked)
    letter = last(days_pass(date(2007, 2, 28)), "business@example.org")
    assert letter.state == State.SENT


def test_month_between_letters_holds_for_chairs_and_directors_alone(asked: Ask, days_pass: Days) -> None:
    """A business manager whom the policy gates is approved each time, and not delayed."""
    business = ContactFactory.create(
        borough=asked.borough, position=Position.BUSINESS_MANAGER, email="business@example.org"
    )
    Policy.objects.create(
        programme=asked.borough.programme,
        kind="audit-reply",
        gates=["business_manager"],
        ladder=[business.position],
    )

    def approve() -> None:
        for each in chase_plan(asked.borough.programme, clock.now()):
            if each.outcome == Outcome.APPROVE:
                escalation_decide(ask=each.ask, step=each.step, contact=business, is_approved=True, by=SYSTEM)

    days_pass(date(2007, 1, 31))
    approve()
    round_open(
        programme=asked.borough.programme,
        slug="more",
        title="More",
        asked=PartialDate(date(2006, 12, 5)),
        by=SYSTEM,
    )
    days_pass(date(2007, 2, 28))
    approve()
    days_pass(date(2007, 3, 9))
    letters = ChaseUp.objects.filter(sending__contact=business)
    days = list(letters.order_by("pk").values_list("sending__sent_for", flat=True))
    assert len(days) == 2
    assert (days[1] - days[0]).days < 31
