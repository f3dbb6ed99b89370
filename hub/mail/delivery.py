"""Sends what is due: claim a batch, ask again whether each is wanted, hand it over, note what became of it.

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
from django.db import InterfaceError, OperationalError

from config import clock
from hub.mail import kinds, outcomes, queue
from hub.mail.answers import Answer, Parcel, Transport, Verdict
from hub.mail.message import site_domain
from hub.mail.models import Email
from hub.mail.states import State
from hub.mail.transports import transport_to

log = logging.getLogger(__name__)

BATCH = 50
# How long e-mails rest when the server itself is away; asking again costs one connection, not one per e-mail.
SERVER_REST = timedelta(seconds=15)
# How long “it may leave now” is believed: of sending hours, seconds matter to nobody.
HOURS_HOLD = timedelta(seconds=5)
UNCHECKED = Answer(Verdict.DEFERRED, "It could not be checked whether this e-mail is still wanted.")


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
        self._leased_until = clock.now()
        self._held: list[Email] = []  # claimed and not handed over yet, the next one last
        self._rests: dict[int, datetime] = {}  # what may not leave now, and from when on it may
        self._hours_asked_at: datetime | None = None
        self._untried = 0  # how often in a row the server did not even begin

    def run(self, *, limit: int | None, seconds: float) -> None:
        """Work through the queue batch by batch."""
        stop_at = time.monotonic() + seconds
        outcomes.tell_sent()  # what a sender that was killed left untold
        if not queue.due(clock.now()).exists():
            return
        if words := self.transport.open():
            self._rest_all(words)
            return
        try:
            while self._claim(limit) and self._deliver_held(stop_at):
                outcomes.tell_sent()
        finally:
            self.transport.close()
            self._give_back(clock.now())
            outcomes.tell_sent()

    def _claim(self, limit: int | None) -> bool:
        room = BATCH if limit is None else min(BATCH, limit - self.tally.settled)
        if room <= 0:
            self.tally.is_more_due = queue.due(clock.now()).exists()
            return False
        now = clock.now()
        self._leased_until = now + self.lease
        self._held = queue.claim(limit=room, by=self.name, now=now, until=self._leased_until)[::-1]
        self._hours_asked_at = None
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
            email = self._held[-1]
            if not self._is_wanted(email):
                continue
            self._held.pop()
            answer = self.transport.deliver(_parcel(email))
            if answer.verdict is Verdict.UNTRIED:
                # Servers close idle connections: open it again, but not for ever.
                self._held.append(email)
                self._untried += 1
                if self._untried > 1:
                    return self._stop()
                continue
            self._untried = 0
            self.tally.count(outcomes.settle(email, answer, by=self.name))
            if answer.stops:
                return self._stop()
        return True

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

    def _is_wanted(self, email: Email) -> bool:
        """Ask the kind whether the e-mail is still to be sent, and now; settle it or put it off when it is not."""
        try:
            kind = kinds.kind_named(email.kind)
            because = kind.no_longer_wanted([email.pk]).get(email.pk) if kind.no_longer_wanted else None
            until = self._rests_until(email) if because is None else None
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            # Whatever the fault: an e-mail that could not be checked is not sent, and the others are.
            log.exception("Whether e-mail %s is still wanted could not be checked.", email.pk)
            self._held.pop()
            self.tally.count(outcomes.settle(email, UNCHECKED, by=self.name))
            return False
        if because is None and until is None:
            return True
        self._held.pop()
        if because is None:
            queue.put_off(email, by=self.name, until=until or clock.now())
            self.tally.count(State.QUEUED)
            return False
        self.tally.count(outcomes.withdraw(email, because, by=self.name))
        return False

    def _rests_until(self, email: Email) -> datetime | None:
        """Say from when on it may leave (None: now); asked of all that is held, every few seconds."""
        now = clock.now()
        if self._hours_asked_at is None or not timedelta(0) <= now - self._hours_asked_at < HOURS_HOLD:
            by_kind: dict[str, list[int]] = {}
            for each in self._held:
                by_kind.setdefault(each.kind, []).append(each.pk)
            self._rests = {}
            for name, ids in by_kind.items():
                if ask := kinds.find(name).not_before:
                    self._rests.update(ask(ids))
            self._hours_asked_at = now
        return self._rests.get(email.pk)

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
        self.tally.failed += outcomes.give_up_old(now=now, words=words)
        self.tally.postponed += queue.put_off_all(now=now, until=now + SERVER_REST, words=words)


def _parcel(email: Email) -> Parcel:
    return Parcel(email.from_address, email.to_address, email.message_id, bytes(email.raw or b""))
