"""Delivery to a real SMTP server that says yes, not now, never, or nothing."""

import socket
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings

from hub.mail.answers import Answer, Parcel
from hub.mail.delivery import deliver_due, mail_server_trouble
from hub.mail.models import Email
from hub.mail.services import email_queue
from hub.mail.smtp import Server, SmtpTransport
from hub.mail.states import State
from tests.hub.mail.conftest import NOW, Listener, queue_many
from tests.ports import free_port
from tests.sink import DEFERRED, REFUSED, Scenario, Sink

pytestmark = pytest.mark.django_db


def state_of(email: Email) -> str:
    email.refresh_from_db()
    return email.state


def test_everything_due_leaves_over_one_connection(listener: Listener, sink: Sink) -> None:
    emails = queue_many(120)
    tally = deliver_due()
    assert (tally.sent, tally.is_more_due) == (120, False)
    assert sorted(sink.recipients()) == sorted(each.to_address for each in emails)
    assert len({each.connection for each in sink.received}) == 1
    assert sorted(listener.sent) == [each.pk for each in emails]


def test_the_log_is_what_the_server_got(listener: Listener, sink: Sink) -> None:
    email = email_queue(
        kind="chase", to="lead@example.org", subject="Camden –\nfiles", text="Größe …\r\n.\r\n" + "x" * 2000
    )
    raw = bytes(email.raw or b"")
    deliver_due()
    (received,) = sink.received
    email.refresh_from_db()
    assert received.text.replace("\r\n", "\n") == email.text
    assert received.message["Subject"] == email.subject == "Camden – files"
    assert received.message_id == email.message_id
    assert received.raw == raw
    assert email.server_words == "250 2.0.0 Taken"
    assert (email.attempts, email.state) == (1, State.SENT)


@pytest.mark.parametrize("place", ["at_recipient", "at_data"])
def test_a_451_on_the_third_puts_off_the_third_and_loses_nothing_else(
    place: str, clock: time_machine.Traveller, listener: Listener, sink: Sink
) -> None:
    sink.scenario = Scenario(**{place: {3: DEFERRED}})  # type: ignore[arg-type] # both places take the same
    emails = queue_many(8)
    tally = deliver_due()
    assert (tally.sent, tally.postponed) == (7, 1)
    third = emails[2]
    assert state_of(third) == State.QUEUED
    assert (third.server_words, third.attempts, third.due_at) == (DEFERRED, 1, NOW + timedelta(minutes=1))
    deliver_due()
    assert len(sink.received) == 7
    clock.shift(60)
    deliver_due()
    assert sorted(sink.recipients()) == sorted(each.to_address for each in emails)


@pytest.mark.parametrize("place", ["at_recipient", "at_data"])
def test_a_550_on_the_third_fails_the_third_with_the_servers_words_and_loses_nothing_else(
    place: str, listener: Listener, sink: Sink
) -> None:
    sink.scenario = Scenario(**{place: {3: REFUSED}})  # type: ignore[arg-type] # both places take the same
    emails = queue_many(8)
    tally = deliver_due()
    assert (tally.sent, tally.failed) == (7, 1)
    assert state_of(emails[2]) == State.FAILED
    assert emails[2].server_words == REFUSED
    assert [(each.words, each.is_about_address) for each in listener.failed] == [
        (REFUSED, place == "at_recipient")
    ]
    assert len({each.connection for each in sink.received}) == 1


def test_a_cut_after_the_message_is_sent_again_with_the_same_message_id_and_nobody_else_is(
    clock: time_machine.Traveller, listener: Listener, sink: Sink
) -> None:
    sink.scenario = Scenario(cut_every=4)
    emails = queue_many(10)
    deliver_due()
    cut = [each for each in sink.received if not each.was_answered]
    assert [each.recipient for each in cut] == ["person-4@example.org", "person-8@example.org"]
    sink.scenario = Scenario()
    clock.shift(60)
    deliver_due()
    assert {each.to_address for each in emails} == set(sink.recipients())
    twice = [each for each in sink.received if sink.recipients().count(each.recipient) == 2]
    assert {each.recipient for each in twice} == {each.recipient for each in cut}
    assert len({each.message_id for each in twice}) == 2
    assert len({each.raw for each in twice}) == 2


class HungUpTransport(SmtpTransport):
    """Its server closes the connection between the second e-mail and the third, as many do."""

    count = 0

    def deliver(self, parcel: Parcel) -> Answer:
        """Hang up first."""
        self.count += 1
        if self.count == 3:
            assert self._smtp is not None
            assert self._smtp.sock is not None
            self._smtp.sock.shutdown(socket.SHUT_RDWR)
        return super().deliver(parcel)


def test_a_server_that_hangs_up_between_two_emails_costs_no_attempt(listener: Listener, sink: Sink) -> None:
    queue_many(5)
    transport = HungUpTransport(Server("127.0.0.1", sink.port), seconds=5)
    assert deliver_due(transport=transport).sent == 5
    assert set(Email.objects.values_list("attempts", flat=True)) == {1}
    assert len(sink.received) == 5
    assert len({each.connection for each in sink.received}) == 2


