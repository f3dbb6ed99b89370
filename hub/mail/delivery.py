"""Sends what is due: claim a batch, ask again what speaks against each, hand it over, note what became of it.

Nothing is sent inside a transaction. Each e-mail is settled before the next one is touched, so a sender that
is killed leaves only the one in flight in doubt, and when that one goes again it has the same bytes and
Message-ID.
"""

import logging
import os
import socket
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings

from config import clock
from hub.mail import queue
from hub.mail.answers import Answer, Parcel, Transport, Verdict
from hub.mail.kinds import Objection
from hub.mail.message import site_domain
from hub.mail.models import Email
from hub.mail.outcomes import Outcomes, give_up_old
from hub.mail.rechecking import Recheck
from hub.mail.states import State
from hub.mail.telling import tell_sent
from hub.mail.transports import transport_to

log = logging.getLogger(__name__)

BATCH = 100
# How long e-mails rest when the server itself is away; asking again costs one connection, not one per e-mail.
SERVER_REST = timedelta(seconds=15)
# How often the kinds are told of what was sent: for many together that costs little more than for one.
TELL_EVERY_SECONDS = 1.0


@dataclass(slots=True)
class Tally:
    """What one run did. `is_more_due`: it stopped because its time or limit was over."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0
    withdrawn: int = 0
    doubtful: int = 0
    is_more_due: bool = False

    @property
    def settled(self) -> int:
        """How many e-mails it is done with."""
        return self.sent + self.postponed + self.failed + self.withdrawn + self.doubtful

    def count(self, state: State) -> None:
        """Count one e-mail by the state that it came to."""
        match state:
            case State.SENT:
                self.sent += 1
            case State.FAILED:
                self.failed += 1
            case State.WITHDRAWN:
                self.withdrawn += 1
            case State.DOUBTFUL:
                self.doubtful += 1
            case _:
                self.postponed += 1


def deliver_due(
    *, limit: int | None = None, seconds: float = 30.0, transport: Transport | None = None
) -> Tally:
    """Send what is due until nothing is, `limit` is reached or `seconds` are over; any number may run at
    once.

    RuntimeError inside an open transaction.
    """
    sender = Sender(transport or configured_transport())
    sender.run(limit=limit, seconds=seconds)
    return sender.tally


def configured_transport() -> Transport:
    """Make the transport of the settings; one e-mail may take half a lease, so no other sender takes it."""
    seconds = settings.EMAIL_LEASE_SECONDS / 2
    return transport_to(settings.EMAIL_URL, seconds=seconds, hello=site_domain())


def mail_server_trouble() -> str | None:
    """Try the way out without sending anything; answer None, or in words what is wrong."""
    transport = configured_transport()
    words = transport.open()
    transport.close()
    return words


class Sender:
    """One sender with its own connection and its own name on what it claims."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.name = f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid4().hex[:12]}"
        self.lease = timedelta(seconds=settings.EMAIL_LEASE_SECONDS)
        self.tally = Tally()
        self.outcomes = Outcomes(by=self.name)
        self.recheck = Recheck()
        self._leased_until = clock.now()
        self._held: list[Email] = []  # claimed and not handed over yet, the next one last
        self._untried = 0  # how often in a row the server did not even begin
        self._tell_at = time.monotonic()

    def run(self, *, limit: int | None, seconds: float) -> None:
        """Work through the queue batch by batch."""
        stop_at = time.monotonic() + seconds
        tell_sent()  # what a sender that was killed left untold
        if not queue.due(clock.now()).exists():
            return
        if words := self.transport.open():
            self._rest_all(words)
            return
        try:
            with self.outcomes.kept():
                while self._claim(limit) and self._deliver_held(stop_at):
                    self._tell_now_and_then()
        finally:
            self.transport.close()
            self._give_back(clock.now())
            tell_sent()

    def _claim(self, limit: int | None) -> bool:
        room = BATCH if limit is None else min(BATCH, limit - self.tally.settled)
        if room <= 0:
            self.tally.is_more_due = queue.due(clock.now()).exists()
            return False
        now = clock.now()
        self._leased_until = now + self.lease
        self._held = queue.claim(limit=room, by=self.name, now=now, until=self._leased_until)[::-1]
        if self._held:
            self.outcomes.begin_batch()
        return bool(self._held)

    def _deliver_held(self, stop_at: float) -> bool:
        """Deliver the batch; False ends the run."""
        while self._held:
            if time.monotonic() >= stop_at:
                self.tally.is_more_due = True
                return False
            if not self.transport.is_open and self.transport.open():
                return self._stop()
            if not self._keep_lease():
                return True
            objection = self.recheck.objection_to(self._held[-1], self._held)
            email = self._held.pop()
            if objection is not None:
                self.tally.count(self._heed(objection, email))
                continue
            answer = self.transport.deliver(_parcel(email))
            if answer.verdict is Verdict.UNTRIED:
                # Servers close idle connections: open it again, but not for ever.
                self._held.append(email)
                self._untried += 1
                if self._untried > 1:
                    return self._stop()
                continue
            self._untried = 0
            self.tally.count(self.outcomes.settle(email, answer))
            if answer.stops:
                return self._stop()
        return True

    def _heed(self, objection: Objection | Answer, email: Email) -> State:
        """Do not send it: now, or ever."""
        match objection:
            case str():
                return self.outcomes.withdraw(email, objection)
            case datetime():
                return self.outcomes.put_off(email, objection)
            case _:
                return self.outcomes.settle(email, objection)

    def _keep_lease(self) -> bool:
        """See that the lease outlasts the next e-mail; when another sender has taken ours, drop the batch."""
        now = clock.now()
        if now + self.lease / 2 < self._leased_until:
            return True
        self._leased_until = now + self.lease
        if queue.renew([email.pk for email in self._held], by=self.name, until=self._leased_until) == len(
            self._held
        ):
            return True
        log.warning("The lease of %s ran out, and other senders have taken its e-mails.", self.name)
        self._give_back(now)
        return False

    def _tell_now_and_then(self) -> None:
        if time.monotonic() >= self._tell_at:
            tell_sent()
            self._tell_at = time.monotonic() + TELL_EVERY_SECONDS

    def _stop(self) -> bool:
        """End the run because the server is not well; what was not tried rests, and no attempt is counted."""
        self._give_back(clock.now() + SERVER_REST)
        return False

    def _give_back(self, due_at: datetime) -> None:
        if self._held:
            queue.release([email.pk for email in self._held], by=self.name, due_at=due_at)
            self._held = []

    def _rest_all(self, words: str) -> None:
        """Put off the whole queue because the server is away; give up what has been tried for 72 hours."""
        now = clock.now()
        self.tally.failed += give_up_old(now=now, words=words)
        self.tally.postponed += queue.put_off_all(now=now, until=now + SERVER_REST, words=words)


def _parcel(email: Email) -> Parcel:
    return Parcel(email.from_address, email.to_address, email.message_id, bytes(email.raw or b""))
