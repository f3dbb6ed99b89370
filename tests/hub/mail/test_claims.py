"""Who may send what: claims, leases, many senders at once."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test import override_settings

from config.clock import now
from hub.mail import queue
from hub.mail.answers import Answer, Parcel
from hub.mail.boxes import MemoryTransport
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from hub.mail.states import State
from tests.hub.mail.conftest import NOW, Listener, queue_many
from tests.sink import Sink

LEASE = timedelta(seconds=60)


def in_threads(count: int, work: Callable[[], object]) -> None:
    """Run `work` in that many threads, all at once, and hand on what goes wrong."""
    start, faults = threading.Barrier(count), list[Exception]()

    def run() -> None:
        start.wait()
        try:
            work()
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults


def test_many_senders_at_once_send_each_email_once(real_file: None, listener: Listener, sink: Sink) -> None:
    queue_many(150)
    in_threads(6, deliver_due)
    assert Counter(sink.recipients()) == Counter({f"person-{n}@example.org": 1 for n in range(1, 151)})
    assert set(Email.objects.values_list("state", flat=True)) == {State.SENT}
    assert sorted(listener.sent) == sorted(Email.objects.values_list("pk", flat=True))


def test_many_claims_at_once_share_nothing(real_file: None, listener: Listener) -> None:
    queue_many(60)
    taken: list[int] = []

    def claim_some() -> None:
        name = threading.current_thread().name
        for _ in range(5):
            mine = queue.claim(limit=4, by=name, now=now(), until=now() + LEASE)
            taken.extend(each.pk for each in mine)

    in_threads(4, claim_some)
    assert len(taken) == len(set(taken))
    assert len(taken) == 60


@pytest.mark.django_db
def test_what_a_dead_sender_held_is_due_again_when_its_lease_ends(
    clock: time_machine.Traveller, listener: Listener, sink: Sink
) -> None:
    emails = queue_many(3)
    raw = {each.to_address: bytes(each.raw or b"") for each in emails}
    queue.claim(limit=3, by="a sender that was killed", now=NOW, until=NOW + LEASE)
    deliver_due()
    assert sink.received == []
    clock.shift(60)
    deliver_due()
    assert {each.recipient: each.raw for each in sink.received} == raw


@pytest.mark.django_db
def test_a_sender_that_lost_its_lease_changes_nothing_any_more(
    clock: time_machine.Traveller, listener: Listener
) -> None:
    (email,) = queue_many(1)
    (held,) = queue.claim(limit=1, by="slow", now=NOW, until=NOW + LEASE)
    queue.claim(limit=1, by="quick", now=NOW + LEASE, until=NOW + 2 * LEASE)
    assert not queue.mark_sent(held, by="slow", at=NOW, words="250", is_told=True)
    assert not queue.mark_failed(held, by="slow", at=NOW, words="550", is_refused=True)
    assert not queue.mark_withdrawn(held, by="slow", at=NOW, because="Answered")
    assert queue.renew([held.pk], by="slow", until=NOW + 3 * LEASE) == 0
    assert queue.release([held.pk], by="slow", due_at=NOW) == 0
    email.refresh_from_db()
    assert (email.state, email.claimed_by) == (State.SENDING, "quick")


class SlowTransport(MemoryTransport):
    """Takes 40 seconds for each e-mail."""

    clock: time_machine.Traveller
    others: Callable[[], None]

    def deliver(self, parcel: Parcel) -> Answer:
        """Let time pass, and others try to take what is held."""
        self.clock.shift(40)
        self.others()
        return super().deliver(parcel)


@pytest.mark.django_db
def test_the_lease_is_renewed_while_a_slow_server_takes_its_time(
    clock: time_machine.Traveller, listener: Listener
) -> None:
    queue_many(5)
    transport, stolen = SlowTransport(), list[Email]()
    transport.clock = clock
    transport.others = lambda: stolen.extend(
        queue.claim(limit=5, by="another", now=now(), until=now() + LEASE)
    )
    with override_settings(EMAIL_LEASE_SECONDS=90):
        assert deliver_due(transport=transport).sent == 5
    assert stolen == []
    assert len({each.to_address for each in transport.parcels}) == 5


class FrozenTransport(MemoryTransport):
    """Its process was stopped for so long that another sender took the batch."""

    wake: Callable[[], None]

    def deliver(self, parcel: Parcel) -> Answer:
        """Deliver, then sleep."""
        answer = super().deliver(parcel)
        self.wake()
        return answer


@pytest.mark.django_db
def test_a_sender_that_slept_through_its_lease_leaves_the_rest_to_the_other(
    clock: time_machine.Traveller, listener: Listener
) -> None:
    queue_many(4)
    other = MemoryTransport()
    sleeper = FrozenTransport()

    def sleep() -> None:
        clock.shift(61)
        deliver_due(transport=other)

    sleeper.wake = sleep
    deliver_due(transport=sleeper)
    # The one in flight while it slept is the unavoidable duplicate, with the same Message-ID.
    counts = Counter(each.message_id for each in sleeper.parcels + other.parcels)
    assert sorted(counts.values()) == [1, 1, 1, 2]


@pytest.mark.django_db
def test_a_database_that_restarts_at_the_wrong_moment_does_not_make_an_email_go_twice(
    listener: Listener, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failures = queue.mark_sent, [OperationalError("server closed the connection unexpectedly")]

    def mark_sent(*args: object, **kwargs: object) -> bool:
        if failures:
            raise failures.pop()
        return real(*args, **kwargs)  # type: ignore[arg-type] # passed on as they came

    monkeypatch.setattr(queue, "mark_sent", mark_sent)
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's own transaction lives in it
    queue_many(1)
    assert deliver_due().sent == 1
    assert len(sink.received) == 1
    assert Email.objects.get().state == State.SENT
