"""What is handed to a mail server, and what it answers."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol


class Verdict(Enum):
    """What the server's answer means for one e-mail."""

    ACCEPTED = auto()
    DEFERRED = auto()  # not now: try again later
    REFUSED = auto()  # never: trying again would be refused again
    UNTRIED = auto()  # the server was never asked about this e-mail


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict with the server's own words.

    `is_about_address`: the recipient's address was refused, not the message. `stops`: the server is not
    well, so the others are better left for later. `may_have_arrived`: the server got the message, or most of it, and
    we did not get its answer.
    """

    verdict: Verdict
    words: str
    is_about_address: bool = False
    stops: bool = False
    may_have_arrived: bool = False


@dataclass(frozen=True, slots=True)
class Parcel:
    """The envelope and the bytes of one e-mail."""

    from_address: str
    to_address: str
    message_id: str
    raw: bytes


class Transport(Protocol):
    """A way out. It is opened once and kept over a batch; after a failure it can be opened again."""

    @property
    def is_open(self) -> bool:
        """Whether it can take a parcel without being opened first."""

    def open(self) -> str | None:
        """Connect; answer None, or in words why it cannot be done now."""

    def deliver(self, parcel: Parcel) -> Answer:
        """Hand over one parcel; never raises for what a server does."""

    def close(self) -> None:
        """Say goodbye; never raises."""
