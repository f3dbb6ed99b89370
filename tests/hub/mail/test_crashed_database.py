"""PostgreSQL crashes, and forgets marks that did not wait for its disk: nothing is lost, and nothing goes twice."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from pytest_django import DjangoDbBlocker

from boroughs.history.models import Actor
from boroughs.programme.models import Programme
from hub.mail import kinds
from hub.mail.answers import Answer, Parcel
from hub.mail.boxes import MemoryTransport
from hub.mail.delivery import deliver_due
from hub.mail.kinds import Objection
from hub.mail.models import Email
from hub.mail.services import doubtful_choose
from hub.mail.states import State
from tests.factories import ProgrammeFactory
from tests.hub.mail.conftest import NOW, Listener, queue_many
from tests.hub.mail.forgetful import ForgetfulCluster
from tests.services.cluster import made_cluster
from tests.services.stores import using

pytestmark = pytest.mark.services
SENT = f"state = '{State.SENT}'"


@pytest.fixture(scope="module")
def server() -> Iterator[ForgetfulCluster]:
    """A server of this test's own."""
    with made_cluster(ForgetfulCluster) as cluster:
        yield cluster


@pytest.fixture
def cluster(server: ForgetfulCluster, django_db_blocker: DjangoDbBlocker) -> Iterator[ForgetfulCluster]:
    """That server, with no e-mails, as this process's database."""
    with django_db_blocker.unblock(), using(server.url):
        Email.objects.all().delete()
        yield server


class EventfulTransport(MemoryTransport):
    """Takes e-mails; right after one of them, and before its sender hears of it, something happens."""

    def __init__(self, at: int, happens: Callable[[], None]) -> None:
        super().__init__()
        self.at, self.happens = at, happens

    def deliver(self, parcel: Parcel) -> Answer:
        """Take one."""
        answer = super().deliver(parcel)
        if len(self.parcels) == self.at:
            self.happens()
        return answer

    def addresses(self) -> list[str]:
        """Who got something, as often as they did."""
        return sorted(each.to_address for each in self.parcels)


def everybody(emails: list[Email]) -> list[str]:
    return sorted(each.to_address for each in emails)


def test_marks_that_a_crash_forgot_are_made_again_before_anything_else(
    cluster: ForgetfulCluster, listener: Listener, clock: time_machine.Traveller
) -> None:
    emails = queue_many(30)

    def crash() -> None:
        assert cluster.count(SENT) == 19, "each is marked before the next is touched"
        cluster.crash()
        cluster.start()
        assert cluster.count(SENT) == 0, "all have been forgotten"

    transport = EventfulTransport(20, crash)
    assert deliver_due(transport=transport).sent == 30
    assert transport.addresses() == everybody(emails)
    assert cluster.count(SENT) == 30
    clock.shift(3600)
    assert deliver_due(transport=transport).settled == 0
    assert sorted(listener.sent) == sorted(each.pk for each in emails)


def test_sender_waits_for_a_database_that_takes_its_time(
    cluster: ForgetfulCluster, listener: Listener, clock: time_machine.Traveller
) -> None:
    emails = queue_many(10)
    is_down = threading.Event()

    def crash() -> None:
        cluster.crash()
        is_down.set()

    transport = EventfulTransport(5, crash)

    def deliver() -> int:
        with closing(connection):
            return deliver_due(transport=transport).sent

    with ThreadPoolExecutor(1) as sender:
        sent = sender.submit(deliver)
        assert is_down.wait(120)
        time.sleep(1)
        cluster.start()  # by this thread: a server ends with the thread that started it
        assert sent.result() == 10
    assert transport.addresses() == everybody(emails)


def test_nobody_else_may_take_what_is_to_be_marked_again(
    cluster: ForgetfulCluster, listener: Listener, clock: time_machine.Traveller
) -> None:
    queue_many(10)

    def crash() -> None:
        cluster.crash()
        cluster.start()
        assert cluster.count("state = 'sending'") == 10
        assert cluster.count(f"due_at <= '{NOW + timedelta(seconds=30)}'") == 0, "half a lease is left"

    deliver_due(transport=EventfulTransport(5, crash))
    assert cluster.count(SENT) == 10


def test_crash_in_the_middle_of_a_question_ends_the_run_with_everything_marked(
    cluster: ForgetfulCluster,
    listener: Listener,
    clock: time_machine.Traveller,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    emails, forgotten = queue_many(30), list[int]()
    transport = MemoryTransport()
    ask, listener.unwanted["nobody@example.org"] = (
        listener.objections,
        "so that there is something to look up",
    )

    def crash_at_the_second(ids: Sequence[int]) -> Mapping[int, Objection]:
        if len(listener.asked) == 1:
            cluster.crash()
            cluster.start()
            forgotten.append(len(transport.parcels) - cluster.count(SENT))
        return ask(ids)

    monkeypatch.setitem(kinds._kinds, "chase", replace(listener.kind(), objections=crash_at_the_second))
    with pytest.raises(OperationalError):
        deliver_due(transport=transport)
    sent = len(transport.parcels)
    assert forgotten == [sent], "all had been forgotten"
    assert 0 < sent < 30
    assert cluster.count(SENT) == sent
    assert cluster.count("state = 'queued'") == 30 - sent, "the rest is given back at once"
    assert deliver_due(transport=transport).sent == 30 - sent
    assert sorted(each.to_address for each in transport.parcels) == everybody(emails)


def test_what_a_run_has_sent_is_on_disk_when_it_ends(
    cluster: ForgetfulCluster, clock: time_machine.Traveller
) -> None:
    queue_many(10, kind="account")
    deliver_due(transport=MemoryTransport())
    cluster.crash()
    cluster.start()
    assert cluster.count(SENT) == 10


def test_programme_that_looks_at_what_may_have_arrived_waits_for_the_disk_each_time(
    cluster: ForgetfulCluster, listener: Listener, clock: time_machine.Traveller
) -> None:
    programme: Programme = ProgrammeFactory.create()
    doubtful_choose(programme=programme, is_held=True, by=Actor.system())
    queue_many(10, programme=programme)
    kept: list[int] = []

    def crash() -> None:
        cluster.crash()
        cluster.start()
        kept.append(cluster.count(SENT))

    assert deliver_due(transport=EventfulTransport(6, crash)).sent == 10
    assert kept == [5]
