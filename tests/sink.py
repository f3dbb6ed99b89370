"""A real SMTP server on loopback that keeps what it gets, and can be as unhelpful as real ones.

In a test: `with Sink(Scenario(cut_every=5)) as sink: …`. As a process of its own, one JSON line for each
message: `python -m tests.sink --port 2525 --record received.jsonl --scenario cut:5`.
"""

import argparse
import asyncio
import json
import logging
import signal
import socket
import threading
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as default_policy
from pathlib import Path
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

OK = "250 2.0.0 Taken"
DEFERRED = "451 4.7.1 Try again later"
REFUSED = "550 5.1.1 No such person here"
logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells each command
LINE_LIMIT = 1000  # RFC 5321, 4.5.3.1.6: with its line break


@dataclass(frozen=True, slots=True)
class Scenario:
    """What the server does. Messages are counted from 1, in the order in which they are tried.

    `at_recipient` and `at_data` give the answer to the n-th; `defer_first` puts off the first attempt of
    that share of the recipients; every `cut_every`-th connection is cut after the message was taken and
    before the answer.
    """

    at_recipient: dict[int, str] = field(default_factory=dict)
    at_data: dict[int, str] = field(default_factory=dict)
    defer_first: float = 0.0
    defer_all: bool = False
    cut_every: int = 0
    refuse_senders: bool = False
    password: str = ""
    seconds_each: float = 0.0

    @classmethod
    def parse(cls, words: str) -> Self:
        """Read `accept`, `defer:K`, `refuse:K`, `defer-first:SHARE`, `defer-all`, `cut:N`, `slow:SECONDS`."""
        name, _, value = words.partition(":")
        match name:
            case "accept":
                return cls()
            case "defer":
                return cls(at_recipient={int(value): DEFERRED})
            case "refuse":
                return cls(at_recipient={int(value): REFUSED})
            case "defer-first":
                return cls(defer_first=float(value))
            case "defer-all":
                return cls(defer_all=True)
            case "cut":
                return cls(cut_every=int(value))
            case "slow":
                return cls(seconds_each=float(value))
        raise ValueError(f"“{words}” is no scenario.")


@dataclass(frozen=True, slots=True)
class Received:
    """One message that arrived whole; `was_answered` is False when the connection was cut instead."""

    sender: str
    recipient: str
    raw: bytes
    connection: str
    was_answered: bool

    @property
    def message(self) -> EmailMessage:
        """The message, parsed."""
        parsed = message_from_bytes(self.raw, policy=default_policy)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def message_id(self) -> str:
        """Its Message-ID."""
        return str(self.message["Message-ID"])

    @property
    def text(self) -> str:
        """Its plain text, as a reader gets it."""
        body = self.message.get_body(("plain",))
        assert isinstance(body, EmailMessage)
        return str(body.get_content())

    def as_json(self) -> str:
        """One line for the record."""
        facts = {
            "recipient": self.recipient,
            "message_id": self.message_id,
            "subject": str(self.message["Subject"]),
            "headers": {name: str(value) for name, value in self.message.items()},
            "text": self.text,
            "connection": self.connection,
            "was_answered": self.was_answered,
        }
        return json.dumps(facts)


