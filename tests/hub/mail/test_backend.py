"""Django's own mail goes through the outbox."""

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives

from hub.mail.backend import OutboxBackend
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from hub.mail.states import State
from tests.sink import Scenario, Sink

pytestmark = pytest.mark.django_db


def send_code() -> Email:
    message = EmailMultiAlternatives("Your sign-in code", "It is 493021.", None, ["Jo <jo@example.org>"])
    message.attach_alternative("<p>It is 493021.</p>", "text/html")
    assert OutboxBackend().send_messages([message]) == 1
    return Email.objects.get(to_address="jo@example.org")


def test_a_sign_in_code_is_queued_and_leaves_as_account_mail(sink: Sink) -> None:
    email = send_code()
    assert email.is_account_mail
    assert email.programme is None
    deliver_due()
    assert sink.received[0].text == "It is 493021.\r\n"
    assert sink.received[0].message["To"] == "Jo <jo@example.org>"
    assert sink.received[0].message.get_content_type() == "multipart/alternative"


def test_the_code_is_in_no_column_once_it_has_left(sink: Sink) -> None:
    email = send_code()
    assert "493021" not in email.text
    deliver_due()
    (row,) = Email.objects.values()
    assert row["state"] == State.SENT
    assert row["raw"] is None
    assert "493021" not in str(row)


def test_the_code_is_erased_when_it_cannot_be_delivered(sink: Sink) -> None:
    sink.scenario = Scenario.parse("refuse:1")
    email = send_code()
    deliver_due()
    email.refresh_from_db()
    assert (email.state, email.raw) == (State.FAILED, None)


def test_each_recipient_gets_an_email_of_their_own(sink: Sink) -> None:
    message = EmailMessage(
        "Welcome", "Hello", None, ["a@example.org"], cc=["b@example.org"], bcc=["c@example.org"]
    )
    OutboxBackend().send_messages([message])
    deliver_due()
    assert sorted(sink.recipients()) == ["a@example.org", "b@example.org", "c@example.org"]
    assert {each.message["To"] for each in sink.received} == {
        "a@example.org",
        "b@example.org",
        "c@example.org",
    }


def test_attachments_are_refused_and_not_dropped_in_silence() -> None:
    message = EmailMessage(
        "Figures", "Attached", None, ["a@example.org"], attachments=[("a.txt", "x", "text/plain")]
    )
    with pytest.raises(ValueError, match="no attachments"):
        OutboxBackend().send_messages([message])
