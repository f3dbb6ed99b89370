"""A mail server's report that an e-mail came back: it marks the e-mail, its contact and the board, or nothing."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from boroughs.history.models import Actor, Change
from boroughs.people.models import Contact
from boroughs.programme.models import Programme
from config.site.components import Task
from hub.board.needs import needs_of
from hub.mail.bounces import News, read
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from hub.mail.returning import bounce_take
from hub.mail.selectors import mail_standing
from hub.mail.services import email_queue
from hub.mail.states import State
from hub.mail.undelivered import email_resend
from tests.factories import ContactFactory
from tests.hub.mail.conftest import NOW, Listener, queue_many
from tests.sink import Scenario, Sink

FOLDER = Path(__file__).parent / "bounces"
SERVERS = ("exim", "postfix", "exchange")
OUR_OWN = "<0123456789abcdef@example.org>"
THEIR_ADDRESS = "person-1@example.org"

Fed = Callable[[bytes], str]


def report(server: str, *, message_id: str = OUR_OWN, to: str = THEIR_ADDRESS) -> bytes:
    """Fill a server's report in; lines end as a mail server hands them over through a pipe."""
    text = (FOLDER / f"{server}.eml").read_text()
    return text.replace("{message_id}", message_id).replace("{to}", to).encode()


@pytest.fixture
def sent(clock: object, listener: Listener, sink: Sink, programme: object) -> Email:
    """An e-mail that has left."""
    (email,) = queue_many(1, programme=programme)  # type: ignore[arg-type] # the fixture is a programme
    deliver_due()
    email.refresh_from_db()
    assert email.state == State.SENT
    return email


@pytest.fixture
def fed(monkeypatch: pytest.MonkeyPatch) -> Fed:
    """Feed bytes to the command, as a mail server does, and answer what it says."""

    def feed(raw: bytes) -> str:
        said = io.StringIO()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        call_command("read_bounce", stdout=said)
        return said.getvalue().strip()

    return feed


def troubles_of(programme: Programme) -> list[Task]:
    """List what the board says of e-mail that came back."""
    return [each for each in needs_of(programme, [], NOW) if each.status == "Came back"]


@pytest.mark.parametrize("server", SERVERS)
def test_report_marks_the_email_with_the_servers_words_and_tells_its_kind(
    server: str, sent: Email, listener: Listener, fed: Fed
) -> None:
    said = fed(report(server, message_id=sent.message_id))
    assert said.startswith(f"The e-mail “Camden: question 1” to {THEIR_ADDRESS} came back:")
    sent.refresh_from_db()
    assert (sent.state, sent.failed_at, sent.sent_at) == (State.BOUNCED, NOW, NOW)
    assert "550" in sent.server_words
    [failure] = listener.failed
    assert (failure.words, failure.is_about_address) == (sent.server_words, True)
    assert Change.objects.get(verb="email-bounce").is_private


@pytest.mark.parametrize("server", SERVERS)
def test_same_report_twice_marks_once(server: str, sent: Email, listener: Listener) -> None:
    raw = report(server, message_id=sent.message_id)
    bounce_take(raw)
    assert "was known to have come back" in bounce_take(raw)
    assert len(listener.failed) == 1


@pytest.mark.parametrize("server", SERVERS)
def test_report_with_other_line_ends_is_the_same_report(server: str) -> None:
    assert read(report(server)) == read(report(server).replace(b"\n", b"\r\n"))


@pytest.mark.parametrize("server", SERVERS)
def test_report_about_somebody_elses_email_changes_nothing(server: str, sent: Email, fed: Fed) -> None:
    said = fed(report(server, message_id="<not-ours@example.org>"))
    assert said == "Nothing was changed: the report is about no e-mail that Crossborough sent."
    sent.refresh_from_db()
    assert sent.state == State.SENT


def test_forwarded_elsewhere_and_refused_there_is_found_by_its_message_id(sent: Email) -> None:
    bounce_take(report("postfix", message_id=sent.message_id, to="new.place@example.org"))
    sent.refresh_from_db()
    assert sent.state == State.BOUNCED


@pytest.mark.parametrize("original", [THEIR_ADDRESS, "new.place@example.org"])
def test_address_that_failed_elsewhere_is_not_ours_and_stands_in_the_words(
    original: str, sent: Email, listener: Listener
) -> None:
    raw = report("postfix", message_id=sent.message_id, to="new.place@example.org")
    named = f"Original-Recipient: rfc822;{original}".encode()
    bounce_take(raw.replace(b"Original-Recipient: rfc822;new.place@example.org", named))
    [failure] = listener.failed
    assert not failure.is_about_address
    assert failure.words.startswith("new.place@example.org: 550 5.1.1")


def test_address_is_the_same_in_capitals(sent: Email, listener: Listener) -> None:
    bounce_take(report("postfix", message_id=sent.message_id, to=THEIR_ADDRESS.upper()))
    assert [failure.is_about_address for failure in listener.failed] == [True]


@pytest.mark.parametrize("kind", ["note", "answer-copy", "digest", "chase"])
@pytest.mark.parametrize("is_corrected", [False, True])
def test_rejected_address_marks_its_person_whatever_was_written_there(
    kind: str, *, is_corrected: bool, db: None, listener: Listener, sink: Sink, clock: object
) -> None:
    contact = ContactFactory.create(email="Lead@example.org")
    programme, borough = contact.programme, contact.borough
    email = email_queue(
        kind=kind,
        to=contact.email,
        subject="Sorry",
        text="Sorry",
        programme=programme,
        borough=borough,
        contact=contact,
    )
    deliver_due()
    if is_corrected:
        Contact.objects.filter(pk=contact.pk).update(email="right@example.org")
    bounce_take(report("postfix", message_id=email.message_id, to="lead@example.org"))
    contact.refresh_from_db()
    assert contact.email_rejected_at == (None if is_corrected else NOW)


