"""All that the next step of one ask depends on, and what follows from it without a decision. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from boroughs.asks.models import Ask
from boroughs.people.models import Contact
from boroughs.programme.calendar import WorkingDays
from config.clock import LONDON
from hub.chasing.models import Hold
from hub.chasing.plan.decided import Decision
from hub.chasing.plan.follow_ups import follow_up_from
from hub.chasing.plan.newcomers import Newcomer
from hub.chasing.plan.routing import Route, Ways
from hub.chasing.plan.sent import Sent
from hub.chasing.plan.timing import Rhythm, reminded_anew_from, step_due_on
from hub.chasing.states import AFTER_REPLIED_DAYS, FIRST_REQUEST, HoldKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that the next step of one ask depends on."""

    ask: Ask
    ways: Ways
    rhythm: Rhythm
    days: WorkingDays
    now: datetime
    sent: Sent | None = None
    holds: Sequence[Hold] = ()
    decisions: Mapping[tuple[int, int], Decision] = field(default_factory=dict)
    last_written: Mapping[str, date] = field(default_factory=dict)
    newcomers: Mapping[str, Newcomer] = field(default_factory=dict)
    welcomed_on: Mapping[str, date] = field(default_factory=dict)
    rings: Sequence[date] = ()

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
    def rang_on(self) -> tuple[date, ...]:
        """The days on which they were rung and not reached, since whoever is asked now was asked."""
        since = (self.sent and self.sent.begun_on) or self.ask.asked_on
        return tuple(day for day in self.rings if day >= since)

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
    def is_answered(self) -> bool:
        """Whether the borough has said something since we last wrote, or asked, that leaves it open."""
        answered, is_asked = self.ask.answered, self.sent is not None or self.ask.was_asked_before
        return is_asked and answered is not None and answered.last_day >= self.asked_on

    @property
    def spoken_on(self) -> date:
        """When one of us last spoke: we wrote or asked, or the borough answered."""
        answered = self.ask.answered
        return max(self.asked_on, answered.last_day) if answered else self.asked_on

    def decided(self, step: int, contact: Contact) -> bool | None:
        """Tell what was decided about writing to somebody; None where nothing was, or the borough has spoken since."""
        decision = self.decisions.get((step, contact.pk))
        return None if decision is None or self._is_overtaken(decision) else decision.is_approved

    def not_overtaken(self, step: int) -> int:
        """Find the first step from one on about which nothing was decided that holds no more: it is told of anew."""
        overtaken = {each for (each, _), found in self.decisions.items() if self._is_overtaken(found)}
        while step in overtaken:
            step += 1
        return step

    def _is_overtaken(self, decision: Decision) -> bool:
        return decision.is_overtaken(self.ask, self.holds)

    @property
    def is_asked_of_somebody_new(self) -> bool:
        """Whether what was asked before is asked now of somebody who was never written to about it."""
        contact, ask = self.way.contact, self.ask
        if contact is None:
            return False
        if self.sent is None:
            # Whom the borough had named by then was asked with it.
            return ask.owner_id == contact.pk and ask.was_asked_before and not ask.is_owner_from_before
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
        due_on = step_due_on(
            step,
            asked_on=self.ask.asked_on,
            last_sent_on=self.sent.on if self.sent else None,
            agreed_on=self.ask.due_on,
            promised_on=self.ask.deferred_until,
            rhythm=self.rhythm,
            days=self.days,
            is_reminded=self.sent is not None and self.sent.step > FIRST_REQUEST,
            not_before=reminded_anew_from(returned_on, self.rhythm, self.days) if returned_on else None,
            follow_up_from=follow_up_from(self.ask, self.rhythm, self.days),
        )
        return max(due_on, self._spared_as_replied or due_on)

    @property
    def _spared_as_replied(self) -> date | None:
        """The first day on which to chase on after a reply that was to be written down, and was not."""
        ended = [
            hold.last_day
            for hold in self.holds
            if hold.kind == HoldKind.REPLIED and hold.has_held and hold.last_day is not None
        ]
        return self.days.add(max(ended), AFTER_REPLIED_DAYS) if ended else None

    @property
    def hold_in_force(self) -> Hold | None:
        """The hold that lasts longest among those in force."""
        found = [hold for hold in self.holds if hold.is_in_force(self.today)]
        return max(found, key=lambda hold: hold.last_day or date.max, default=None)

    @property
    def hold_over(self) -> Hold | None:
        """A hold that is over and after which nobody has been written to; before any asking, none matters.

        Whoever has replied was not left in peace to have less to see to, so nothing is said of that.
        """
        if self.sent is None and not self.ask.was_asked_before:
            return None
        told = self.sent.courtesies if self.sent else frozenset()
        over = [
            hold
            for hold in self.holds
            if hold.kind != HoldKind.REPLIED
            and hold.last_day is not None
            and hold.last_day < self.today
            and hold.has_held
            and hold.last_day >= self.asked_on
            and hold.pk not in told
        ]
        return max(over, key=lambda hold: hold.last_day or date.min, default=None)
