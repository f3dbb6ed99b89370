"""A mail server that fails a fifth of the time, and a sender that dies before and after it has taken an e-mail."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from hub.mail.answers import Answer, Parcel, Verdict

# Of a hundred e-mails: how many are put off, cut after they were taken, or killed before or after that.
PUT_OFF, CUT, KILLED_BEFORE, KILLED_AFTER, REJECTED = 12, 4, 2, 2, 1


class Killed(BaseException):
    """The process is gone: nothing after this is done any more, not even what a `finally` would do."""


@dataclass(slots=True)
class Office:
    """The mail server of a simulated year; `took` is called for each e-mail at the moment when it is taken."""

    dice: random.Random
    took: Callable[[Parcel], None]
    is_away: bool = False
    is_healthy: bool = False
    is_open: bool = False
    is_dead: bool = False
    in_doubt: set[str] = field(default_factory=set)

    def open(self) -> str | None:
        """Connect, unless the server is away."""
        self.is_dead, self.is_open = False, not self.is_away
        return "The mail server cannot be reached: it is away" if self.is_away else None

    def deliver(self, parcel: Parcel) -> Answer:
        """Take an e-mail, or fail in one of the ways in which servers and senders do."""
        luck = 100 if self.is_healthy else self.dice.randrange(100)
        if luck < PUT_OFF:
            return Answer(Verdict.DEFERRED, "451 4.7.1 Try again later")
        if luck < (edge := PUT_OFF + KILLED_BEFORE):
            self.is_dead = True
            raise Killed
        if luck < (edge := edge + REJECTED):
            return Answer(Verdict.REFUSED, "550 5.1.1 No such person here", is_about_address=True)
        self.took(parcel)
        if luck < edge + KILLED_AFTER:
            self.in_doubt.add(parcel.message_id)
            self.is_dead = True
            raise Killed
        if luck < edge + KILLED_AFTER + CUT:
            self.in_doubt.add(parcel.message_id)
            self.is_open = False
            return Answer(Verdict.DEFERRED, "The mail server closed the connection.")
        return Answer(Verdict.ACCEPTED, "250 2.0.0 Taken")

    def close(self) -> None:
        """Say goodbye; a dead process says nothing, and does nothing after it."""
        self.is_open = False
        if self.is_dead:
            raise Killed