def test_report_without_a_message_id_is_matched_by_recipient_and_our_address(sent: Email) -> None:
    raw = report("postfix", message_id="")
    for_others = raw.replace(b"To: crossborough@example.org", b"To: somebody.else@example.org")
    assert bounce_take(for_others).startswith("Nothing was changed")
    assert bounce_take(raw).startswith("The e-mail")


def test_old_email_is_not_matched_by_recipient_alone(sent: Email) -> None:
    Email.objects.update(sent_at="2006-12-01T10:00Z")
    assert bounce_take(report("postfix", message_id="")).startswith("Nothing was changed")


def test_delay_changes_nothing_and_says_so(sent: Email, listener: Listener, fed: Fed) -> None:
    raw = report("postfix", message_id=sent.message_id)
    delayed = raw.replace(b"Action: failed", b"Action: delayed").replace(b"Status: 5.1.1", b"Status: 4.4.1")
    assert fed(delayed) == "Nothing was changed: the e-mail is only delayed, and the mail server still tries."
    sent.refresh_from_db()
    assert (sent.state, listener.failed) == (State.SENT, [])


def test_giving_up_after_days_is_no_fault_of_the_address(sent: Email, listener: Listener) -> None:
    raw = report("postfix", message_id=sent.message_id).replace(b"Status: 5.1.1", b"Status: 4.4.1")
    raw = raw.replace(b"smtp; 550 5.1.1", b"smtp; 451 4.4.1")
    bounce_take(raw)
    sent.refresh_from_db()
    assert sent.state == State.BOUNCED
    assert [failure.is_about_address for failure in listener.failed] == [False]


@pytest.mark.parametrize(
    ("status", "is_about_address"),
    [("5.1.1", True), ("5.1.2", True), ("5.2.1", True), ("5.1.8", False), ("5.2.2", False), ("5.7.1", False)],
)
def test_only_a_refused_address_is_held_against_the_contact(status: str, *, is_about_address: bool) -> None:
    raw = report("postfix").replace(b"5.1.1", status.encode())
    assert read(raw).is_about_address == is_about_address


@pytest.mark.parametrize("server", SERVERS)
def test_receipt_of_an_email_that_arrived_changes_nothing(server: str, sent: Email) -> None:
    raw = report(server, message_id=sent.message_id).replace(b"Action: failed", b"Action: delivered")
    assert "not a report that an e-mail could not be delivered" in bounce_take(raw)


def test_email_that_was_never_sent_cannot_come_back(
    clock: object, listener: Listener, programme: object
) -> None:
    (email,) = queue_many(1, programme=programme)  # type: ignore[arg-type] # the fixture is a programme
    assert "is waiting to be sent" in bounce_take(report("exim", message_id=email.message_id))
    email.refresh_from_db()
    assert email.state == State.QUEUED


def test_sign_in_code_that_came_back_is_marked_too(clock: object, sink: Sink, db: None) -> None:
    email = email_queue(kind="account", to=THEIR_ADDRESS, subject="Your code", text="123456")
    deliver_due()
    assert bounce_take(report("exim", message_id=email.message_id)).startswith("The e-mail")
    email.refresh_from_db()
    assert (email.state, email.raw) == (State.BOUNCED, None)


def test_what_came_back_stands_on_the_board_until_it_is_sent_again(sent: Email, sink: Sink) -> None:
    programme = sent.programme
    assert programme is not None
    bounce_take(report("postfix", message_id=sent.message_id))
    [task] = troubles_of(programme)
    assert (task.title, task.status) == (f"E-mail to {THEIR_ADDRESS} came back", "Came back")
    assert "User unknown" in task.hint
    assert mail_standing(programme).failed == 1
    email_resend(email=sent, by=Actor.system())
    assert troubles_of(programme) == []
    sink.scenario = Scenario()
    deliver_due()
    assert [each.message_id for each in sink.received] == [sent.message_id] * 2


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"Hello",
        b"Content-Type: multipart/report; report-type=delivery-status\n\nno boundary",
        b"Content-Type: multipart/report; boundary=x\n\n--x\nContent-Type: message/delivery-status\n\n--x--",
        b"Content-Type: message/delivery-status\n\nAction: failed\nStatus: 5.1.1\n",
    ],
)
def test_what_is_no_report_changes_nothing(raw: bytes, db: None, fed: Fed) -> None:
    assert fed(raw) == "Nothing was changed: this is not a report that an e-mail could not be delivered."


@given(st.binary(max_size=2000))
def test_no_bytes_are_too_strange_to_be_read(raw: bytes) -> None:
    assert read(raw).news is News.OTHER


@given(
    st.sampled_from(SERVERS),
    st.lists(st.tuples(st.integers(0, 3000), st.binary(max_size=12)), max_size=8),
    st.integers(0, 3000),
)
def test_damaged_report_is_read_without_an_error(
    server: str, damages: list[tuple[int, bytes]], length: int
) -> None:
    raw = report(server)
    for place, noise in damages:
        raw = raw[:place] + noise + raw[place + len(noise) :]
    found = read(raw[: len(raw) - length % len(raw)])
    assert len(found.words) <= 1000
    assert "\n" not in found.words
