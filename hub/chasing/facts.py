"""All that the next step of one ask depends on, and what follows from it without a decision. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from boroughs.asks.models import Ask
from boroughs.programme.calendar import WorkingDays
from config.clock import LONDON
from config.dates import say
from hub.chasing.models import Hold
from hub.chasing.routing import Route, Ways
from hub.chasing.states import FIRST_REQUEST
from hub.chasing.timing import Rhythm, step_due_on


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A step that the coordinator left out: which, who did that and when."""

    name: str
    by: str
    at: datetime

    def __str__(self) -> str:
        return f"left out by {self.by} on {say(self.at)}"


@dataclass(frozen=True, slots=True)
class Sent:
    """What has been sent about one ask: the last step, for which day, and whether an e-mail is still on its way.

    A step that was left out counts as if it had been sent on its day; `left_out` tells when it was the last one.
    """

    step: int
    on: date
    is_on_its_way: bool
    courtesies: frozenset[int] = frozenset()
    notices: Mapping[int, date] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    reminded_on: tuple[date, ...] = ()
    left_out: LeftOut | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the next step of one ask depends on."""

    ask: Ask
    ways: Ways
    rhythm: Rhythm
    days: WorkingDays
    now: datetime
    sent: Sent | None = None
    holds: Sequence[Hold] = ()
    decisions: Mapping[tuple[int, int], bool] = field(default_factory=dict)
    last_written: Mapping[str, date] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day in London."""
        return self.now.astimezone(LONDON).date()

    @property
    def way(self) -> Route:
        """Whom it was asked of first."""
        return self.ways.first

    @property
    def step(self) -> int:
        """The step that comes next; ringing is none that leaves a trace, so the first rung follows it."""
        if self.sent is not None and self.sent.step >= FIRST_REQUEST:
            step = self.sent.step + 1
            return step + 1 if step == self.rhythm.ring_step else step
        return 1 if self.ask.was_asked_before else FIRST_REQUEST

    @property
    def asked_on(self) -> date:
        """When we last wrote, else when the borough was asked."""
        return self.sent.on if self.sent else self.ask.asked_on

    @property
    def due_on(self) -> date:
        """From which day on the next step is due."""
        return self.step_due_on(self.step)

    def step_due_on(self, step: int) -> date:
        """Tell from which day on a step would be due."""
        return step_due_on(
            step,
            asked_on=self.ask.asked_on,
            last_sent_on=self.sent.on if self.sent else None,
            agreed_on=self.ask.due_on,
            promised_on=self.ask.promised_on,
            rhythm=self.rhythm,
            days=self.days,
            is_reminded=self.sent is not None and self.sent.step > FIRST_REQUEST,
        )

    @property
    def hold_in_force(self) -> Hold | None:
        """The hold that lasts longest among those in force."""
        found = [hold for hold in self.holds if hold.is_in_force(self.today)]
        return max(found, key=lambda hold: hold.last_day or date.max, default=None)

    @property
    def hold_over(self) -> Hold | None:
        """A hold that is over and after which nobody has been written to; before any asking, none matters."""
        if self.sent is None and not self.ask.was_asked_before:
            return None
        told = self.sent.courtesies if self.sent else frozenset()
        over = [
            hold
            for hold in self.holds
            if hold.last_day is not None
            and hold.last_day < self.today
            and hold.last_day >= hold.begins_on
            and hold.last_day >= self.asked_on
            and hold.pk not in told
        ]
        return max(over, key=lambda hold: hold.last_day or date.min, default=None)
