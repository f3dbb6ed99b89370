"""Cut between the server's OK and our note of it: sent again with the same Message-ID, or held for a person to look."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from boroughs.history.models import Actor, Change
from boroughs.history.services import Refused
from boroughs.people.models import User
from boroughs.people.states import Position
from boroughs.programme.models import Programme
from config import clock as the_clock
from hub.board.needs import needs_of
from hub.mail import queue
from hub.mail.delivery import deliver_due
from hub.mail.models import DoubtfulMail, Email
from hub.mail.returning import email_bounce
from hub.mail.services import doubtful_choose, email_queue
from hub.mail.states import State
from hub.mail.undelivered import email_confirm, email_resend
from tests.factories.people import person
from tests.hub.mail.conftest import NOW, Listener, queue_many
from tests.sink import Scenario, Sink

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
LEASE = timedelta(seconds=60)


@pytest.fixture
def holding(clock: time_machine.Traveller, programme: Programme) -> Programme:
    """A programme whose coordinator wants to look first."""
    doubtful_choose(programme=programme, is_held=True, by=SYSTEM)
    return programme


def states() -> list[str]:
    return list(Email.objects.order_by("pk").values_list("state", flat=True))


def die_over(count: int) -> None:
    """Let a sender claim some e-mails and die, and its lease run out unless the test stops the clock."""
    queue.claim(limit=count, by="a sender that was killed", now=NOW, until=NOW + LEASE)


def test_cut_after_the_message_is_held_and_the_others_go_on(
    holding: Programme, listener: Listener, sink: Sink
) -> None:
    sink.scenario = Scenario(cut_every=2)
    queue_many(3, programme=holding)
    tally = deliver_due()
    assert (tally.sent, tally.doubtful, tally.postponed) == (2, 1, 0)
    assert states() == [State.SENT, State.DOUBTFUL, State.SENT]
    assert len(sink.received) == 3
    [task] = needs_of(holding, [], the_clock.now())
    assert (task.title, task.status) == ("E-mail to person-2@example.org may have arrived", "In doubt")


def test_silence_after_the_message_is_held_too(
    holding: Programme, listener: Listener, sink: Sink, settings: Settings
) -> None:
    settings.EMAIL_LEASE_SECONDS = 1
    sink.scenario = Scenario(seconds_each=5)
    queue_many(2, programme=holding)
    deliver_due()
    assert states() == [State.DOUBTFUL, State.QUEUED]


def test_refusal_before_the_message_is_in_no_doubt(
    holding: Programme, listener: Listener, sink: Sink
) -> None:
    sink.scenario = Scenario(at_recipient={1: "451 later"}, at_data={2: "421 4.3.2 Shutting down"})
    queue_many(3, programme=holding)
    deliver_due()
    assert states() == [State.QUEUED] * 3


def test_of_what_a_killed_sender_left_only_the_one_that_it_may_have_handed_over_is_held(
    holding: Programme, listener: Listener, sink: Sink, clock: time_machine.Traveller
) -> None:
    queue_many(4, programme=holding)
    die_over(3)
    first = Email.objects.order_by("pk")[0]
    queue.mark_sent(first, by="a sender that was killed", at=NOW, words="250", is_told=True)
    clock.shift(60)
    assert deliver_due().sent == 2
    assert states() == [State.SENT, State.DOUBTFUL, State.SENT, State.SENT]
    assert Email.objects.get(state=State.DOUBTFUL).server_words == queue.LEFT_BEHIND


def test_what_was_only_given_back_is_in_no_doubt(
    holding: Programme, listener: Listener, sink: Sink, clock: time_machine.Traveller
) -> None:
    queue_many(2, programme=holding)
    die_over(2)
    queue.release(Email.objects.values_list("pk", flat=True), by="a sender that was killed", due_at=NOW)
    assert deliver_due().sent == 2


def test_sending_again_is_the_default_with_the_same_bytes(
    clock: time_machine.Traveller, programme: Programme, listener: Listener, sink: Sink
) -> None:
    [email] = queue_many(1, programme=programme)
    die_over(1)
    clock.shift(60)
    assert deliver_due().sent == 1
    assert sink.received[0].raw == bytes(email.raw or b"")


def test_sign_in_code_is_sent_again_whatever_a_programme_chose(
    holding: Programme, sink: Sink, clock: time_machine.Traveller
) -> None:
    email_queue(kind="account", to="a@example.org", subject="Your code", text="123456")
    die_over(1)
    clock.shift(60)
    assert deliver_due().sent == 1


def test_nobody_decides_but_a_person(
    holding: Programme, listener: Listener, sink: Sink, clock: time_machine.Traveller
) -> None:
    queue_many(1, programme=holding)
    die_over(1)
    for _ in range(5):
        clock.shift(timedelta(days=1))
        deliver_due()
    assert states() == [State.DOUBTFUL]
    assert sink.received == []


@pytest.fixture
def doubtful(holding: Programme, listener: Listener, sink: Sink) -> Email:
    """An e-mail that may have arrived."""
    sink.scenario = Scenario(cut_every=1)
    [email] = queue_many(1, programme=holding)
    deliver_due()
    email.refresh_from_db()
    assert email.state == State.DOUBTFUL
    sink.scenario = Scenario()
    return email


def test_one_that_has_arrived_counts_as_sent_from_then(
    doubtful: Email, listener: Listener, sink: Sink
) -> None:
    email_confirm(email=doubtful, by=SYSTEM)
    deliver_due()
    doubtful.refresh_from_db()
    assert (doubtful.state, doubtful.sent_at, listener.sent) == (State.SENT, NOW, [doubtful.pk])
    assert len(sink.received) == 1
    assert Change.objects.filter(verb="email-confirm", is_private=True).exists()
    with pytest.raises(Refused, match="no doubt"):
        email_confirm(email=doubtful, by=SYSTEM)


def test_one_that_has_not_is_sent_again_with_the_same_message_id(
    doubtful: Email, listener: Listener, sink: Sink
) -> None:
    email_resend(email=doubtful, by=SYSTEM)
    deliver_due()
    assert [each.message_id for each in sink.received] == [doubtful.message_id] * 2
    assert states() == [State.SENT]


def test_report_that_it_came_back_ends_the_doubt(doubtful: Email) -> None:
    email_bounce(email=doubtful, words="550 5.1.1 User unknown", is_about_address=True)
    assert states() == [State.BOUNCED]


def test_coordinator_chooses_and_decides_on_pages(
    doubtful: Email, client_of: Callable[[User], Client], sink: Sink
) -> None:
    programme = doubtful.programme
    assert programme is not None
    client = client_of(person(Position.COORDINATOR, programme=programme, email="coordinator@example.org"))
    page = client.get(f"/{programme.slug}/chasing/log/{doubtful.pk}/")
    assert "It has arrived" in page.content.decode()
    client.post(f"/{programme.slug}/chasing/log/{doubtful.pk}/", {"decision": "arrived"})
    assert states() == [State.SENT]
    page = client.post(f"/{programme.slug}/chasing/doubtful/", {"choice": "again"}, follow=True)
    assert "E-mails that may have arrived are sent again." in page.content.decode()
    assert not DoubtfulMail.objects.get().is_held


def test_nobody_but_the_coordinator_chooses(
    programme: Programme, camden_adviser: User, observer: User, client_of: Callable[[User], Client]
) -> None:
    for user, code in ((camden_adviser, 403), (observer, 403)):
        assert (
            client_of(user).post(f"/{programme.slug}/chasing/doubtful/", {"choice": "hold"}).status_code
            == code
        )
    assert not DoubtfulMail.objects.exists()