def test_while_the_server_is_away_nothing_counts_as_an_attempt(
    clock: time_machine.Traveller, listener: Listener, sink: Sink
) -> None:
    emails = queue_many(60)
    sink.stop()
    tally = deliver_due()
    assert (tally.sent, tally.postponed) == (0, 60)
    assert {(each.state, each.attempts) for each in Email.objects.all()} == {(State.QUEUED, 0)}
    assert "cannot be reached" in Email.objects.all()[0].server_words
    sink.start()
    clock.shift(15)
    assert deliver_due().sent == 60
    assert sorted(sink.recipients()) == sorted(each.to_address for each in emails)


def test_a_server_that_goes_down_in_the_middle_keeps_the_rest_for_later(
    clock: time_machine.Traveller, listener: Listener, sink: Sink
) -> None:
    sink.scenario = Scenario(at_data={4: "421 4.3.2 Shutting down"})
    emails = queue_many(10)
    deliver_due()
    assert len(sink.received) == 3
    assert state_of(emails[3]) == State.QUEUED
    assert emails[3].server_words == "421 4.3.2 Shutting down"
    assert {(state_of(each), each.attempts) for each in emails[4:]} == {(State.QUEUED, 0)}
    clock.shift(60)
    deliver_due()
    assert sorted(sink.recipients()) == sorted(each.to_address for each in emails)


@override_settings(EMAIL_LEASE_SECONDS=1)
def test_a_silent_server_stops_the_run_and_costs_one_attempt(listener: Listener, sink: Sink) -> None:
    sink.scenario = Scenario(seconds_each=5)
    emails = queue_many(5)
    deliver_due()
    assert state_of(emails[0]) == State.QUEUED
    assert (emails[0].attempts, emails[0].server_words) == (1, "The mail server did not answer in time.")
    assert {(state_of(each), each.attempts) for each in emails[1:]} == {(State.QUEUED, 0)}


def test_trying_goes_on_for_72_hours_and_ends_with_the_servers_words(
    clock: time_machine.Traveller, listener: Listener, sink: Sink
) -> None:
    sink.scenario = Scenario(defer_all=True)
    (email,) = queue_many(1)
    while state_of(email) == State.QUEUED:
        assert email.due_at is not None
        clock.move_to(email.due_at)
        deliver_due()
    assert email.state == State.FAILED
    assert email.failed_at == NOW + timedelta(hours=72)
    assert email.server_words == DEFERRED
    assert [each.words for each in listener.failed] == [DEFERRED]
    assert 35 < email.attempts < 45


def test_a_server_away_for_72_hours_fails_what_was_tried_that_long_and_nothing_newer(
    clock: time_machine.Traveller, listener: Listener
) -> None:
    with override_settings(EMAIL_URL=f"smtp://127.0.0.1:{free_port()}"):
        (old,) = queue_many(1)
        deliver_due()
        clock.shift(timedelta(hours=71, minutes=59))
        deliver_due()
        assert state_of(old) == State.QUEUED
        (new,) = queue_many(1)
        clock.shift(60)
        deliver_due()
    assert (state_of(old), state_of(new)) == (State.FAILED, State.QUEUED)
    assert "cannot be reached" in old.server_words
    assert len(listener.failed) == 1


def test_an_outage_of_our_own_of_30_days_gives_nothing_up(
    clock: time_machine.Traveller, listener: Listener, sink: Sink
) -> None:
    (email,) = queue_many(1)
    clock.shift(timedelta(days=30))
    sink.scenario = Scenario(at_recipient={1: DEFERRED})
    deliver_due()
    assert state_of(email) == State.QUEUED


def test_a_refused_sender_is_our_own_fault_and_fails_nothing(listener: Listener, sink: Sink) -> None:
    sink.scenario = Scenario(refuse_senders=True)
    emails = queue_many(2)
    deliver_due()
    assert {(state_of(each), each.server_words) for each in emails} == {
        (State.QUEUED, "550 5.7.1 You may not send from here")
    }


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_wrong_password_loses_nothing_and_is_told_in_the_servers_words(
    clock: time_machine.Traveller, listener: Listener, sink: Sink
) -> None:
    sink.scenario = Scenario(password="right")
    emails = queue_many(3)
    with override_settings(EMAIL_URL=sink.url.replace("//", "//jo:wrong@")):
        deliver_due()
    assert {(state_of(each), each.attempts) for each in emails} == {(State.QUEUED, 0)}
    assert emails[0].server_words.startswith("535")
    clock.shift(15)
    with override_settings(EMAIL_URL=sink.url.replace("//", "//jo:right@")):
        assert deliver_due().sent == 3


def test_a_limit_or_the_time_ends_a_run_and_says_that_more_is_due(listener: Listener, sink: Sink) -> None:
    queue_many(5)
    assert (deliver_due(limit=2).is_more_due, len(sink.received)) == (True, 2)
    assert (deliver_due(seconds=0).is_more_due, len(sink.received)) == (True, 2)
    assert deliver_due(limit=3).is_more_due is False
    assert len(sink.received) == 5


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_inside_a_transaction(listener: Listener, sink: Sink) -> None:
    queue_many(1)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        deliver_due()
    assert sink.received == []


def test_account_mail_goes_before_everything_else(listener: Listener, sink: Sink) -> None:
    queue_many(3)
    email_queue(kind="account", to="code@example.org", subject="Your code", text="1234")
    deliver_due()
    assert sink.recipients()[0] == "code@example.org"


def test_the_doctor_hears_whether_the_server_answers(sink: Sink) -> None:
    assert mail_server_trouble() is None
    sink.stop()
    assert "cannot be reached" in str(mail_server_trouble())
