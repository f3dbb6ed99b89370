"""Anything can be sent by hand, now: whatever the day and hour, and never what must not be sent."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from audits.rounds.services import audit_move
from audits.rounds.states import Move
from boroughs.asks.kinds import Answer
from boroughs.asks.models import Ask
from boroughs.asks.services import reply_record
from boroughs.history.models import Change
from boroughs.history.services import Refused
from boroughs.people.models import Contact, User
from boroughs.people.services import contact_deactivate
from boroughs.people.states import Position
from boroughs.programme.states import Heard
from config import clock
from config.clock import LONDON
from config.dates import PartialDate
from hub.chasing.escalating import escalation_decide
from hub.chasing.models import Sending
from hub.chasing.rechecking import not_before
from hub.chasing.sending_now import email_for_now, email_send_now
from hub.chasing.services import chase_ups_queue
from hub.chasing.states import HoldKind, Outcome, Purpose
from hub.chasing.stopping import ask_withdraw_and_tell, hold_lift, hold_place
from hub.mail.answers import Parcel
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from hub.mail.services import email_queue
from hub.mail.states import State
from tests.factories.people import person
from tests.hub.chasing.conftest import BY, TUESDAY, ask_for_files, planned, work

LEAD = "camden.lead@example.org"
DAY = timedelta(days=1)
SUNDAY_NIGHT = datetime(2007, 1, 14, 23, 40, tzinfo=LONDON)

pytestmark = pytest.mark.django_db(transaction=True)


def send(ask: Ask) -> Sending:
    """Read it, then send it."""
    programme = ask.borough.programme
    seen = email_for_now(programme=programme, ask=ask).seen
    return email_send_now(programme=programme, ask=ask, seen=seen, by=BY)


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
    sending = send(reply)
    assert (sending.is_by_hand, sending.sent_for) == (True, moment.date())
    deliver_due()
    assert [parcel.to_address for parcel in post_box] == [LEAD]
    reply.refresh_from_db()
    assert reply.last_chased_at == moment


def test_step_that_is_weeks_away_is_sent_now_and_the_next_counts_from_today(
    reply: Ask, frozen: time_machine.Traveller
) -> None:
    work(frozen, TUESDAY, reply)
    assert planned(reply).day == date(2007, 1, 16)
    frozen.move_to(TUESDAY + DAY)
    send(reply)
    deliver_due()
    each = planned(reply)
    assert (each.outcome, each.due_on) == (Outcome.WAITING, date(2007, 1, 17))


def test_its_text_names_the_days_that_follow_from_today(reply: Ask, post_box: list[Parcel]) -> None:
    assert "by 16 January 2007?" not in email_for_now(programme=reply.borough.programme, ask=reply).words.text
    send(reply)
    deliver_due()
    assert "by 15 January 2007?" in Email.objects.get().text


def test_what_was_put_off_until_the_night_leaves_at_night_when_it_was_sent_by_hand(
    reply: Ask, frozen: time_machine.Traveller
) -> None:
    # Within the sending hours, so that only the mark tells that it was sent by hand.
    frozen.move_to(TUESDAY)
    sending = send(reply)
    frozen.move_to(TUESDAY.replace(hour=23))
    assert not_before([sending.email_id]) == {}
    Sending.objects.update(is_by_hand=False)
    assert not_before([sending.email_id]) == {sending.email_id: datetime(2007, 1, 10, 10, tzinfo=LONDON)}


def test_it_is_checked_again_right_before_it_leaves(
    reply: Ask, frozen: time_machine.Traveller, post_box: list[Parcel]
) -> None:
    send(reply)
    audit_move(audit=reply.borough.file_audits.get(), move=Move.DECLINE, on=PartialDate(clock.today()), by=BY)
    deliver_due()
    email = Email.objects.get()
    assert (email.state, email.withdrawn_because) == (State.WITHDRAWN, "It has been answered meanwhile.")
    assert post_box == []


def held(reply: Ask) -> None:
    hold_place(borough=reply.borough, ask=None, kind=HoldKind.OTHER, ends_on=date(2007, 2, 1), by=BY)


def with_us(reply: Ask) -> None:
    reply_record(ask=reply, answer=Answer("pause", clock.today(), "Camden", Heard.EMAIL), by=BY)


def promised(reply: Ask) -> None:
    on = clock.today() + 9 * DAY
    answer = Answer("promise", clock.today(), "Camden", Heard.TELEPHONE, promised_on=on)
    reply_record(ask=reply, answer=answer, by=BY)


def closed(reply: Ask) -> None:
    ask_withdraw_and_tell(ask=reply, reason="Our mistake", ask_again_on=None, by=BY)


def nobody_left(reply: Ask) -> None:
    contact_deactivate(contact=Contact.objects.get(email=LEAD), by=BY)


def account_closed(reply: Ask) -> None:
    User.objects.filter(email=LEAD).update(is_active=False)


def address_rejected(reply: Ask) -> None:
    Contact.objects.filter(email=LEAD).update(email_rejected_at=clock.now())


def on_its_way(reply: Ask) -> None:
    send(reply)


@pytest.mark.parametrize(
    ("stop", "sentence"),
    [
        (held, "Held until 1 February 2007"),
        (with_us, "It is our turn: Camden asks for a pause"),
        (promised, "An answer is promised by 17 January 2007"),
        (closed, "Nothing goes out about this any more"),
        (nobody_left, "No audit lead to write to"),
        (account_closed, "No audit lead to write to"),
        (address_rejected, "was rejected"),
        (on_its_way, "The e-mail for 8 January 2007 is on its way"),
    ],
)
def test_what_must_not_be_sent_is_refused_in_words(
    stop: Callable[[Ask], None], sentence: str, reply: Ask
) -> None:
    stop(reply)
    sent = Sending.objects.count()
    with pytest.raises(Refused, match=sentence):
        email_send_now(programme=reply.borough.programme, ask=reply, seen="", by=BY)
    assert Sending.objects.count() == sent


def test_nobody_gets_two_on_one_day(
    reply: Ask, frozen: time_machine.Traveller, post_box: list[Parcel]
) -> None:
    assert work(frozen, TUESDAY, reply) == [LEAD]
    other = ask_for_files(reply.borough.programme, "more")
    with pytest.raises(Refused, match="has had an e-mail today already, and nobody gets two on one day"):
        send(other)
    frozen.move_to(TUESDAY + DAY)
    send(other)
    deliver_due()
    assert [parcel.to_address for parcel in post_box] == [LEAD, LEAD]


def test_what_was_sent_by_hand_in_the_morning_is_the_one_e_mail_of_that_day(
    reply: Ask, frozen: time_machine.Traveller
) -> None:
    other = ask_for_files(reply.borough.programme, "more")
    hold = hold_place(borough=reply.borough, ask=other, kind=HoldKind.OTHER, by=BY)
    frozen.move_to(TUESDAY.replace(hour=8))
    send(reply)
    deliver_due()
    hold_lift(hold=hold, by=BY)
    assert work(frozen, TUESDAY, reply) == []


def test_daily_cap_holds_for_the_hand_too(reply: Ask, settings: Settings) -> None:
    settings.EMAIL_DAILY_CAP = 2
    for _ in range(2):
        email_queue(kind="note", to=LEAD, subject="Another", text="x", programme=reply.borough.programme)
    with pytest.raises(Refused, match="has had two e-mails today, and nobody gets more"):
        send(reply)


def approved(reply: Ask, frozen: time_machine.Traveller) -> None:
    """Bring it to where a letter to the chair has been approved."""
    person(Position.CHAIR, borough=reply.borough, email="chair@example.org")
    work(frozen, TUESDAY, reply)
    work(frozen, TUESDAY + 7 * DAY, reply)
    frozen.move_to(datetime(2007, 2, 5, 9, tzinfo=LONDON))
    each = planned(reply)
    assert (each.outcome, each.step_name) == (Outcome.APPROVE, "Letter to the chair")
    with pytest.raises(Refused, match="Approve a letter to"):
        send(reply)
    assert each.recipient is not None
    escalation_decide(ask=reply, step=each.step, contact=each.recipient, is_approved=True, by=BY)


def test_letter_is_not_sent_before_it_is_approved_nor_before_its_two_days_of_notice(
    reply: Ask, frozen: time_machine.Traveller, post_box: list[Parcel]
) -> None:
    approved(reply, frozen)
    assert send(reply).chase_ups.get().purpose == Purpose.NOTICE
    deliver_due()
    with pytest.raises(Refused, match="may be written to from 7 February 2007 on"):
        send(reply)
    frozen.move_to(datetime(2007, 2, 7, 21, tzinfo=LONDON))
    send(reply)
    deliver_due()
    assert [parcel.to_address for parcel in post_box[-2:]] == [LEAD, "chair@example.org"]


def test_e_mail_that_has_changed_since_it_was_read_is_not_sent(reply: Ask) -> None:
    programme = reply.borough.programme
    seen = email_for_now(programme=programme, ask=reply).seen
    ask_for_files(programme, "more")
    with pytest.raises(Refused, match="Read it again before you send it"):
        email_send_now(programme=programme, ask=reply, seen=seen, by=BY)
    assert not Sending.objects.exists()


def test_one_who_sends_twice_sends_once(reply: Ask) -> None:
    programme = reply.borough.programme
    seen = email_for_now(programme=programme, ask=reply).seen
    email_send_now(programme=programme, ask=reply, seen=seen, by=BY)
    with pytest.raises(Refused, match="is on its way"):
        email_send_now(programme=programme, ask=reply, seen=seen, by=BY)
    assert chase_ups_queue(programme=programme, now=clock.now()) == 0
    assert Sending.objects.count() == 1


def test_sending_writes_one_private_change(reply: Ask, camden_lead: User) -> None:
    send(reply)
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
    send(reply)
    answer = client_of(coordinator).post(page, first, follow=True)
    assert answer.redirect_chain
    assert "The e-mail for 8 January 2007 is on its way." in answer.content.decode()
