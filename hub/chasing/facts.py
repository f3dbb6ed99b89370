"""All that the next step of one ask depends on, and what follows from it without a decision. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from boroughs.asks.models import Ask
from boroughs.people.models import Contact
from boroughs.programme.calendar import WorkingDays
from config.clock import LONDON
from config.dates import say
from hub.chasing.models import Hold
from hub.chasing.newcomers import Newcomer
from hub.chasing.routing import Route, Ways
from hub.chasing.states import FIRST_REQUEST
from hub.chasing.timing import Rhythm, reminded_anew_from, step_due_on


class WrittenTo(NamedTuple):
    """Somebody who was written to, and where."""

    contact: int
    name: str
    email: str

    def is_the_same_as(self, contact: Contact) -> bool:
        """Tell whether it is this person, be it in another role or at another address."""
        return contact.pk == self.contact or contact.email == self.email


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

    A step that was left out counts as if it had been sent on its day; `left_out` tells when it was the last one. Steps,
    notices and reminders are those since the last handover, counted from it; `begins_at` is its step. `names` and
    `everybody` are of everything. `to` is who was asked last, None when only letters up the ladder were sent.
    """

    step: int
    on: date
    is_on_its_way: bool
    courtesies: frozenset[int] = frozenset()
    notices: Mapping[int, date] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    reminded_on: tuple[date, ...] = ()
    left_out: LeftOut | None = None
    has_arrived: bool = False
    begins_at: int = 0
    to: WrittenTo | None = None
    everybody: frozenset[WrittenTo] = frozenset()
    has_letter: bool = False

    def was_to(self, contact: Contact) -> bool:
        """Tell whether this person was ever written to about it."""
        return any(each.is_the_same_as(contact) for each in self.everybody)


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
    newcomers: Mapping[str, Newcomer] = field(default_factory=dict)
    welcomed_on: Mapping[str, date] = field(default_factory=dict)
    referred_by: str = ""

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
    def is_news(self) -> bool:
        """Whether they hear of it for the first time, though it was sent: nothing of that has arrived."""
        return self.sent is not None and not self.sent.has_arrived and not self.ask.was_asked_before

    @property
    def asked_on(self) -> date:
        """When we last wrote, else when the borough was asked."""
        return self.sent.on if self.sent else self.ask.asked_on

    @property
    def newcomer(self) -> Newcomer | None:
        """The person who is asked, if they have just taken up the post."""
        return self.newcomers.get(self.way.contact.email) if self.way.contact else None

    @property
    def is_returned(self) -> bool:
        """Whether the turn has come back to the borough since we last wrote."""
        return self.ask.returned_on is not None and self.ask.returned_on >= self.asked_on

    @property
    def is_asked_of_somebody_new(self) -> bool:
        """Whether what was asked before is asked now of somebody who was never written to about it."""
        contact, ask = self.way.contact, self.ask
        if contact is None:
            return False
        if self.sent is None:
            return ask.owner_id == contact.pk and ask.was_asked_before
        if self.newcomer is not None and self.sent.on < self.newcomer.since:
            return True
        is_named = self.sent.to is not None or ask.owner_id == contact.pk
        return is_named and not self.sent.was_to(contact)

    @property
    def due_on(self) -> date:
        """From which day on the next step is due."""
        return self.step_due_on(self.step)

    def step_due_on(self, step: int, *, after: Hold | None = None) -> date:
        """Tell from which day on a step would be due, or a note `after` a hold that comes in its place."""
        returned_on = self.ask.returned_on
        if after is not None and after.begins_on == returned_on:
            # The turn came back with this hold, which was what the borough asked for: its end is the day that counts.
            returned_on = None
        return step_due_on(
            step,
            asked_on=self.ask.asked_on,
            last_sent_on=self.sent.on if self.sent else None,
            agreed_on=self.ask.due_on,
            promised_on=self.ask.deferred_until,
            rhythm=self.rhythm,
            days=self.days,
            is_reminded=self.sent is not None and self.sent.step > FIRST_REQUEST,
            not_before=reminded_anew_from(returned_on, self.rhythm, self.days) if returned_on else None,
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
