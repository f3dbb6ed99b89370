"""The turn comes back to the borough: it has the days to reply again, and the letter says what happened."""

from datetime import date, datetime

import pytest
import time_machine

from audits.rounds.services import Details, audit_move, round_open
from audits.rounds.states import Move
from boroughs.asks.kinds import Answer
from boroughs.asks.models import Ask
from boroughs.asks.replying import reply_record
from boroughs.asks.services import reconcile
from boroughs.asks.stopping import pause_settle
from boroughs.history.models import Actor
from boroughs.people.models import User
from boroughs.people.services import Newcomer
from boroughs.people.states import Position
from boroughs.programme.models import Borough, Programme
from boroughs.programme.states import Heard
from config import clock
from config.clock import LONDON
from config.dates import PartialDate
from hub.chasing.by_hand.stopping import hold_place
from hub.chasing.models import Policy
from hub.chasing.states import HoldKind, Outcome
from tests.factories import ContactFactory
from tests.hub.chasing.conftest import Days, Plan

SYSTEM = Actor.system()
SECRET = "a death in the family"
RETURNED = date(2007, 1, 22)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(programme: Programme, camden: Borough, camden_lead: User, coordinator: User) -> Ask:
    Borough.objects.update(updated_on=date(2007, 6, 30))
    asked = PartialDate(date(2006, 12, 4))
    round_open(programme=programme, slug="files", title="Case files", asked=asked, by=SYSTEM)
    return Ask.objects.select_related("borough__programme").get(kind="audit-reply")


@pytest.fixture
def refused(asked: Ask, days_pass: Days, frozen: time_machine.Traveller) -> Ask:
    """Camden was reminded on 9 January, asked to be excused the next day, and the Board refused on 22 January."""
    days_pass(date(2007, 1, 9))
    frozen.move_to(datetime(2007, 1, 10, 12, tzinfo=LONDON))
    decide(Move.ASK_EXCUSAL, Details(reason=SECRET))
    frozen.move_to(datetime(2007, 1, 22, 12, tzinfo=LONDON))
    decide(Move.REFUSE_EXCUSAL, Details(decided_by="the Board"))
    asked.refresh_from_db()
    return asked


def decide(move: Move, details: Details) -> None:
    audit = Ask.objects.get(kind="audit-reply").borough.file_audits.get()
    audit_move(audit=audit, move=move, on=PartialDate(clock.today()), details=details, by=SYSTEM)


def test_day_on_which_the_turn_came_back_is_kept_without_the_reason(refused: Ask) -> None:
    assert (refused.returned_on, refused.returned_after) == (RETURNED, "asks to be excused")


def test_reconciling_again_keeps_the_day(refused: Ask) -> None:
    reconcile(boroughs=[refused.borough], today=date(2007, 2, 5))
    refused.refresh_from_db()
    assert refused.returned_on == RETURNED


def test_next_reminder_waits_for_the_days_to_reply(refused: Ask, plan_of: Plan, days_pass: Days) -> None:
    each = plan_of("audit-reply")
    assert each.send_at == datetime(2007, 2, 7, 10, tzinfo=LONDON)
    assert each.why.startswith("Camden asked to be excused; it is its turn again since 22 January 2007.")
    assert days_pass(date(2007, 2, 6)) == []


def test_letter_says_what_happened_and_not_why(refused: Ask, days_pass: Days) -> None:
    (email,) = days_pass(date(2007, 2, 7))
    assert (
        "On 4 December 2006 we asked whether Camden could contribute case files to the review. Camden asked to be "
        "excused. That has been decided, and the question still stands." in email.text
    )
    assert "no reply recorded" not in email.text
    assert SECRET not in email.text
    assert SECRET.encode() not in bytes(email.raw or b"")


def test_letter_after_that_one_is_an_ordinary_reminder(
    asked: Ask, refused: Ask, programme: Programme, days_pass: Days
) -> None:
    Policy.objects.create(programme=programme, kind="audit-reply", most_reminders=3)
    days_pass(date(2007, 2, 7))
    (email,) = days_pass(date(2007, 2, 14))
    assert "I have no reply recorded" in email.text


def test_ringing_and_letters_up_the_ladder_wait_too(
    asked: Ask, days_pass: Days, frozen: time_machine.Traveller, plan_of: Plan
) -> None:
    ContactFactory.create(
        borough=asked.borough, position=Position.BUSINESS_MANAGER, email="business@example.org"
    )
    days_pass(date(2007, 1, 16))
    frozen.move_to(datetime(2007, 1, 17, 12, tzinfo=LONDON))
    decide(Move.ASK_EXCUSAL, Details(reason=SECRET))
    frozen.move_to(datetime(2007, 2, 12, 12, tzinfo=LONDON))
    decide(Move.REFUSE_EXCUSAL, Details(decided_by="the Board"))
    each = plan_of("audit-reply")
    assert (each.outcome, each.due_on) == (Outcome.WAITING, date(2007, 2, 28))
    (letter,) = days_pass(date(2007, 3, 7))
    assert (letter.to_address, letter.queued_at.date()) == ("business@example.org", date(2007, 3, 7))
    assert "Camden asked to be excused. That has been decided, and the question still stands." in letter.text


def test_settled_pause_gives_the_days_to_reply_of_the_policy(
    asked: Ask, programme: Programme, frozen: time_machine.Traveller, plan_of: Plan, days_pass: Days
) -> None:
    Policy.objects.create(programme=programme, kind="audit-reply", days_to_reply=5)
    answer = Answer("pause", clock.today(), "X", Heard.EMAIL, reason=SECRET)
    reply_record(ask=asked, answer=answer, by=SYSTEM)
    frozen.move_to(datetime(2007, 1, 15, 12, tzinfo=LONDON))
    pause_settle(ask=asked, words="They answer soon", by=SYSTEM)
    assert plan_of("audit-reply").send_at == datetime(2007, 1, 24, 10, tzinfo=LONDON)
    (email,) = days_pass(date(2007, 1, 24))
    assert "Camden asked for a pause. That has been decided, and the question still stands." in email.text
    assert SECRET not in email.text


def test_granted_pause_ends_with_its_courtesy_note_and_not_later(
    asked: Ask, days_pass: Days, frozen: time_machine.Traveller
) -> None:
    """The day was given with the pause; what counts from the end of our turn is for a turn without one."""
    days_pass(date(2007, 1, 9))
    answer = Answer("pause", clock.today(), "X", Heard.EMAIL, reason=SECRET)
    reply_record(ask=asked, answer=answer, by=SYSTEM)
    frozen.move_to(datetime(2007, 1, 15, 12, tzinfo=LONDON))
    hold_place(borough=asked.borough, ask=None, kind=HoldKind.PAUSE, ends_on=date(2007, 1, 22), by=SYSTEM)
    (email,) = days_pass(date(2007, 1, 23))
    assert "We have not written for a while" in email.text


def test_somebody_named_after_the_turn_came_back_is_asked_at_once(refused: Ask, days_pass: Days) -> None:
    named = Newcomer("The deputy", "deputy@example.org")
    answer = Answer("refer", clock.today(), "Camden’s audit lead", Heard.EMAIL, refer_to=named)
    reply_record(ask=refused, answer=answer, by=SYSTEM)
    (email,) = days_pass(date(2007, 1, 23))
    assert email.to_address == "deputy@example.org"
