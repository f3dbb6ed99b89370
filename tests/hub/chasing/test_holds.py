"""Holds, pauses and withdrawing: chasing stops at once, resumes kindly, and never with the next rung."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from audits.rounds.services import round_open
from boroughs.asks.kinds import Answer
from boroughs.asks.models import Ask
from boroughs.asks.replying import reply_record
from boroughs.asks.services import reconcile
from boroughs.asks.stopping import pause_settle
from boroughs.history.models import Actor
from boroughs.history.services import Refused
from boroughs.people.models import Contact, User
from boroughs.programme.models import Borough, Programme
from boroughs.programme.states import Heard
from config import clock
from config.clock import LONDON
from config.dates import PartialDate
from hub.board.selectors import board_of
from hub.chasing.by_hand.stopping import ask_withdraw_and_tell, hold_lift, hold_place
from hub.chasing.models import ChaseUp
from hub.chasing.plan.planned import Planned
from hub.chasing.selectors import chase_plan
from hub.chasing.sending.queueing import chase_ups_queue
from hub.chasing.states import HoldKind, Outcome, Purpose
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from hub.mail.states import State

SYSTEM = Actor.system()
TUESDAY = datetime(2007, 1, 9, 10, 30, tzinfo=LONDON)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(
    programme: Programme,
    camden: Borough,
    camden_lead: User,
    coordinator: User,
    settings: object,
    tmp_path: Path,
) -> Ask:
    """Camden was asked on 4 December 2006 whether it can contribute files."""
    setattr(settings, "EMAIL_URL", f"file://{tmp_path}")  # noqa: B010 (a fixture without a type of its own)
    round_open(
        programme=programme, slug="files", title="Case files", asked=PartialDate(date(2006, 12, 4)), by=SYSTEM
    )
    return Ask.objects.select_related("borough__programme").get(kind="audit-reply")


def planned(ask: Ask) -> Planned:
    return next(each for each in chase_plan(ask.borough.programme, clock.now()) if each.ask.pk == ask.pk)


def day(frozen: time_machine.Traveller, moment: datetime, ask: Ask) -> list[str]:
    """One day of the sender: the subjects of what left."""
    frozen.move_to(moment)
    before = set(Email.objects.filter(state=State.SENT).values_list("pk", flat=True))
    chase_ups_queue(programme=ask.borough.programme, now=clock.now())
    deliver_due()
    return list(
        Email.objects.filter(state=State.SENT).exclude(pk__in=before).values_list("subject", flat=True)
    )


def test_held_ask_sends_nothing_and_says_why(asked: Ask, frozen: time_machine.Traveller) -> None:
    hold_place(
        borough=asked.borough,
        ask=asked,
        kind=HoldKind.OTHER,
        ends_on=date(2007, 1, 31),
        reason="New lead",
        by=SYSTEM,
    )
    assert day(frozen, TUESDAY, asked) == []
    assert planned(asked).outcome == Outcome.HELD
    assert planned(asked).why == "Held until 31 January 2007. Another reason: New lead."


def test_hold_placed_while_the_email_is_on_its_way_stops_it(
    asked: Ask, frozen: time_machine.Traveller
) -> None:
    frozen.move_to(TUESDAY)
    chase_ups_queue(programme=asked.borough.programme, now=clock.now())
    hold_place(borough=asked.borough, ask=None, kind=HoldKind.OTHER, by=SYSTEM)
    deliver_due()
    assert Email.objects.get().withdrawn_because == "Chasing is held meanwhile."


def test_after_a_hold_comes_one_courtesy_note_and_not_the_next_rung(
    asked: Ask, frozen: time_machine.Traveller
) -> None:
    assert len(day(frozen, TUESDAY, asked)) == 1
    hold_place(borough=asked.borough, ask=asked, kind=HoldKind.OTHER, ends_on=date(2007, 1, 31), by=SYSTEM)
    sent = [
        (moment, subjects)
        for moment in (TUESDAY + timedelta(days=number) for number in range(1, 40))
        if (subjects := day(frozen, moment, asked))
    ]
    # Thursday 1 February is the first sending day after the hold; five working days later comes the second reminder.
    assert [moment.date() for moment, _ in sent] == [date(2007, 2, 1), date(2007, 2, 8)]
    purposes = list(ChaseUp.objects.order_by("pk").values_list("purpose", "step"))
    assert purposes == [(Purpose.STEP, 1), (Purpose.COURTESY, 1), (Purpose.STEP, 2)]
    courtesy = Email.objects.order_by("pk")[1]
    assert "We have not written for a while" in courtesy.text


def test_lifted_hold_resumes_with_a_courtesy_note_too(asked: Ask, frozen: time_machine.Traveller) -> None:
    day(frozen, TUESDAY, asked)
    hold = hold_place(borough=asked.borough, ask=asked, kind=HoldKind.OTHER, by=SYSTEM)
    frozen.move_to(TUESDAY + timedelta(days=20))
    hold_lift(hold=hold, by=SYSTEM)
    assert planned(asked).purpose == Purpose.COURTESY
    with pytest.raises(Refused):
        hold_lift(hold=hold, by=SYSTEM)


def test_inspection_holds_the_borough_until_ten_working_days_after_fieldwork(asked: Ask) -> None:
    hold = hold_place(
        borough=asked.borough,
        ask=None,
        kind=HoldKind.INSPECTION,
        fieldwork_ends_on=date(2007, 1, 12),
        by=SYSTEM,
    )
    assert hold.ends_on == date(2007, 1, 26)
    assert planned(asked).outcome == Outcome.HELD


def test_inspection_without_the_end_of_its_fieldwork_is_refused(asked: Ask) -> None:
    with pytest.raises(Refused, match="fieldwork"):
        hold_place(borough=asked.borough, ask=None, kind=HoldKind.INSPECTION, by=SYSTEM)


def test_reply_to_be_recorded_later_holds_five_working_days_and_stays_on_the_board(asked: Ask) -> None:
    hold = hold_place(borough=asked.borough, ask=asked, kind=HoldKind.REPLIED, by=SYSTEM)
    assert hold.ends_on == date(2007, 1, 15)
    needs = [task.title for task in board_of(asked.borough.programme, clock.now()).needs]
    assert "Write down what Camden replied: Can you contribute files to the review?" in needs


def test_pause_that_a_borough_asks_for_stops_chasing_and_is_ours_to_decide(
    asked: Ask, frozen: time_machine.Traveller
) -> None:
    answer = Answer("pause", clock.today(), "Camden’s audit lead", Heard.TELEPHONE, reason="staff being away")
    reply_record(ask=asked, answer=answer, by=SYSTEM)
    assert day(frozen, TUESDAY, asked) == []
    assert planned(asked).why == "It is our turn: Camden asks for a pause because of staff being away."
    reconcile(boroughs=[asked.borough], today=clock.today())
    assert planned(asked).outcome == Outcome.WITH_US
    hold_place(borough=asked.borough, ask=asked, kind=HoldKind.PAUSE, ends_on=date(2007, 2, 1), by=SYSTEM)
    assert planned(asked).outcome == Outcome.HELD


def test_pause_that_is_settled_without_a_hold_is_the_boroughs_turn_again(asked: Ask) -> None:
    reply_record(ask=asked, answer=Answer("pause", clock.today(), "Camden", Heard.EMAIL), by=SYSTEM)
    asked.refresh_from_db()
    pause_settle(ask=asked, words="They will answer this week", by=SYSTEM)
    assert planned(asked).outcome == Outcome.SEND


def test_withdrawing_tells_those_who_were_asked_and_does_not_ask_again(
    asked: Ask, frozen: time_machine.Traveller
) -> None:
    day(frozen, TUESDAY, asked)
    told = ask_withdraw_and_tell(
        ask=asked, reason="Camden is not in this round.", ask_again_on=None, by=SYSTEM
    )
    deliver_due()
    assert [contact.email for contact in told.by_email] == ["camden.lead@example.org"]
    assert not told.not_by_email
    note = Email.objects.get(kind="note")
    assert (note.state, note.subject) == (State.SENT, "Camden: please disregard our question")
    assert "Camden is not in this round." in note.text
    reconcile(boroughs=[asked.borough], today=clock.today())
    assert not Ask.objects.filter(kind="audit-reply", closed_at=None).exists()


def test_whoever_cannot_be_told_of_our_mistake_is_named_to_the_coordinator(
    asked: Ask,
    coordinator: User,
    frozen: time_machine.Traveller,
    client_of: Callable[[User], Client],
    settings: Settings,
) -> None:
    day(frozen, TUESDAY, asked)
    settings.EMAIL_DAILY_CAP = 1
    path = reverse("ask-withdraw", args=[asked.borough.programme.slug, asked.pk])
    page = client_of(coordinator).post(path, {"reason": "Camden is not in this round."}, follow=True)
    lead = Contact.objects.get(email="camden.lead@example.org")
    assert f"No e-mail can go to {lead}: tell them yourself." in page.text
    assert not Email.objects.filter(kind="note").exists()


def test_whoever_may_have_been_written_to_is_told_of_our_mistake(
    asked: Ask, frozen: time_machine.Traveller
) -> None:
    day(frozen, TUESDAY, asked)
    Email.objects.update(state=State.DOUBTFUL, sent_at=None, failed_at=clock.now(), server_words="Cut off")
    told = ask_withdraw_and_tell(ask=asked, reason="Not in this round.", ask_again_on=None, by=SYSTEM)
    assert [contact.email for contact in told.by_email] == ["camden.lead@example.org"]


def test_withdrawn_ask_comes_back_on_the_day_that_was_chosen(
    asked: Ask, frozen: time_machine.Traveller
) -> None:
    ask_withdraw_and_tell(ask=asked, reason="Too early", ask_again_on=date(2007, 2, 1), by=SYSTEM)
    frozen.move_to(datetime(2007, 2, 1, 9, tzinfo=LONDON))
    reconcile(boroughs=[asked.borough], today=clock.today())
    assert Ask.objects.filter(kind="audit-reply", closed_at=None).count() == 1
