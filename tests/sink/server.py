"""The server itself: strict in what it takes, and then as helpful as its scenario."""

import asyncio
import logging
import os
import threading
import time
import zlib
from collections import Counter
from itertools import count
from pathlib import Path
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.ports import free_port
from tests.sink.received import Ended, Received
from tests.sink.scenario import DEFERRED, OK, Scenario, Stage, Unlucky

logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells each command
LINE_LIMIT = 1000  # RFC 5321, 4.5.3.1.6: with its line break
_numbers = count(1)


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
        self.unlucky = Unlucky()
        self._arrived = threading.Condition()
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        """What EMAIL_URL is set to."""
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Listen (again)."""
        self._controller = _StrictController(self)
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

    def wait_for(self, count: int, *, seconds: float = 120.0) -> None:
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
            self._write(received)
            self._arrived.notify_all()

    def end(self, connection: str, how: str) -> None:
        """Note how a connection ended."""
        self._write(Ended(connection, how))

    def _write(self, fact: Received | Ended) -> None:
        if self.record is not None:
            with self.record.open("a") as file:
                file.write(f"{fact.as_json()}\n")


class _Connection(SMTP):
    """One connection, known by a name that no other one has, and where it puts the e-mail at hand off."""

    sink: Sink
    put_off_at: Stage | None = None
    end = "lost"

    def __init__(self, sink: Sink, **options: Any) -> None:
        super().__init__(_Handler(sink), **options)
        self.sink = sink
        self.name = f"{os.getpid()}-{next(_numbers)}"

    def connection_lost(self, error: Exception | None) -> None:
        """Note it."""
        self.sink.end(self.name, self.end)
        super().connection_lost(error)


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
        self, server: _Connection, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.sink.scenario.refuse_senders:
            return "550 5.7.1 You may not send from here"
        server.put_off_at = self.sink.unlucky.stage_of_next(self.sink.scenario.defer_share)
        if server.put_off_at is Stage.SENDER:
            return DEFERRED
        envelope.mail_from = address
        return OK

    async def handle_RCPT(
        self, server: _Connection, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.sink.answer_recipient(address)
        if server.put_off_at is Stage.RECIPIENT:
            return DEFERRED
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: _Connection, session: Session, envelope: Envelope) -> str:
        sink, scenario = self.sink, self.sink.scenario
        raw = envelope.original_content or b""
        if fault := faults(raw):
            return f"554 5.6.0 {fault}"
        if scenario.seconds_each:
            await asyncio.sleep(scenario.seconds_each)
        answer = scenario.at_data.get(sink.tries.total(), OK)
        if server.put_off_at is Stage.MESSAGE:
            return DEFERRED
        if answer != OK:
            return answer
        is_cut = bool(scenario.cut_every) and (len(sink.received) + 1) % scenario.cut_every == 0
        to, at = envelope.rcpt_tos[0], time.monotonic()
        sink.take(Received(str(envelope.mail_from), to, raw, server.name, not is_cut, at))
        if is_cut:
            server.end = "cut"
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        elif scenario.seconds_before_answer:
            await asyncio.sleep(scenario.seconds_before_answer)
        return answer

    async def handle_QUIT(self, server: _Connection, session: Session, envelope: Envelope) -> str:
        server.end = "quit"
        return "221 2.0.0 Bye"


class _StrictController(Controller):
    """Makes a strict server for each connection: no UTF-8 in addresses."""

    def __init__(self, sink: Sink) -> None:
        super().__init__(_Handler(sink), hostname="127.0.0.1", port=sink.port)
        self.sink = sink

    def factory(self) -> SMTP:
        """Make the server of one connection."""
        password = self.sink.scenario.password

        def signs_in(
            server: SMTP, session: Session, envelope: Envelope, way: str, data: object
        ) -> AuthResult:
            is_right = isinstance(data, LoginPassword) and data.password == password.encode()
            return AuthResult(success=is_right, handled=False)

        return _Connection(
            self.sink,
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
