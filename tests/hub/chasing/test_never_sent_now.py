"""What must not be sent is not sent by hand either."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from pytest_django import Settings

from boroughs.asks.kinds import Answer
from boroughs.asks.models import Ask
from boroughs.asks.replying import reply_record
from boroughs.history.services import Refused
from boroughs.people.models import Contact, User
from boroughs.people.services import contact_deactivate
from boroughs.people.states import Position
from boroughs.programme.states import Heard
from config import clock
from config.clock import LONDON
from hub.chasing.by_hand.escalating import escalation_decide
from hub.chasing.by_hand.sending_now import email_for_now, email_send_now
from hub.chasing.by_hand.stopping import ask_withdraw_and_tell, hold_lift, hold_place
from hub.chasing.models import Sending
from hub.chasing.states import Handle, HoldKind, Outcome, Purpose
from hub.mail.answers import Parcel
from hub.mail.delivery import deliver_due
from hub.mail.services import email_queue
from tests.factories.people import person
from tests.hub.chasing.conftest import BY, TUESDAY, ask_for_files, planned, send_now, work

LEAD = "camden.lead@example.org"


DAY = timedelta(days=1)


pytestmark = pytest.mark.django_db(transaction=True)


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
    send_now(reply)


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
        email_send_now(programme=reply.borough.programme, about=Handle.of_ask(reply.pk), seen="", by=BY)
    assert Sending.objects.count() == sent


def test_nobody_gets_two_on_one_day(
    reply: Ask, frozen: time_machine.Traveller, post_box: list[Parcel]
) -> None:
    assert work(frozen, TUESDAY, reply) == [LEAD]
    other = ask_for_files(reply.borough.programme, "more")
    with pytest.raises(Refused, match="has had an e-mail today already, and nobody gets two on one day"):
        send_now(other)
    frozen.move_to(TUESDAY + DAY)
    send_now(other)
    deliver_due()
    assert [parcel.to_address for parcel in post_box] == [LEAD, LEAD]


def test_what_was_sent_by_hand_in_the_morning_is_the_one_e_mail_of_that_day(
    reply: Ask, frozen: time_machine.Traveller
) -> None:
    other = ask_for_files(reply.borough.programme, "more")
    hold = hold_place(borough=reply.borough, ask=other, kind=HoldKind.OTHER, by=BY)
    frozen.move_to(TUESDAY.replace(hour=8))
    send_now(reply)
    deliver_due()
    hold_lift(hold=hold, by=BY)
    assert work(frozen, TUESDAY, reply) == []


def test_daily_cap_holds_for_the_hand_too(reply: Ask, settings: Settings) -> None:
    settings.EMAIL_DAILY_CAP = 2
    for _ in range(2):
        email_queue(kind="note", to=LEAD, subject="Another", text="x", programme=reply.borough.programme)
    with pytest.raises(Refused, match="has had two e-mails today, and nobody gets more"):
        send_now(reply)


def approved(reply: Ask, frozen: time_machine.Traveller) -> None:
    """Bring it to where a letter to the chair has been approved."""
    person(Position.CHAIR, borough=reply.borough, email="chair@example.org")
    work(frozen, TUESDAY, reply)
    work(frozen, TUESDAY + 7 * DAY, reply)
    frozen.move_to(datetime(2007, 2, 5, 9, tzinfo=LONDON))
    each = planned(reply)
    assert (each.outcome, each.step_name) == (Outcome.APPROVE, "Letter to the chair")
    with pytest.raises(Refused, match="Approve a letter to"):
        send_now(reply)
    assert each.recipient is not None
    escalation_decide(ask=reply, step=each.step, contact=each.recipient, is_approved=True, by=BY)


def test_letter_is_not_sent_before_it_is_approved_nor_before_its_two_days_of_notice(
    reply: Ask, frozen: time_machine.Traveller, post_box: list[Parcel]
) -> None:
    approved(reply, frozen)
    assert send_now(reply).chase_ups.get().purpose == Purpose.NOTICE
    deliver_due()
    with pytest.raises(Refused, match="may be written to from 7 February 2007 on"):
        send_now(reply)
    frozen.move_to(datetime(2007, 2, 7, 21, tzinfo=LONDON))
    send_now(reply)
    deliver_due()
    assert [parcel.to_address for parcel in post_box[-2:]] == [LEAD, "chair@example.org"]


def test_e_mail_that_has_changed_since_it_was_read_is_not_sent(reply: Ask) -> None:
    programme = reply.borough.programme
    seen = email_for_now(programme=programme, about=Handle.of_ask(reply.pk)).seen
    ask_for_files(programme, "more")
    with pytest.raises(Refused, match="Read it again before you send it"):
        email_send_now(programme=programme, about=Handle.of_ask(reply.pk), seen=seen, by=BY)
    assert not Sending.objects.exists()
