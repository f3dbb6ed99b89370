"""An e-mail that has become another since it was edited: it waits, and never goes in other words."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from audits.rounds.services import audit_move
from audits.rounds.states import Move
from boroughs.asks.models import Ask
from boroughs.history.services import Refused
from boroughs.people.models import Contact
from boroughs.people.services import contact_deactivate
from boroughs.people.states import Position
from boroughs.programme.models import Programme
from config import clock
from config.dates import PartialDate
from hub.board.selectors import board_of
from hub.chasing.by_hand.editing import wording_put_aside
from hub.chasing.by_hand.sending_now import email_for_now
from hub.chasing.by_hand.stopping import hold_lift, hold_place
from hub.chasing.models import Wording
from hub.chasing.selectors import chase_plan
from hub.chasing.sending.queueing import chase_ups_queue
from hub.chasing.states import Handle, HoldKind, Outcome
from hub.mail.answers import Parcel
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from hub.mail.states import State
from tests.factories import BoroughFactory
from tests.factories.people import person
from tests.hub.chasing.conftest import BY, TUESDAY, ask_for_files, planned, work
from tests.hub.chasing.editing import DAY, LEAD, OWN, edit, parts

pytestmark = pytest.mark.django_db(transaction=True)


def waits(ask: Ask, frozen: time_machine.Traveller) -> str:
    """Tell why an e-mail waits; nothing of it goes out on any of the sending days to come."""
    frozen.move_to(max(clock.now(), TUESDAY - DAY))
    each = planned(ask)
    assert each.outcome == Outcome.LOOK_AGAIN
    assert each.send_at is None
    for days in range(9):
        assert work(frozen, TUESDAY + (2 + days) * DAY, ask) == []
    return each.why


def test_answered_ask_makes_the_e_mail_wait(reply: Ask, frozen: time_machine.Traveller) -> None:
    other = ask_for_files(reply.borough.programme, "more")
    text = f"{OWN}\n[link 2: Can you contribute files to the review?]"
    edit(reply, text)
    assert planned(reply).wording is not None
    assert planned(reply).wording == planned(other).wording
    audit = other.borough.file_audits.order_by("pk").last()
    assert audit is not None
    audit_move(audit=audit, move=Move.DECLINE, on=PartialDate(clock.today()), by=BY)
    why = waits(reply, frozen)
    assert why == (
        "You edited this e-mail, and since then “Camden: Can you contribute files to the review?” is no longer part of "
        "it. Look at it again: it waits until you have."
    )


def test_ask_that_joins_makes_the_whole_e_mail_wait(reply: Ask, frozen: time_machine.Traveller) -> None:
    edit(reply)
    other = ask_for_files(reply.borough.programme, "more")
    assert planned(other).outcome == Outcome.LOOK_AGAIN
    assert "“Camden: Can you contribute files to the review?” has joined it" in waits(reply, frozen)


def test_another_person_makes_it_wait(reply: Ask, frozen: time_machine.Traveller) -> None:
    person(Position.BUSINESS_MANAGER, borough=reply.borough, email="business@example.org")
    edit(reply)
    contact_deactivate(contact=Contact.objects.get(email=LEAD), by=BY)
    assert "it goes to Camden’s partnership business manager and not to" in waits(reply, frozen)


def test_another_step_makes_it_wait(reply: Ask, frozen: time_machine.Traveller) -> None:
    edit(reply)
    hold = hold_place(borough=reply.borough, ask=reply, kind=HoldKind.OTHER, by=BY)
    frozen.move_to(TUESDAY)
    hold_lift(hold=hold, by=BY)
    frozen.move_to(TUESDAY + DAY)
    assert "has come to another step (courtesy note)" in planned(reply).why
    assert planned(reply).outcome == Outcome.LOOK_AGAIN


def test_another_day_in_the_standard_text_makes_it_wait(reply: Ask, frozen: time_machine.Traveller) -> None:
    edit(reply)
    # The site was away on Tuesday, so that it would leave on Wednesday and ask for an answer a day later.
    frozen.move_to(TUESDAY + DAY)
    assert "the standard text names another day" in planned(reply).why
    assert work(frozen, TUESDAY + DAY, reply) == []


def test_another_name_in_the_standard_text_makes_it_wait(reply: Ask) -> None:
    edit(reply)
    Contact.objects.filter(email=LEAD).update(name="Ruth Rowe")
    assert "the standard text has changed" in planned(reply).why


def test_nothing_has_changed_and_it_goes_out(reply: Ask, frozen: time_machine.Traveller) -> None:
    wording = edit(reply)
    elsewhere = BoroughFactory.create(programme=reply.borough.programme)
    person(Position.AUDIT_LEAD, borough=elsewhere, email="elsewhere@example.org")
    assert planned(reply).wording == wording
    assert work(frozen, TUESDAY, reply) == [LEAD]
    assert not Wording.objects.all().standing().exists()


def test_edited_again_or_back_to_the_standard_text_it_goes_out(
    reply: Ask, frozen: time_machine.Traveller, post_box: list[Parcel]
) -> None:
    edit(reply)
    frozen.move_to(TUESDAY + DAY)
    assert planned(reply).outcome == Outcome.LOOK_AGAIN
    edit(reply, OWN.replace("the fair", "the hall"))
    assert work(frozen, TUESDAY + DAY, reply) == [LEAD]
    assert "We spoke at the hall" in parts(post_box[0])[1]
    assert work(frozen, TUESDAY + 6 * DAY, reply) == []
    edit(reply, OWN)
    wording_put_aside(programme=reply.borough.programme, about=[Handle.of_ask(reply.pk)], by=BY)
    assert work(frozen, TUESDAY + 8 * DAY, reply) == [LEAD]
    assert "On 4 December 2006 we asked" in parts(post_box[1])[1]
    with pytest.raises(Refused, match="Nothing goes out about this any more"):
        wording_put_aside(programme=reply.borough.programme, about=[Handle.of_ask(reply.pk)], by=BY)


def test_e_mail_that_was_stopped_on_its_way_waits_and_never_goes_in_other_words(
    reply: Ask, frozen: time_machine.Traveller, post_box: list[Parcel]
) -> None:
    other = ask_for_files(reply.borough.programme, "more")
    edit(reply, f"{OWN}\n[link 2: Can you contribute files to the review?]")
    frozen.move_to(TUESDAY)
    chase_ups_queue(programme=reply.borough.programme, now=clock.now())
    audit = other.borough.file_audits.order_by("pk").last()
    assert audit is not None
    audit_move(audit=audit, move=Move.DECLINE, on=PartialDate(clock.today()), by=BY)
    deliver_due()
    assert Email.objects.get().state == State.WITHDRAWN
    assert planned(reply).outcome == Outcome.LOOK_AGAIN
    assert work(frozen, TUESDAY + timedelta(minutes=5), reply) == []
    assert post_box == []


def test_e_mail_that_waits_is_not_sent_now_before_it_was_looked_at(
    reply: Ask, frozen: time_machine.Traveller
) -> None:
    edit(reply)
    frozen.move_to(TUESDAY + DAY)
    with pytest.raises(Refused, match=r"This cannot be sent now\. You edited this e-mail"):
        email_for_now(programme=reply.borough.programme, about=Handle.of_ask(reply.pk))


def test_board_needs_the_coordinator_for_it_once_for_each_e_mail(
    reply: Ask, frozen: time_machine.Traveller
) -> None:
    edit(reply)
    ask_for_files(reply.borough.programme, "more")
    board = board_of(reply.borough.programme, clock.now())
    (task,) = (each for each in board.needs if each.status == "Edited")
    assert task.title.startswith("Look again at your e-mail to ")
    assert task.href == reverse("email-edit", args=[reply.borough.programme.slug, reply.pk])
    assert "has joined it" in task.hint
    assert board.rows[0].next_step.words == "Look at your e-mail again"


def test_borough_page_tells_the_same_as_the_preview_of_an_e_mail_that_reaches_over_boroughs(
    reply: Ask, programme: Programme
) -> None:
    edit(reply)
    hackney = BoroughFactory.create(programme=programme, name="Hackney")
    person(Position.AUDIT_LEAD, borough=hackney, email="hackney@example.org")
    Contact.objects.filter(email="hackney@example.org").update(email=LEAD)
    ask_for_files(programme, "more")
    (theirs,) = Ask.objects.filter(borough=hackney, kind="audit-reply")
    assert [each.outcome for each in chase_plan(programme, clock.now(), [theirs])] == [Outcome.LOOK_AGAIN]
