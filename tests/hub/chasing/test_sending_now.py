"""Anything can be sent by hand, now, whatever the day and hour."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from audits.rounds.services import audit_move
from audits.rounds.states import Move
from boroughs.asks.models import Ask
from boroughs.history.models import Change
from boroughs.history.services import Refused
from boroughs.people.models import User
from config import clock
from config.clock import LONDON
from config.dates import PartialDate
from hub.chasing.by_hand.sending_now import email_for_now, email_send_now
from hub.chasing.models import Sending
from hub.chasing.sending.queueing import chase_ups_queue
from hub.chasing.sending.rechecking import objections
from hub.chasing.states import Handle, Outcome
from hub.mail.answers import Parcel
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from hub.mail.states import State
from tests.hub.chasing.conftest import BY, TUESDAY, ask_for_files, planned, send_now, work

LEAD = "camden.lead@example.org"


DAY = timedelta(days=1)


SUNDAY_NIGHT = datetime(2007, 1, 14, 23, 40, tzinfo=LONDON)


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2007, 1, 8, 12, tzinfo=LONDON),  # a Monday, before the step is due
        datetime(2007, 1, 9, 6, tzinfo=LONDON),  # before the sending hours
        SUNDAY_NIGHT,
        datetime(2007, 4, 6, 22, tzinfo=LONDON),  # Good Friday
    ],
)
def test_e_mail_leaves_whatever_the_day_and_hour(
    moment: datetime, reply: Ask, frozen: time_machine.Traveller, post_box: list[Parcel]
) -> None:
    frozen.move_to(moment)
    sending = send_now(reply)
    assert (sending.is_by_hand, sending.sent_for) == (True, moment.date())
    deliver_due()
    assert [parcel.to_address for parcel in post_box] == [LEAD]
    reply.refresh_from_db()
    assert reply.last_chased_at == moment


def test_record_says_that_it_was_sent_by_hand_and_names_no_sending_day(
    reply: Ask, frozen: time_machine.Traveller
) -> None:
    frozen.move_to(datetime(2007, 1, 7, 12, tzinfo=LONDON))
    assert [each.why for each in send_now(reply).chase_ups.all()] == ["Sent by hand."]


def test_step_that_is_weeks_away_is_sent_now_and_the_next_counts_from_today(
    reply: Ask, frozen: time_machine.Traveller
) -> None:
    work(frozen, TUESDAY, reply)
    assert planned(reply).day == date(2007, 1, 16)
    frozen.move_to(TUESDAY + DAY)
    send_now(reply)
    deliver_due()
    each = planned(reply)
    assert (each.outcome, each.due_on) == (Outcome.WAITING, date(2007, 1, 17))


def test_its_text_names_the_days_that_follow_from_today(reply: Ask, post_box: list[Parcel]) -> None:
    assert (
        "by 16 January 2007?"
        not in email_for_now(programme=reply.borough.programme, about=Handle.of_ask(reply.pk)).words.text
    )
    send_now(reply)
    deliver_due()
    assert "by 15 January 2007?" in Email.objects.get().text


def test_what_was_put_off_until_the_night_leaves_at_night_when_it_was_sent_by_hand(
    reply: Ask, frozen: time_machine.Traveller
) -> None:
    # Within the sending hours, so that only the mark tells that it was sent by hand.
    frozen.move_to(TUESDAY)
    sending = send_now(reply)
    frozen.move_to(TUESDAY.replace(hour=23))
    assert objections([sending.email_id]) == {}
    Sending.objects.update(is_by_hand=False)
    assert objections([sending.email_id]) == {sending.email_id: datetime(2007, 1, 10, 10, tzinfo=LONDON)}


def test_it_is_checked_again_right_before_it_leaves(
    reply: Ask, frozen: time_machine.Traveller, post_box: list[Parcel]
) -> None:
    send_now(reply)
    audit_move(audit=reply.borough.file_audits.get(), move=Move.DECLINE, on=PartialDate(clock.today()), by=BY)
    deliver_due()
    email = Email.objects.get()
    assert (email.state, email.withdrawn_because) == (State.WITHDRAWN, "It has been answered meanwhile.")
    assert post_box == []


def test_one_who_sends_twice_sends_once(reply: Ask) -> None:
    programme = reply.borough.programme
    seen = email_for_now(programme=programme, about=Handle.of_ask(reply.pk)).seen
    email_send_now(programme=programme, about=Handle.of_ask(reply.pk), seen=seen, by=BY)
    with pytest.raises(Refused, match="is on its way"):
        email_send_now(programme=programme, about=Handle.of_ask(reply.pk), seen=seen, by=BY)
    assert chase_ups_queue(programme=programme, now=clock.now()) == 0
    assert Sending.objects.count() == 1


def test_sending_writes_one_private_change(reply: Ask, camden_lead: User) -> None:
    send_now(reply)
    change = Change.objects.get(verb="email-send-now")
    assert change.summary.endswith("Camden: Can you contribute files to the review?: first reminder")
    assert (change.by_name, change.is_private) == ("Carol", True)
    assert not Change.objects.filter(pk=change.pk).visible_to(camden_lead).exists()


def test_page_shows_the_very_text_and_asks_once(
    reply: Ask, coordinator: User, client_of: Callable[[User], Client], frozen: time_machine.Traveller
) -> None:
    frozen.move_to(SUNDAY_NIGHT)
    client, slug = client_of(coordinator), reply.borough.programme.slug
    page = reverse("email-send-now", args=[slug, reply.pk])
    shown = client.get(page)
    bundle = shown.context["bundle"]
    assert bundle.words.text in shown.content.decode().replace("&#x27;", "'")
    assert f"It goes to {LEAD} at once" in shown.content.decode()
    seen = shown.context["form"].initial["seen"]
    done = client.post(page, {"seen": seen}, follow=True)
    assert "is on its way" in done.content.decode()
    assert "On its way" in done.content.decode()


def test_old_page_shows_what_changed_before_anything_is_sent(
    reply: Ask, coordinator: User, client_of: Callable[[User], Client], post_box: list[Parcel]
) -> None:
    client, slug = client_of(coordinator), reply.borough.programme.slug
    page = reverse("email-send-now", args=[slug, reply.pk])
    first = client.get(page).context["form"].initial
    ask_for_files(reply.borough.programme, "more")
    again = client.post(page, first)
    assert "This e-mail has changed since you opened it." in again.content.decode()
    assert "What changed" in again.content.decode()
    assert not Sending.objects.exists()
    now = {name: again.context["form"][name].value() for name in ("seen", "saw")}
    client.post(page, now)
    assert Sending.objects.get().chase_ups.count() == 2


def test_page_of_what_somebody_else_has_sent_leads_back_and_says_so(
    reply: Ask, coordinator: User, client_of: Callable[[User], Client]
) -> None:
    page = reverse("email-send-now", args=[reply.borough.programme.slug, reply.pk])
    first = client_of(coordinator).get(page).context["form"].initial
    send_now(reply)
    answer = client_of(coordinator).post(page, first, follow=True)
    assert answer.redirect_chain
    assert "The e-mail for 8 January 2007 is on its way." in answer.content.decode()
