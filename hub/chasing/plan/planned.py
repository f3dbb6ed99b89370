"""The next step of one ask, as it is planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from boroughs.asks.models import Ask
from boroughs.people.models import Contact
from boroughs.people.states import Position
from config.clock import LONDON
from hub.chasing.models import Hold, Wording
from hub.chasing.plan.left_out import LeftOut
from hub.chasing.states import FIRST_REQUEST, Outcome, Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The next step of one ask. `send_at` is set where something will be sent, `due_on` wherever a step is due.

    `rung`: the position that it is a letter to, up the ladder. `not_before`: the first day on which even a hand may
    send it. `wording`: the coordinator's own words for its e-mail. `left_out`: the step before, when that was left out.
    `ring_again`: when to ring again after a ring without an answer. `failed`: the e-mail that did not arrive and waits
    for a decision.

    `step` counts everything since the ask was opened. `begins_at` is the step with which the sequence of the person
    who is asked now began, so that `place` is 0 for the first request or the handover to them.
    """

    ask: Ask
    step: int
    outcome: Outcome
    why: str
    recipient: Contact | None = None
    as_what: str = ""
    due_on: date | None = None
    send_at: datetime | None = None
    purpose: Purpose = Purpose.STEP
    hold: Hold | None = None
    step_name: str = ""
    rung: Position | None = None
    next_rung: Contact | None = None
    lower_rung: Contact | None = None
    written_on: tuple[date, ...] = ()
    rang_on: tuple[date, ...] = ()
    ring_again: str = ""
    not_before: date | None = None
    left_out: LeftOut | None = None
    failed: int | None = None
    wording: Wording | None = None
    is_news: bool = False
    begins_at: int = 0
    asked_before: str = ""
    because: str = ""
    is_returned: bool = False
    is_answered: bool = False
    is_with_welcome: bool = False

    @property
    def place(self) -> int:
        """Its place in the sequence of the person who is asked now."""
        return self.step - self.begins_at

    @property
    def what(self) -> str:
        """Say what it is about."""
        return f"{self.ask.borough}: {self.ask.title}"

    @property
    def day(self) -> date | None:
        """The day for which its e-mail is written, be it that this one waits."""
        return self.send_at.astimezone(LONDON).date() if self.send_at else self.due_on

    @property
    def told(self) -> str:
        """Say why, and in whose words."""
        is_edited = self.wording is not None and self.outcome == Outcome.SEND
        return f"{self.why} It goes out in your words." if is_edited else self.why

    @property
    def is_first_request(self) -> bool:
        """Whether it is the e-mail with which they are asked."""
        return self.place == FIRST_REQUEST and self.purpose in {Purpose.STEP, Purpose.HANDOVER}

    @property
    def is_first(self) -> bool:
        """Whether the borough is asked with it, and was not before, be it that what was sent never arrived."""
        is_new = self.step == FIRST_REQUEST and not self.ask.was_asked_before
        return self.is_first_request and (self.is_news or is_new)

    def as_row(self) -> dict[str, object]:
        """Give it as the preview's JSON does."""
        return {
            "borough": self.ask.borough.name,
            "ask": self.ask.title,
            "kind": self.ask.kind,
            "step": self.step,
            "recipient": self.recipient.email if self.recipient else None,
            "send_at": self.send_at.astimezone(LONDON).isoformat() if self.send_at else None,
            "why": self.why,
            "outcome": str(self.outcome),
            "step_name": self.step_name,
            "edited": self.wording is not None,
            "left_out": f"{self.left_out.name}: {self.left_out}" if self.left_out else None,
        }
