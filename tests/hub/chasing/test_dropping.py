"""A step that the coordinator leaves out: not sent, in its place all the same, and never claimed to have been sent."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from audits.rounds.services import audit_move
from audits.rounds.states import Move
from boroughs.asks.models import Ask
from boroughs.history.models import Change
from boroughs.history.services import Refused
from boroughs.people.models import User
from boroughs.people.states import Position
from config.clock import LONDON
from config.dates import PartialDate
from hub.chasing.by_hand.escalating import escalation_decide
from hub.chasing.by_hand.leaving_out import step_leave_out, step_take_back
from hub.chasing.by_hand.stopping import hold_lift, hold_place
from hub.chasing.models import ChaseUp
from hub.chasing.sending.queueing import chase_ups_queue
from hub.chasing.states import HoldKind, Outcome, Purpose
from hub.mail.models import Email
from tests.factories.people import person
from tests.hub.chasing.conftest import BY, TUESDAY, WEEK, ask_for_files, planned, work

LEAD = "camden.lead@example.org"
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db(transaction=True)


def leave_out(ask: Ask) -> ChaseUp:
    each = planned(ask)
    return step_leave_out(ask=ask, step=each.step, purpose=each.purpose, by=BY)


def until(frozen: time_machine.Traveller, first: datetime, last: date, ask: Ask) -> list[tuple[date, str]]:
    """Let every day pass until `last`; tell on which one something left, and to whom."""
    told: list[tuple[date, str]] = []
    moment = first
    while moment.date() <= last:
        told += [(moment.date(), to) for to in work(frozen, moment, ask)]
        moment += DAY
    return told


def test_step_that_is_left_out_is_not_sent_and_the_next_counts_from_its_day(
    reply: Ask, frozen: time_machine.Traveller
) -> None:
    assert planned(reply).day == date(2007, 1, 9)
    leave_out(reply)
    assert until(frozen, TUESDAY, date(2007, 1, 17), reply) == [(date(2007, 1, 16), LEAD)]
    assert Email.objects.get().sending.chase_ups.get().name == "Second reminder"


def test_next_step_tells_what_was_left_out_by_whom_and_when(reply: Ask) -> None:
    leave_out(reply)
    each = planned(reply)
    assert (each.step_name, each.outcome) == ("Second reminder", Outcome.SEND)
    assert each.why.startswith("First reminder: left out by Carol on 8 January 2007. There is no answer yet.")
    assert each.as_row()["left_out"] == "First reminder: left out by Carol on 8 January 2007"


def test_after_the_last_reminder_is_left_out_it_is_time_to_ring_five_working_days_later(
    reply: Ask, frozen: time_machine.Traveller
) -> None:
    leave_out(reply)
    leave_out(reply)
    each = planned(reply)
    assert (each.outcome, each.due_on) == (Outcome.WAITING, date(2007, 1, 23))


def test_letter_does_not_claim_that_it_was_written(reply: Ask, frozen: time_machine.Traveller) -> None:
    person(Position.BUSINESS_MANAGER, borough=reply.borough, email="business@example.org")
    leave_out(reply)
    told = until(frozen, TUESDAY, date(2007, 1, 30), reply)
    assert told == [(date(2007, 1, 16), LEAD), (date(2007, 1, 30), "business@example.org")]
    letter = Email.objects.get(to_address="business@example.org")
    assert "I wrote again on 16 January 2007." in letter.text
    assert "9 January" not in letter.text


def test_ask_does_not_count_what_was_never_sent(reply: Ask, frozen: time_machine.Traveller) -> None:
    leave_out(reply)
    until(frozen, TUESDAY, date(2007, 1, 16), reply)
    reply.refresh_from_db()
    # Reminded once from here; what was asked before Crossborough is not counted.
    assert reply.steps_sent == 1
    assert reply.last_chased_at == datetime(2007, 1, 16, 10, 30, tzinfo=LONDON)


def test_left_out_step_can_be_taken_back_until_the_next(reply: Ask, frozen: time_machine.Traveller) -> None:
    leave_out(reply)
    step_take_back(ask=reply, by=BY)
    assert planned(reply).step_name == "First reminder"
    leave_out(reply)
    until(frozen, TUESDAY, date(2007, 1, 16), reply)
    with pytest.raises(Refused, match="next step has gone out"):
        step_take_back(ask=reply, by=BY)


def test_what_was_answered_meanwhile_is_not_taken_back(reply: Ask, frozen: time_machine.Traveller) -> None:
    leave_out(reply)
    audit_move(
        audit=reply.borough.file_audits.get(), move=Move.DECLINE, on=PartialDate(date(2007, 1, 8)), by=BY
    )
    with pytest.raises(Refused, match="answered meanwhile"):
        step_take_back(ask=reply, by=BY)
    with pytest.raises(Refused, match="Nothing goes out about this any more"):
        step_leave_out(ask=reply, step=2, purpose=Purpose.STEP, by=BY)


def test_place_in_the_sequence_is_taken_in_the_database(reply: Ask) -> None:
    left_out = leave_out(reply)
    with pytest.raises(IntegrityError), transaction.atomic():
        ChaseUp.objects.create(
            ask=reply,
            step=left_out.step,
            name="Again",
            why="",
            left_out=left_out.left_out,
            left_out_for=left_out.left_out_for,
        )


def test_chase_up_is_sent_or_left_out_and_nothing_else(reply: Ask) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ChaseUp.objects.create(ask=reply, step=1, name="Neither", why="")


def test_only_the_step_that_was_seen_is_left_out(reply: Ask) -> None:
    leave_out(reply)
    with pytest.raises(Refused, match="Another step is next about this by now: second reminder"):
        step_leave_out(ask=reply, step=1, purpose=Purpose.STEP, by=BY)


def test_what_is_held_or_on_its_way_cannot_be_left_out(reply: Ask, frozen: time_machine.Traveller) -> None:
    frozen.move_to(TUESDAY)
    chase_ups_queue(programme=reply.borough.programme, now=TUESDAY)
    with pytest.raises(Refused, match="is on its way"):
        step_leave_out(ask=reply, step=1, purpose=Purpose.STEP, by=BY)
    hold_place(borough=reply.borough, ask=reply, kind=HoldKind.OTHER, by=BY)
    with pytest.raises(Refused, match=r"There is no e-mail to leave out\. Held until it is lifted"):
        step_leave_out(ask=reply, step=1, purpose=Purpose.STEP, by=BY)


def test_first_request_cannot_be_left_out_because_later_e_mails_say_that_it_was_sent(reply: Ask) -> None:
    person(Position.MANAGER, borough=reply.borough, email="manager@example.org")
    fresh = Ask.objects.select_related("borough__programme").get(kind="update")
    assert planned(fresh).step_name == "First request"
    with pytest.raises(Refused, match="They have not been asked yet"):
        step_leave_out(ask=fresh, step=0, purpose=Purpose.STEP, by=BY)


def test_courtesy_note_that_is_left_out_gives_way_to_the_next_step(
    reply: Ask, frozen: time_machine.Traveller
) -> None:
    hold = hold_place(borough=reply.borough, ask=reply, kind=HoldKind.OTHER, by=BY)
    frozen.move_to(TUESDAY)
    hold_lift(hold=hold, by=BY)
    frozen.move_to(TUESDAY + DAY)
    assert planned(reply).step_name == "Courtesy note"
    left_out = leave_out(reply)
    assert (left_out.purpose, left_out.hold) == (Purpose.COURTESY, hold)
    each = planned(reply)
    assert each.step_name == "First reminder"
    assert each.why.startswith("Courtesy note: left out by Carol on 10 January 2007.")


def approved(reply: Ask, frozen: time_machine.Traveller) -> None:
    """Bring it to where the coordinator has approved a letter to the head of safeguarding."""
    person(Position.HEAD_OF_SAFEGUARDING, borough=reply.borough, email="head@example.org")
    person(Position.CHAIR, borough=reply.borough, email="chair@example.org")
    until(frozen, TUESDAY, date(2007, 2, 4), reply)
    each = planned(reply)
    assert each.recipient is not None
    escalation_decide(ask=reply, step=each.step, contact=each.recipient, is_approved=True, by=BY)


def test_leaving_out_the_notice_leaves_out_the_letter_that_it_announces(
    reply: Ask, frozen: time_machine.Traveller
) -> None:
    approved(reply, frozen)
    assert planned(reply).purpose == Purpose.NOTICE
    left_out = leave_out(reply)
    assert (left_out.purpose, left_out.name) == (Purpose.STEP, "Letter to the head of safeguarding")
    # The notice would have gone on the 6th, the letter two working days after it.
    assert left_out.left_out_for == date(2007, 2, 8)
    assert until(frozen, datetime(2007, 2, 5, 10, 30, tzinfo=LONDON), date(2007, 2, 14), reply) == []
    frozen.move_to(datetime(2007, 2, 15, 10, 30, tzinfo=LONDON))
    each = planned(reply)
    assert (each.outcome, each.step_name) == (Outcome.APPROVE, "Letter to the chair")


def test_approved_letter_that_is_left_out_goes_to_nobody_and_the_next_rung_is_asked_for(
    reply: Ask, frozen: time_machine.Traveller
) -> None:
    approved(reply, frozen)
    first = datetime(2007, 2, 5, 10, 30, tzinfo=LONDON)
    assert until(frozen, first, date(2007, 2, 7), reply) == [(date(2007, 2, 6), LEAD)]
    left_out = leave_out(reply)
    assert (left_out.name, left_out.left_out_for) == (
        "Letter to the head of safeguarding",
        date(2007, 2, 8),
    )
    assert until(frozen, first + 3 * DAY, date(2007, 2, 15), reply) == []
    each = planned(reply)
    assert (each.outcome, each.step_name) == (Outcome.APPROVE, "Letter to the chair")


def test_letter_that_waits_for_approval_is_decided_and_not_left_out(
    reply: Ask, frozen: time_machine.Traveller
) -> None:
    person(Position.CHAIR, borough=reply.borough, email="chair@example.org")
    until(frozen, TUESDAY, date(2007, 2, 4), reply)
    each = planned(reply)
    assert each.outcome == Outcome.APPROVE
    with pytest.raises(Refused, match="There is no e-mail to leave out"):
        step_leave_out(ask=reply, step=each.step, purpose=each.purpose, by=BY)


def test_other_ask_of_the_same_e_mail_goes_out_alone(reply: Ask, frozen: time_machine.Traveller) -> None:
    other = ask_for_files(reply.borough.programme, "more")
    leave_out(other)
    assert work(frozen, TUESDAY, reply) == [LEAD]
    assert [each.ask for each in Email.objects.get().sending.chase_ups.all()] == [reply]


def test_leaving_out_and_taking_back_write_private_changes(reply: Ask, camden_lead: User) -> None:
    leave_out(reply)
    step_take_back(ask=reply, by=BY)
    changes = Change.objects.filter(verb__in=("step-leave-out", "step-take-back")).order_by("pk")
    assert [each.summary for each in changes] == [
        "First reminder left out, which would have gone on 9 January 2007",
        "First reminder: not left out after all",
    ]
    assert not changes.visible_to(camden_lead).exists()


def test_borough_page_says_to_the_coordinator_what_was_left_out_and_to_the_borough_nothing(
    reply: Ask, coordinator: User, camden_lead: User, client_of: Callable[[User], Client]
) -> None:
    leave_out(reply)
    page = reverse("borough", args=[reply.borough.programme.slug, reply.borough.slug])
    told = client_of(coordinator).get(page).content.decode()
    assert "Left out by Carol on 8 January 2007. It would have gone on 9 January 2007." in told
    assert "Left out" not in client_of(camden_lead).get(page).content.decode()


def test_preview_lists_what_was_left_out_and_takes_it_back(
    reply: Ask, coordinator: User, client_of: Callable[[User], Client]
) -> None:
    client, slug = client_of(coordinator), reply.borough.programme.slug
    page = reverse("step-leave-out", args=[slug, reply.pk])
    assert "Leave out the first reminder?" in client.get(page).content.decode()
    preview = client.post(page, {"step": 1, "purpose": "step"}, follow=True).content.decode()
    assert "First reminder left out. You can take that back until the next step." in preview
    assert "Take it back" in preview
    back = client.post(reverse("step-take-back", args=[slug, reply.pk]), follow=True).content.decode()
    assert "First reminder goes out after all" in back
    assert planned(reply).step == 1


def test_old_page_leaves_out_nothing_else(
    reply: Ask, coordinator: User, client_of: Callable[[User], Client]
) -> None:
    page = reverse("step-leave-out", args=[reply.borough.programme.slug, reply.pk])
    client = client_of(coordinator)
    client.post(page, {"step": 1, "purpose": "step"})
    again = client.post(page, {"step": 1, "purpose": "step"}, follow=True).content.decode()
    assert "Another step is next about this by now: second reminder." in again
    assert ChaseUp.objects.count() == 1


def test_command_tells_what_was_left_out(reply: Ask) -> None:
    leave_out(reply)
    told = StringIO()
    call_command("chase", "--preview", stdout=told)
    assert "First reminder: left out by Carol on 8 January 2007." in told.getvalue()


def test_week_later_nothing_more_is_left_out(reply: Ask, frozen: time_machine.Traveller) -> None:
    leave_out(reply)
    until(frozen, TUESDAY, date(2007, 1, 16), reply)
    frozen.move_to(TUESDAY + WEEK)
    assert planned(reply).left_out is None
