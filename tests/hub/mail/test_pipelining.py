"""A server that takes many commands at once gets the envelope in one write, whatever it answers to each part."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import time_machine
from django.test import override_settings

from hub.mail.answers import Answer, Parcel, Verdict
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from hub.mail.smtp import Server, SmtpTransport
from hub.mail.states import State
from tests.hub.mail.conftest import Listener, queue_many
from tests.sink import DEFERRED, REFUSED, Scenario, Sink

PARCEL = Parcel("us@example.org", "you@example.org", "<1@example.org>", b"Subject: Camden\r\n\r\n.Hello\r\n")
GOOD = Parcel("good@example.org", "good@example.org", "<2@example.org>", b"Subject: Camden\r\n\r\nHello\r\n")
TAKEN = "250 2.0.0 Taken"


class Script(socketserver.ThreadingTCPServer):
    """A server that answers to each command as it is told, and to everything from and to `good@example.org` with yes.

    “cut” closes the connection instead of answering. `writes` are the commands as they arrived together.
    """

    allow_reuse_address = daemon_threads = True

    def __init__(self, answers: dict[str, str], *, is_pipelining: bool) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.answers, self.is_pipelining = answers, is_pipelining
        self.writes: list[list[str]] = []
        self.messages: list[bytes] = []


class Conversation(socketserver.BaseRequestHandler):
    """One connection."""

    server: Script

    def handle(self) -> None:
        """Answer until the client leaves or the script cuts."""
        self.request.sendall(b"220 script.example.org\r\n")
        is_in_data, is_good, rest = False, False, b""
        while data := self.request.recv(65536):
            rest += data
            if not is_in_data:
                self.server.writes.append([line.split(b":")[0].decode() for line in data.splitlines()])
            while found := self.next_part(rest, is_in_data=is_in_data):
                part, rest = found
                if is_in_data:
                    self.server.messages.append(part)
                    verb = "."
                else:
                    verb = part[:4].decode().upper()
                    is_good = b"good@" in part if verb in {"MAIL", "RCPT"} else is_good
                words = self.answer(verb, is_good=is_good)
                if words == "cut":
                    return
                self.request.sendall(f"{words}\r\n".encode())
                is_in_data = verb == "DATA" and words.startswith("354")

    def next_part(self, data: bytes, *, is_in_data: bool) -> tuple[bytes, bytes] | None:
        """Split off the next command, or the message up to its end."""
        if is_in_data and data.startswith(b".\r\n"):
            return b"", data[3:]
        part, end, rest = data.partition(b"\r\n.\r\n" if is_in_data else b"\r\n")
        return (part, rest) if end else None

    def answer(self, verb: str, *, is_good: bool) -> str:
        """Answer as the script says."""
        usual = {"EHLO": "250 8BITMIME", "DATA": "354 Go on", ".": TAKEN, "QUIT": "221 Goodbye"}
        if verb == "EHLO" and self.server.is_pipelining:
            return "250-script.example.org\r\n250-PIPELINING\r\n250 8BITMIME"
        return (
            usual.get(verb, "250 OK") if is_good else self.server.answers.get(verb, usual.get(verb, "250 OK"))
        )


@contextmanager
def served(answers: dict[str, str], *, is_pipelining: bool = True) -> Iterator[tuple[Script, SmtpTransport]]:
    """Let a scripted server run, with an open connection to it."""
    with Script(answers, is_pipelining=is_pipelining) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        transport = SmtpTransport(Server("127.0.0.1", server.server_address[1]), seconds=5)
        assert transport.open() is None
        try:
            yield server, transport
        finally:
            transport.close()
            server.shutdown()


def test_envelope_goes_in_one_write_where_the_server_takes_that() -> None:
    with served({}) as (server, transport):
        assert transport.deliver(PARCEL) == Answer(Verdict.ACCEPTED, TAKEN)
        assert server.writes[1:] == [["MAIL FROM", "RCPT TO", "DATA"]]
        assert server.messages == [b"Subject: Camden\r\n\r\n..Hello"]


def test_envelope_goes_step_by_step_where_it_does_not() -> None:
    with served({}, is_pipelining=False) as (server, transport):
        assert transport.deliver(PARCEL) == Answer(Verdict.ACCEPTED, TAKEN)
        assert server.writes[1:] == [["MAIL FROM"], ["RCPT TO"], ["DATA"]]


WAYS = {"at once": True, "step by step": False}
NO_ONE = "554 5.5.1 No valid recipients"
ANSWERS: dict[str, tuple[dict[str, str], Answer]] = {
    "sender refused": (
        {"MAIL": "550 5.7.1 Not from here", "RCPT": "503 MAIL first", "DATA": "503 MAIL first"},
        Answer(Verdict.DEFERRED, "550 5.7.1 Not from here"),
    ),
    "sender refused, and the message is awaited all the same": (
        {"MAIL": "550 5.7.1 Not from here", "RCPT": "503 MAIL first", ".": NO_ONE},
        Answer(Verdict.DEFERRED, "550 5.7.1 Not from here"),
    ),
    "address refused": (
        {"RCPT": REFUSED, "DATA": NO_ONE},
        Answer(Verdict.REFUSED, REFUSED, is_about_address=True),
    ),
    "address refused, and the message is awaited all the same": (
        {"RCPT": REFUSED, ".": NO_ONE},
        Answer(Verdict.REFUSED, REFUSED, is_about_address=True),
    ),
    "address put off, and the message is awaited all the same": (
        {"RCPT": DEFERRED, ".": NO_ONE},
        Answer(Verdict.DEFERRED, DEFERRED, is_about_address=True),
    ),
    "message not wanted": ({"DATA": "554 5.7.1 No"}, Answer(Verdict.REFUSED, "554 5.7.1 No")),
    "message put off": ({"DATA": "451 4.3.0 Later"}, Answer(Verdict.DEFERRED, "451 4.3.0 Later")),
    "message refused": ({".": "554 5.6.0 No"}, Answer(Verdict.REFUSED, "554 5.6.0 No")),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("what", ANSWERS)
def test_refusal_costs_one_email_and_the_next_goes_over_the_same_connection(what: str, way: str) -> None:
    answers, expected = ANSWERS[what]
    with served(answers, is_pipelining=WAYS[way]) as (server, transport):
        answer = transport.deliver(PARCEL)
        assert (answer.verdict, answer.words) == (expected.verdict, expected.words)
        if answer.verdict is Verdict.REFUSED:
            assert answer.is_about_address == expected.is_about_address
        assert not answer.may_have_arrived
        assert transport.is_open
        assert transport.deliver(GOOD) == Answer(Verdict.ACCEPTED, TAKEN)
        assert server.messages[-1] == b"Subject: Camden\r\n\r\nHello"


CUTS = {
    "MAIL": Answer(Verdict.UNTRIED, ""),
    "RCPT": Answer(Verdict.DEFERRED, ""),
    "DATA": Answer(Verdict.DEFERRED, ""),
    ".": Answer(Verdict.DEFERRED, "", may_have_arrived=True),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("verb", CUTS)
def test_cut_is_in_doubt_only_after_the_message(verb: str, way: str) -> None:
    with served({verb: "cut"}, is_pipelining=WAYS[way]) as (_, transport):
        answer = transport.deliver(PARCEL)
        expected = CUTS[verb]
        assert (answer.verdict, answer.may_have_arrived) == (expected.verdict, expected.may_have_arrived)
        assert not transport.is_open
        assert transport.open() is None
        assert transport.deliver(GOOD).verdict is Verdict.ACCEPTED


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "."])
def test_server_that_is_going_down_stops_the_run(verb: str) -> None:
    with served({verb: "421 4.3.2 Shutting down"}) as (_, transport):
        answer = transport.deliver(PARCEL)
        assert (answer.verdict, answer.words, answer.stops) == (
            Verdict.DEFERRED,
            "421 4.3.2 Shutting down",
            True,
        )
        assert not transport.is_open


@pytest.mark.django_db
def test_all_kinds_of_refusals_at_a_real_server_lose_nothing(
    clock: time_machine.Traveller, listener: Listener
) -> None:
    scenario = Scenario(
        at_recipient={2: REFUSED, 3: DEFERRED}, at_data={5: DEFERRED, 6: REFUSED}, cut_every=4
    )
    with Sink(scenario, is_pipelining=True) as sink, override_settings(EMAIL_URL=sink.url):
        emails = queue_many(9)
        deliver_due()
        sink.scenario = Scenario()
        clock.shift(60)
        deliver_due()
        states = dict(Email.objects.values_list("to_address", "state"))
        failed = {address for address, state in states.items() if state == State.FAILED}
        assert failed == {"person-2@example.org", "person-6@example.org"}
        assert set(sink.recipients()) == {each.to_address for each in emails} - failed
        cut = {each.recipient for each in sink.received if not each.was_answered}
        assert {each for each in sink.recipients() if sink.recipients().count(each) > 1} == cut
