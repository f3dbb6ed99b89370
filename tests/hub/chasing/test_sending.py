"""What is queued, to whom, and what becomes of it until it has left."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from audits.rounds.services import Details, audit_move, round_open
from audits.rounds.states import Move
from boroughs.asks.models import Ask
from boroughs.history.models import Actor
from boroughs.people.models import Contact, User
from boroughs.people.services import contact_deactivate
from boroughs.people.states import Position
from boroughs.programme.models import Borough, Programme
from config import clock
from config.clock import LONDON
from config.dates import PartialDate
from hub.chasing.models import ChaseUp, Sending
from hub.chasing.selectors import chase_plan
from hub.chasing.sending.queueing import chase_ups_queue
from hub.chasing.states import Outcome
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from hub.mail.returning import email_bounce
from hub.mail.states import State
from tests.factories import BoroughFactory
from tests.factories.people import person

SYSTEM = Actor.system()
TUESDAY = datetime(2007, 1, 9, 10, 30, tzinfo=LONDON)

pytestmark = pytest.mark.usefixtures("mail_to_files")


@pytest.fixture
def mail_to_files(settings: Settings, tmp_path: Path) -> Path:
    settings.EMAIL_URL = f"file://{tmp_path}"
    return tmp_path


@pytest.fixture
def asked(programme: Programme, camden: Borough, camden_lead: User, coordinator: User) -> Borough:
    round_open(
        programme=programme, slug="files", title="Case files", asked=PartialDate(date(2006, 12, 4)), by=SYSTEM
    )
    return camden


def deliver(programme: Programme, frozen: time_machine.Traveller, moment: datetime) -> int:
    frozen.move_to(moment)
    queued = chase_ups_queue(programme=programme, now=clock.now())
    deliver_due()
    return queued


@pytest.mark.django_db(transaction=True)
def test_reminder_says_when_it_was_asked_by_when_and_whom_to_ring(
    programme: Programme, asked: Borough, frozen: time_machine.Traveller
) -> None:
    assert deliver(programme, frozen, TUESDAY) == 1
    email = Email.objects.get()
    assert email.state == State.SENT
    assert email.subject == "Camden: can you contribute files to the review?"
    assert (
        "On 4 December 2006 we asked whether Camden could contribute case files to the review." in email.text
    )
    assert "Could you say where Camden stands by 16 January 2007?" in email.text
    assert "No child's details, please." in email.text
    assert "Not for referrals. Worried about a child? Camden front door" in email.text


@pytest.mark.django_db(transaction=True)
def test_reminder_names_the_day_on_which_the_first_request_left(
    programme: Programme, camden: Borough, camden_lead: User, frozen: time_machine.Traveller
) -> None:
    round_open(
        programme=programme, slug="files", title="Case files", asked=PartialDate(clock.today()), by=SYSTEM
    )
    assert deliver(programme, frozen, TUESDAY) == 1
    assert Ask.objects.get(kind="audit-reply").asked_on == date(2007, 1, 9)
    assert deliver(programme, frozen, TUESDAY + timedelta(days=16)) == 1
    assert "On 9 January 2007 we asked" in Email.objects.order_by("pk")[1].text


@pytest.mark.django_db(transaction=True)
def test_one_person_gets_one_email_about_all_that_is_due(
    programme: Programme, asked: Borough, frozen: time_machine.Traveller
) -> None:
    round_open(
        programme=programme, slug="more", title="More files", asked=PartialDate(date(2006, 12, 5)), by=SYSTEM
    )
    assert deliver(programme, frozen, TUESDAY) == 1
    assert Email.objects.get().subject == "Camden: 2 questions for you"
    assert ChaseUp.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_queueing_twice_sends_once(
    programme: Programme, asked: Borough, frozen: time_machine.Traveller
) -> None:
    assert deliver(programme, frozen, TUESDAY) == 1
    assert deliver(programme, frozen, TUESDAY + timedelta(minutes=1)) == 0
    assert Email.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_outage_of_thirty_days_makes_one_email_not_three(
    programme: Programme, asked: Borough, frozen: time_machine.Traveller
) -> None:
    assert deliver(programme, frozen, TUESDAY + timedelta(days=30)) == 1
    assert deliver(programme, frozen, TUESDAY + timedelta(days=30, minutes=5)) == 0
    assert deliver(programme, frozen, TUESDAY + timedelta(days=31)) == 0


@pytest.mark.django_db(transaction=True)
def test_after_the_second_reminder_the_coordinator_rings_instead(
    programme: Programme, asked: Borough, frozen: time_machine.Traveller
) -> None:
    assert deliver(programme, frozen, TUESDAY) == 1
    assert deliver(programme, frozen, TUESDAY + timedelta(days=7)) == 1
    assert deliver(programme, frozen, TUESDAY + timedelta(days=21)) == 0
    outcomes = {each.ask.kind: each.outcome for each in chase_plan(programme, clock.now())}
    assert outcomes["audit-reply"] == Outcome.RING


@pytest.mark.django_db(transaction=True)
def test_ask_knows_when_and_whom_it_was_last_chased_with(
    programme: Programme, asked: Borough, frozen: time_machine.Traveller
) -> None:
    deliver(programme, frozen, TUESDAY)
    ask = Ask.objects.get(kind="audit-reply")
    assert ask.steps_sent == 1
    assert ask.last_chased_at == TUESDAY
    assert ask.last_chased == Contact.objects.get(email="camden.lead@example.org")


@pytest.mark.django_db(transaction=True)
def test_answer_before_it_leaves_withdraws_the_email(
    programme: Programme, asked: Borough, frozen: time_machine.Traveller
) -> None:
    frozen.move_to(TUESDAY)
    chase_ups_queue(programme=programme, now=clock.now())
    audit_move(audit=asked.file_audits.get(), move=Move.SAY_HOPEFUL, on=PartialDate(clock.today()), by=SYSTEM)
    deliver_due()
    email = Email.objects.get()
    assert (email.state, email.withdrawn_because) == (State.WITHDRAWN, "It has been answered meanwhile.")


@pytest.mark.django_db(transaction=True)
def test_person_who_left_before_it_leaves_is_not_written_to_and_the_next_is(
    programme: Programme, asked: Borough, frozen: time_machine.Traveller
) -> None:
    person(Position.BUSINESS_MANAGER, borough=asked, email="business@example.org")
    frozen.move_to(TUESDAY)
    chase_ups_queue(programme=programme, now=clock.now())
    contact_deactivate(contact=Contact.objects.get(email="camden.lead@example.org"), by=SYSTEM)
    deliver_due()
    assert deliver(programme, frozen, TUESDAY + timedelta(minutes=5)) == 1
    states = dict(Email.objects.values_list("to_address", "state"))
    assert states == {"camden.lead@example.org": State.WITHDRAWN, "business@example.org": State.SENT}


@pytest.mark.django_db(transaction=True)
def test_empty_recipient_list_means_nobody(
    programme: Programme, asked: Borough, frozen: time_machine.Traveller
) -> None:
    contact_deactivate(contact=Contact.objects.get(email="camden.lead@example.org"), by=SYSTEM)
    assert deliver(programme, frozen, TUESDAY) == 0
    assert not Email.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_excusal_asked_for_stops_the_email_on_its_way(
    programme: Programme, asked: Borough, frozen: time_machine.Traveller
) -> None:
    frozen.move_to(TUESDAY)
    chase_ups_queue(programme=programme, now=clock.now())
    details = Details(reason="a joint area review")
    on = PartialDate(clock.today())
    audit_move(audit=asked.file_audits.get(), move=Move.ASK_EXCUSAL, on=on, details=details, by=SYSTEM)
    deliver_due()
    assert Email.objects.get().state == State.WITHDRAWN


@pytest.mark.django_db(transaction=True)
def test_report_that_a_chase_up_came_back_marks_the_contact_and_nobody_writes_there_again(
    programme: Programme, asked: Borough, frozen: time_machine.Traveller
) -> None:
    deliver(programme, frozen, TUESDAY)
    email_bounce(email=Email.objects.get(), words="550 5.1.1 User unknown", is_about_address=True)
    contact = Contact.objects.get(email="camden.lead@example.org")
    assert contact.email_rejected_at == TUESDAY
    assert deliver(programme, frozen, TUESDAY + timedelta(days=7)) == 0
    assert {each.outcome for each in chase_plan(programme, clock.now())} == {Outcome.NOBODY}


def count_queries_of_queueing(programme: Programme, frozen: time_machine.Traveller) -> int:
    frozen.move_to(TUESDAY)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        chase_ups_queue(programme=programme, now=clock.now())
    return len(queries)


@pytest.mark.django_db
def test_queueing_costs_as_many_queries_for_sixteen_boroughs_as_for_one(
    programme: Programme, asked: Borough, frozen: time_machine.Traveller
) -> None:
    one = count_queries_of_queueing(programme, frozen)
    Sending.objects.update(is_withdrawn=True)
    ChaseUp.objects.update(is_withdrawn=True)
    for number in range(15):
        borough = BoroughFactory.create(programme=programme)
        person(Position.AUDIT_LEAD, borough=borough, email=f"lead-{number}@example.org")
    round_open(
        programme=programme, slug="more", title="More files", asked=PartialDate(date(2006, 12, 4)), by=SYSTEM
    )
    assert count_queries_of_queueing(programme, frozen) == one
    assert Email.objects.count() > 15
