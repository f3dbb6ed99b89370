"""Just before an e-mail leaves, its kind is asked whether it is still wanted, and is told what became of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from config import clock as the_clock
from hub.mail import kinds, queue
from hub.mail.answers import Answer, Parcel
from hub.mail.boxes import MemoryTransport
from hub.mail.delivery import BATCH, deliver_due
from hub.mail.kinds import MailKind
from hub.mail.models import Email
from hub.mail.states import State
from tests.hub.mail.conftest import NOW, Listener, queue_many
from tests.sink import Scenario, Sink

pytestmark = pytest.mark.django_db


def test_what_is_no_longer_wanted_is_withdrawn_with_the_reason(listener: Listener, sink: Sink) -> None:
    emails = queue_many(3)
    listener.unwanted["person-2@example.org"] = "Camden has answered"
    tally = deliver_due()
    assert (tally.sent, tally.withdrawn) == (2, 1)
    assert sorted(sink.recipients()) == ["person-1@example.org", "person-3@example.org"]
    emails[1].refresh_from_db()
    assert (emails[1].state, emails[1].withdrawn_because) == (State.WITHDRAWN, "Camden has answered")
    assert listener.withdrawn == ["Camden has answered"]


class SlowTransport(MemoryTransport):
    """A server that takes its time, in which something happens."""

    def __init__(self, clock: time_machine.Traveller, seconds: float, happens: Callable[[], object]) -> None:
        super().__init__()
        self.clock, self.seconds, self.happens = clock, seconds, happens

    def deliver(self, parcel: Parcel) -> Answer:
        """Let time pass and things happen."""
        self.clock.shift(self.seconds)
        self.happens()
        return super().deliver(parcel)


def test_reply_taken_while_the_server_is_slow_stops_the_very_next_email(
    clock: time_machine.Traveller, listener: Listener
) -> None:
    queue_many(3)
    unwanted = {"person-2@example.org": "Answered while the first was on its way"}
    transport = SlowTransport(clock, 0.1, lambda: listener.unwanted.update(unwanted))
    deliver_due(transport=transport)
    assert [each.to_address for each in transport.parcels] == ["person-1@example.org", "person-3@example.org"]


def test_hold_stops_what_has_not_left_a_tenth_of_a_second_later(
    clock: time_machine.Traveller, listener: Listener
) -> None:
    emails = queue_many(80)
    everybody = {each.to_address: "Chasing is held meanwhile" for each in emails}
    transport = SlowTransport(clock, 0.01, lambda: None)
    transport.happens = lambda: len(transport.parcels) == 20 and listener.unwanted.update(everybody)
    deliver_due(transport=transport)
    assert len(transport.parcels) <= 31, "at 10 milliseconds each, ten at most leave after the hold"
    assert Email.objects.filter(state=State.WITHDRAWN).count() == 80 - len(transport.parcels)


def test_quick_server_costs_a_few_questions_for_a_batch_and_a_slow_one_a_few_rows_for_each(
    clock: time_machine.Traveller, listener: Listener
) -> None:
    queue_many(BATCH)
    deliver_due(transport=SlowTransport(clock, 0.0001, lambda: None))
    assert len(listener.asked) <= 3
    listener.asked.clear()
    Email.objects.update(state=State.QUEUED, due_at=the_clock.now(), sent_at=None)
    deliver_due(transport=SlowTransport(clock, 0.5, lambda: None))
    assert len(listener.asked) == BATCH
    assert sum(map(len, listener.asked)) <= 20 * BATCH


def test_what_is_to_rest_is_put_off_until_then_without_an_attempt(
    clock: time_machine.Traveller, listener: Listener
) -> None:
    email, _ = queue_many(2)
    listener.unwanted[email.to_address] = NOW + timedelta(hours=12)
    tally = deliver_due(transport=MemoryTransport())
    assert (tally.sent, tally.postponed) == (1, 1)
    email.refresh_from_db()
    assert (email.state, email.due_at, email.attempts) == (State.QUEUED, NOW + timedelta(hours=12), 0)


def test_a_postponed_email_is_asked_about_again(listener: Listener, sink: Sink) -> None:
    sink.scenario = Scenario(at_recipient={1: "451 Later"})
    (email,) = queue_many(1)
    deliver_due()
    listener.unwanted[email.to_address] = "Answered meanwhile"
    Email.objects.update(due_at=email.queued_at)
    assert deliver_due().withdrawn == 1
    assert sink.received == []


def test_an_email_that_cannot_be_checked_is_kept_back_and_the_others_leave(
    listener: Listener, sink: Sink
) -> None:
    (bad,) = queue_many(1)
    Email.objects.filter(pk=bad.pk).update(kind="of-another-version")
    queue_many(2)
    tally = deliver_due()
    assert (tally.sent, tally.postponed) == (2, 1)
    bad.refresh_from_db()
    assert (bad.state, bad.attempts) == (State.QUEUED, 1)
    assert "could not be checked" in bad.server_words


def test_a_kind_that_cannot_tell_of_one_is_asked_about_the_others_one_by_one(
    listener: Listener, sink: Sink
) -> None:
    emails = queue_many(3)
    listener.mute_about.add(emails[1].pk)
    tally = deliver_due()
    assert (tally.sent, tally.postponed) == (2, 1)
    assert sorted(sink.recipients()) == ["person-1@example.org", "person-3@example.org"]


def test_a_kind_that_fails_to_hear_of_one_hears_of_the_others_and_none_goes_twice(
    listener: Listener, sink: Sink
) -> None:
    emails = queue_many(3)
    listener.deaf_to.add(emails[1].pk)
    deliver_due()
    deliver_due()
    assert listener.sent == [emails[0].pk, emails[2].pk]
    assert set(Email.objects.values_list("state", flat=True)) == {State.SENT}
    assert len(sink.received) == 3


def test_what_a_killed_sender_left_untold_is_told_by_the_next(listener: Listener, sink: Sink) -> None:
    (email,) = queue_many(1)
    now = the_clock.now()
    (held,) = queue.claim(limit=1, by="a sender that is killed", now=now, until=now)
    queue.mark_sent(held, by="a sender that is killed", at=now, words="250", is_told=False)
    deliver_due()
    assert listener.sent == [email.pk]
    deliver_due()
    assert listener.sent == [email.pk]


def test_telling_of_many_is_one_call(listener: Listener, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    monkeypatch.setitem(
        kinds._kinds, "chase", MailKind(name="chase", sent=lambda moments: calls.append(len(moments)))
    )
    queue_many(30)
    deliver_due()
    assert calls == [30]


def test_a_kind_is_registered_once() -> None:
    with pytest.raises(ValueError, match="Another kind"):
        kinds.register(MailKind(name="account", sent=lambda _moments: None))
    kinds.register(kinds.ACCOUNT)
