"""Queueing and sending again."""

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from boroughs.history.models import Actor, Change
from boroughs.history.services import Refused
from boroughs.programme.models import Programme
from hub.mail.delivery import deliver_due
from hub.mail.message import Letter
from hub.mail.models import Email
from hub.mail.services import MASK, Draft, email_queue, emails_queue
from hub.mail.states import State
from hub.mail.undelivered import email_resend
from tests.hub.mail.conftest import NOW, Listener, queue_many
from tests.sink import Scenario, Sink

SYSTEM = Actor.system()


def test_a_queued_email_has_its_final_bytes_and_is_due_at_once(
    clock: time_machine.Traveller, listener: Listener, programme: Programme
) -> None:
    (email,) = queue_many(1, programme=programme)
    email.refresh_from_db()
    assert (email.state, email.due_at, email.queued_at) == (State.QUEUED, NOW, NOW)
    assert bytes(email.raw or b"").startswith(
        b"From: The coordinating service <crossborough@example.org>\r\n"
    )
    assert f"Message-ID: {email.message_id}".encode() in bytes(email.raw or b"")
    assert b"List-Id: <chase.london-2006." in bytes(email.raw or b"")


def test_queueing_many_takes_as_many_queries_as_queueing_few(listener: Listener, db: None) -> None:
    def queries(count: int) -> int:
        drafts = [
            Draft(kind="chase", letter=Letter(to=f"p{n}@example.org", subject="Camden", text="Hello"))
            for n in range(count)
        ]
        with CaptureQueriesContext(connection) as captured:
            emails_queue(drafts=drafts)
        return len(captured)

    assert queries(2) == queries(30)


def test_an_unknown_kind_is_refused(db: None) -> None:
    with pytest.raises(LookupError, match="No kind of e-mail is registered as “spam”"):
        email_queue(kind="spam", to="a@example.org", subject="x", text="x")


def test_nothing_to_queue_is_nothing_sent(db: None) -> None:
    assert emails_queue(drafts=[]) == []


@pytest.mark.django_db(transaction=True)
def test_a_rollback_leaves_no_email_and_asks_for_no_job(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[str] = []
    monkeypatch.setattr("config.nudge._send", lambda job, _args: jobs.append(job))
    with transaction.atomic():
        queue_many(3)
        transaction.set_rollback(True)
    assert not Email.objects.exists()
    assert jobs == []
    queue_many(1)
    assert jobs == ["tasks.deliver_mail"]


def test_secrets_are_masked_in_the_log_and_erased_once_sent(listener: Listener, sink: Sink, db: None) -> None:
    email = email_queue(
        kind="chase",
        to="lead@example.org",
        subject="Camden",
        text="Answer here: https://hub.example.org/answer/s3cr3t/",
        html='<a href="https://hub.example.org/answer/s3cr3t/">Answer</a>',
        secrets=("s3cr3t",),
    )
    assert email.text == f"Answer here: https://hub.example.org/answer/{MASK}/\n"
    deliver_due()
    assert "s3cr3t" in sink.received[0].text
    email.refresh_from_db()
    assert (email.state, email.raw) == (State.SENT, None)


def test_what_was_sent_cannot_be_sent_again(listener: Listener, sink: Sink, programme: Programme) -> None:
    (email,) = queue_many(1, programme=programme)
    deliver_due()
    with pytest.raises(Refused, match="Only an e-mail that failed"):
        email_resend(email=email, by=SYSTEM)
    deliver_due()
    assert len(sink.received) == 1


def test_a_failed_email_is_sent_again_with_the_same_bytes(
    listener: Listener, sink: Sink, programme: Programme
) -> None:
    sink.scenario = Scenario.parse("refuse:1")
    (email,) = queue_many(1, programme=programme)
    raw = bytes(email.raw or b"")
    deliver_due()
    email.refresh_from_db()
    assert email.state == State.FAILED
    email_resend(email=email, by=SYSTEM)
    deliver_due()
    assert sink.received[0].raw.startswith(raw.rstrip())
    assert sink.received[0].message_id == email.message_id
    assert Change.objects.filter(subject_id=email.pk, verb="email-resend").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "lost"},
        {"raw": None},
        {"due_at": None},
        {"state": State.SENDING},
        {"state": State.SENT, "due_at": None},
        {"state": State.FAILED, "due_at": None, "failed_at": NOW},
        {"state": State.WITHDRAWN, "due_at": None, "withdrawn_at": NOW},
        {"cleared_at": NOW},
        {"is_account_mail": True},
        {"is_confidential": True, "state": State.SENT, "sent_at": NOW, "due_at": None},
    ],
)
def test_the_database_refuses_a_row_that_contradicts_itself(
    wrong: dict[str, object], listener: Listener, db: None
) -> None:
    (email,) = queue_many(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Email.objects.filter(pk=email.pk).update(**wrong)