class Sink:
    """The server in a thread of its own. `received` grows as messages arrive; `tries` counts the attempts."""

    def __init__(
        self,
        scenario: Scenario | None = None,
        *,
        port: int = 0,
        record: Path | None = None,
        is_pipelining: bool = False,
    ) -> None:
        self.scenario = scenario or Scenario()
        self.is_pipelining = is_pipelining
        self.port = port or free_port()
        self.record = record
        self.received: list[Received] = []
        self.tries: Counter[str] = Counter()
        self._arrived = threading.Condition()
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        """What EMAIL_URL is set to."""
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen (again)."""
        self._controller = _StrictController(_Handler(self), hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        """Refuse connections."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def wait_for(self, count: int, *, seconds: float = 30.0) -> None:
        """Wait until that many messages have arrived; AssertionError when they do not."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self.received) >= count, seconds):
                raise AssertionError(
                    f"{len(self.received)} of {count} messages arrived in {seconds} seconds."
                )

    def recipients(self) -> list[str]:
        """Who got something, in the order of arrival, as often as they did."""
        return [each.recipient for each in self.received]

    def answer_recipient(self, address: str) -> str:
        """Decide about the next recipient."""
        self.tries[address] += 1
        scenario, is_first = self.scenario, self.tries[address] == 1
        is_unlucky = zlib.crc32(address.encode()) % 100 < scenario.defer_first * 100
        if scenario.defer_all or (is_first and is_unlucky):
            return DEFERRED
        return scenario.at_recipient.get(self.tries.total(), OK)

    def take(self, received: Received) -> None:
        """Keep a message, on disk before the sender hears of it."""
        with self._arrived:
            self.received.append(received)
            if self.record is not None:
                with self.record.open("a") as file:
                    file.write(f"{received.as_json()}\n")
            self._arrived.notify_all()


class _Handler:
    """Answers as the sink's scenario says."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        # aiosmtpd takes several commands at once, and does not say so.
        return ["250-PIPELINING", *responses] if self.sink.is_pipelining else responses

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.sink.scenario.refuse_senders:
            return "550 5.7.1 You may not send from here"
        envelope.mail_from = address
        return OK

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.sink.answer_recipient(address)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        sink, scenario = self.sink, self.sink.scenario
        raw = envelope.original_content or b""
        if fault := faults(raw):
            return f"554 5.6.0 {fault}"
        if scenario.seconds_each:
            await asyncio.sleep(scenario.seconds_each)
        answer = scenario.at_data.get(sink.tries.total(), OK)
        if answer != OK:
            return answer
        is_cut = bool(scenario.cut_every) and (len(sink.received) + 1) % scenario.cut_every == 0
        # The client's port tells its connections apart.
        connection = str(session.peer)
        sink.take(Received(str(envelope.mail_from), envelope.rcpt_tos[0], raw, connection, not is_cut))
        if is_cut:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return answer


class _StrictController(Controller):
    """Makes a strict server for each connection: no UTF-8 in addresses."""

    def factory(self) -> SMTP:
        """Make the server of one connection."""
        password = self.handler.sink.scenario.password

        def signs_in(
            server: SMTP, session: Session, envelope: Envelope, way: str, data: object
        ) -> AuthResult:
            is_right = isinstance(data, LoginPassword) and data.password == password.encode()
            return AuthResult(success=is_right, handled=False)

        return SMTP(
            self.handler,
            enable_SMTPUTF8=False,
            decode_data=False,
            hostname="sink.example.org",
            authenticator=signs_in,
            auth_required=bool(password),
            auth_require_tls=False,
        )


def faults(raw: bytes) -> str | None:
    """Say what a strict server has against a message: line ends, line lengths, bytes outside ASCII."""
    if b"\n" in raw.replace(b"\r\n", b"") or b"\r" in raw.replace(b"\r\n", b""):
        return "A line ends without CRLF"
    if any(len(line) + 2 > LINE_LIMIT for line in raw.split(b"\r\n")):
        return "A line is longer than 998"
    if not raw.isascii() or b"\x00" in raw:
        return "Not only 7-bit text"
    return None


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def stopped_by_signal() -> Iterator[threading.Event]:
    """Give an event that SIGTERM or SIGINT sets."""
    event = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: event.set())
    yield event


def main() -> None:
    """Run until stopped."""
    parser = argparse.ArgumentParser(description="An SMTP server that keeps what it gets.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--record", type=Path, required=True, help="file for one JSON line a message")
    parser.add_argument("--scenario", type=Scenario.parse, default=Scenario())
    options = parser.parse_args()
    with stopped_by_signal() as stop, Sink(options.scenario, port=options.port, record=options.record):
        stop.wait()


if __name__ == "__main__":
    main()
