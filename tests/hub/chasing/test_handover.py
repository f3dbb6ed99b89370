"""The first e-mail to somebody about what was asked of somebody else: the question and why, never a reminder."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boroughs.asks.kinds import Answer
from boroughs.asks.models import Ask
from boroughs.asks.replying import reply_record
from boroughs.people.models import Contact, User
from boroughs.people.services import contact_deactivate
from boroughs.people.states import Position
from boroughs.posts.models import Post
from boroughs.posts.services import post_name_interim
from boroughs.programme.models import Programme
from boroughs.programme.states import Heard
from config import clock
from config.dates import PartialDate
from hub.chasing.models import ChaseUp
from hub.chasing.plan.planned import Planned
from hub.chasing.selectors import chase_plan
from hub.chasing.states import Outcome, Purpose
from tests.factories import BoroughFactory, ContactFactory
from tests.hub.chasing.conftest import Days, Plan
from tests.hub.chasing.handing_over import DEPUTY, SYSTEM, last, refer

pytestmark = pytest.mark.django_db(transaction=True)


def test_person_named_gets_the_question_and_why_they_get_it(asked: Ask, days_pass: Days) -> None:
    days_pass(date(2007, 1, 9))
    refer(asked)
    email = last(days_pass(date(2007, 1, 10)), DEPUTY)
    assert email.subject == "Camden: can you contribute files to the review?"
    assert (
        "Camden’s audit lead says that you are the right person to ask. On 4 December 2006 we asked whether Camden "
        "could contribute case files to the review." in email.text
    )
    assert "Could you say where Camden stands by 23 January 2007?" in email.text
    assert "no reply recorded" not in email.text


def test_who_referred_through_a_link_that_was_passed_on_is_named_alone(asked: Ask, days_pass: Days) -> None:
    days_pass(date(2007, 1, 9))
    refer(asked, said_by="Asked of Camden’s audit lead; answered by Jo Brook, the secretary")
    email = last(days_pass(date(2007, 1, 10)), DEPUTY)
    assert "Jo Brook, the secretary says that you are the right person to ask." in email.text


def test_person_named_before_anybody_was_written_to_is_asked_and_not_reminded(
    asked: Ask, days_pass: Days
) -> None:
    refer(asked)
    email = last(days_pass(date(2007, 1, 9)), DEPUTY)
    assert "says that you are the right person to ask. On 4 December 2006 we asked" in email.text
    assert ChaseUp.objects.get().name == "Handover"
    assert days_pass(date(2007, 1, 24)) == []


def test_reminders_count_from_the_handover_and_steps_go_on_being_counted(asked: Ask, days_pass: Days) -> None:
    days_pass(date(2007, 1, 16))
    refer(asked)
    days_pass(date(2007, 2, 28))
    told = ChaseUp.objects.order_by("step").values_list("sending__sent_for", "step", "name", "purpose")
    assert [(str(day), *rest) for day, *rest in told] == [
        ("2007-01-09", 1, "First reminder", Purpose.STEP),
        ("2007-01-16", 2, "Second reminder", Purpose.STEP),
        ("2007-01-16", 3, "Handover", Purpose.HANDOVER),
        ("2007-02-01", 4, "First reminder", Purpose.STEP),
        ("2007-02-08", 5, "Second reminder", Purpose.STEP),
    ]
    asked.refresh_from_db()
    assert asked.steps_sent == 5


def test_person_named_when_only_a_call_was_left_is_still_written_to(
    asked: Ask, days_pass: Days, plan_of: Plan
) -> None:
    days_pass(date(2007, 1, 24))
    assert plan_of("audit-reply").outcome == Outcome.RING
    refer(asked)
    each = plan_of("audit-reply")
    assert (each.outcome, each.step_name, each.place) == (Outcome.SEND, "Handover", 0)
    assert each.why.startswith("Asked of Camden’s audit lead before, and now of them.")


def test_somebody_who_was_written_to_before_is_not_asked_as_if_new(asked: Ask, days_pass: Days) -> None:
    days_pass(date(2007, 1, 9))
    refer(asked)
    days_pass(date(2007, 1, 10))
    refer(asked, to="camden.lead@example.org", said_by="The deputy")
    told = days_pass(date(2007, 1, 31))
    assert [each.to_address for each in told] == ["camden.lead@example.org"]
    assert ChaseUp.objects.filter(purpose=Purpose.HANDOVER).count() == 1


def test_corrected_address_is_no_new_person(asked: Ask, days_pass: Days) -> None:
    days_pass(date(2007, 1, 9))
    Contact.objects.filter(email="camden.lead@example.org").update(email="lead@example.org")
    told = days_pass(date(2007, 1, 16))
    assert [each.to_address for each in told] == ["lead@example.org"]
    assert ChaseUp.objects.latest("pk").name == "Second reminder"


def test_nobody_is_handed_a_question_before_the_day_that_was_promised(asked: Ask, days_pass: Days) -> None:
    days_pass(date(2007, 1, 9))
    promise = Answer("promise", clock.today(), "X", Heard.EMAIL, promised_on=date(2007, 1, 31))
    reply_record(ask=asked, answer=promise, by=SYSTEM)
    refer(asked)
    (email,) = days_pass(date(2007, 2, 1))
    assert (email.to_address, email.queued_at.date()) == (DEPUTY, date(2007, 2, 1))


def test_in_place_of_who_has_left_it_is_said_why(asked: Ask, days_pass: Days) -> None:
    days_pass(date(2007, 1, 9))
    ContactFactory.create(
        borough=asked.borough, position=Position.BUSINESS_MANAGER, email="business@example.org"
    )
    contact_deactivate(contact=Contact.objects.get(email="camden.lead@example.org"), by=SYSTEM)
    email = last(days_pass(date(2007, 1, 10)), "business@example.org")
    assert (
        "I write to you as Camden’s partnership business manager, because there is no audit lead to write to. "
        "On 4 December 2006 we asked" in email.text
    )


def test_interim_is_told_why_they_are_asked(vacant: Post, days_pass: Days, programme: Programme) -> None:
    days_pass(date(2007, 1, 9))
    interim = ContactFactory.create(
        borough=vacant.borough, position=Position.AUDIT_LEAD, email="interim@example.org"
    )
    post_name_interim(post=vacant, interim=interim, on=PartialDate(clock.today()), by=SYSTEM)
    email = last(days_pass(date(2007, 1, 10)), "interim@example.org")
    assert (
        "I write to you because you stand in for Camden’s adviser. On 9 January 2007 we asked" in email.text
    )


def test_plan_costs_the_same_however_many_were_referred(programme: Programme, coordinator: User) -> None:
    def refer_in(number: int) -> None:
        for _ in range(number):
            borough = BoroughFactory.create(programme=programme, updated_on=date(2007, 6, 30))
            lead = ContactFactory.create(borough=borough, position=Position.AUDIT_LEAD)
            ask = Ask.objects.create(
                borough=borough,
                key="x",
                kind="audit-reply",
                title="Files?",
                asked_on=date(2006, 12, 4),
                was_asked_before=True,
            )
            refer_to = f"{borough.slug}@example.org"
            contact = ContactFactory.create(borough=borough, position=Position.AUDIT_LEAD, email=refer_to)
            ask.owner = contact
            ask.save()
            assert lead != contact

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            plan: list[Planned] = chase_plan(programme, clock.now())
        assert {each.step_name for each in plan} == {"Handover"}
        return len(queries)

    refer_in(2)
    few = cost()
    refer_in(18)
    assert cost() == few
