"""The next step of one ask, from what is known of it: what, when, to whom and why, or why nothing goes out. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from boroughs.asks.models import Ask
from boroughs.people.models import Contact
from boroughs.programme.calendar import WorkingDays
from config.clock import LONDON
from config.dates import say
from hub.chasing.models import Hold
from hub.chasing.routing import Route
from hub.chasing.states import FIRST_REQUEST, RING_STEP, STEP_NAMES, HoldKind, Outcome, Purpose
from hub.chasing.timing import Rhythm, answer_due_on, first_slot, say_sending_days, step_due_on


@dataclass(frozen=True, slots=True)
class Planned:
    """The next step of one ask. `send_at` is set where something will be sent, `due_on` wherever a step is due."""

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

    @property
    def step_name(self) -> str:
        """Say which step it is."""
        if self.purpose == Purpose.COURTESY:
            return "Courtesy note"
        return STEP_NAMES[self.step] if self.step < RING_STEP else "Ring them"

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
        }


@dataclass(frozen=True, slots=True)
class Sent:
    """What has been sent about one ask: the last step, for which day, and whether an e-mail is still on its way."""

    step: int
    on: date
    is_on_its_way: bool
    courtesies: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the next step of one ask depends on."""

    ask: Ask
    way: Route
    rhythm: Rhythm
    days: WorkingDays
    now: datetime
    sent: Sent | None = None
    holds: Sequence[Hold] = ()
    was_written_today: bool = False

    @property
    def today(self) -> date:
        """The day in London."""
        return self.now.astimezone(LONDON).date()

    @property
    def step(self) -> int:
        """The step that comes next."""
        if self.sent is not None:
            return self.sent.step + 1
        return 1 if self.ask.was_asked_before else FIRST_REQUEST

    @property
    def asked_on(self) -> date:
        """When we last wrote, else when the borough was asked."""
        return self.sent.on if self.sent else self.ask.asked_on


def plan(facts: Facts) -> Planned:
    """Plan the next step: what stops it comes first, then what it is, to whom, and the first moment for it."""
    ask, way = facts.ask, facts.way
    if ask.is_with_us:
        return Planned(ask, facts.step, Outcome.WITH_US, f"It is our turn: {ask.borough} {ask.turn_reason}.")
    if hold := _in_force(facts):
        return Planned(
            ask, facts.step, Outcome.HELD, _why_held(hold), way.contact, way.why, hold.last_day, hold=hold
        )
    if facts.sent and facts.sent.is_on_its_way:
        why = f"The e-mail for {say(facts.sent.on)} is on its way."
        return Planned(ask, facts.sent.step, Outcome.QUEUED, why, way.contact, way.why)
    if (over := _ended(facts)) is not None:
        return _send(facts, _courtesy(facts, over))
    if ask.promised_on and ask.promised_on >= facts.today:
        why = f"An answer is promised by {say(ask.promised_on)}."
        return Planned(ask, facts.step, Outcome.PROMISED, why, way.contact, way.why, _due_on(facts))
    if facts.step >= RING_STEP:
        due_on = _due_on(facts)
        outcome = Outcome.RING if due_on <= facts.today else Outcome.WAITING
        why = f"{_why(facts)} No further e-mail: ring them."
        return Planned(ask, RING_STEP, outcome, why, way.contact, way.why, due_on)
    return _send(
        facts, Planned(ask, facts.step, Outcome.SEND, _why(facts), way.contact, way.why, _due_on(facts))
    )


def _due_on(facts: Facts) -> date:
    return step_due_on(
        facts.step,
        asked_on=facts.ask.asked_on,
        last_sent_on=facts.sent.on if facts.sent else None,
        agreed_on=facts.ask.due_on,
        promised_on=facts.ask.promised_on,
        rhythm=facts.rhythm,
        days=facts.days,
    )


def _send(facts: Facts, planned: Planned) -> Planned:
    """Find the recipient and the first moment of what is due; without them, say why nothing goes out."""
    due_on = planned.due_on or facts.today
    if planned.recipient is None:
        why = f"{planned.as_what[0].upper()}{planned.as_what[1:]}."
        return _changed(planned, Outcome.NOBODY, why)
    start = facts.now
    if facts.was_written_today:
        start = datetime.combine(facts.today + timedelta(days=1), facts.rhythm.sends_from, LONDON)
    send_at = first_slot(due_on, not_before=start, rhythm=facts.rhythm, days=facts.days)
    if send_at is None:
        return _changed(planned, Outcome.WAITING, "The policy has no sending day.")
    why = f"{planned.why} {_why_that_day(due_on, send_at, facts)}"
    return _changed(planned, Outcome.SEND, why, send_at)


def _changed(planned: Planned, outcome: Outcome, why: str, send_at: datetime | None = None) -> Planned:
    return Planned(
        planned.ask,
        planned.step,
        outcome,
        why,
        planned.recipient,
        planned.as_what,
        planned.due_on,
        send_at,
        planned.purpose,
        planned.hold,
    )


def _in_force(facts: Facts) -> Hold | None:
    """Find the hold that lasts longest among those in force."""
    found = [hold for hold in facts.holds if hold.is_in_force(facts.today)]
    return max(found, key=lambda hold: hold.last_day or date.max, default=None)


def _ended(facts: Facts) -> Hold | None:
    """Find a hold that is over and after which nobody has been written to; before any asking, none matters."""
    if facts.sent is None and not facts.ask.was_asked_before:
        return None
    told = facts.sent.courtesies if facts.sent else frozenset()
    over = [
        hold
        for hold in facts.holds
        if hold.last_day is not None
        and hold.last_day < facts.today
        and hold.last_day >= hold.begins_on
        and hold.last_day >= facts.asked_on
        and hold.pk not in told
    ]
    return max(over, key=lambda hold: hold.last_day or date.min, default=None)


def _courtesy(facts: Facts, hold: Hold) -> Planned:
    """Plan the note after a hold: it repeats the last step in kinder words, and is never the next rung."""
    last_day = hold.last_day or facts.today
    return Planned(
        facts.ask,
        facts.sent.step if facts.sent else FIRST_REQUEST,
        Outcome.SEND,
        f"Chasing was held until {say(last_day)}; it resumes with a courtesy note.",
        facts.way.contact,
        facts.way.why,
        facts.days.add(last_day, 1),
        purpose=Purpose.COURTESY,
        hold=hold,
    )


def _why_held(hold: Hold) -> str:
    until = f"until {say(hold.last_day)}" if hold.last_day else "until it is lifted"
    because = f": {hold.reason}" if hold.reason else ""
    return f"Held {until}. {HoldKind(hold.kind).label}{because}."


def _why(facts: Facts) -> str:
    ask = facts.ask
    if facts.step == FIRST_REQUEST:
        return "Not asked yet."
    if ask.promised_on:
        return f"An answer was promised by {say(ask.promised_on)} and has not come."
    if facts.sent is None and ask.asked_is_assumed:
        return "Asked before, and no answer is recorded."
    if facts.step == 1 and ask.due_on is not None:
        return "The day that was agreed for it has passed."
    if facts.step == 1:
        due = answer_due_on(facts.asked_on, facts.rhythm, facts.days)
        return f"Asked on {say(facts.asked_on)}, with no answer by {say(due)}."
    return f"Last reminded on {say(facts.asked_on)}, with no answer since."


def _why_that_day(due_on: date, send_at: datetime, facts: Facts) -> str:
    day = send_at.astimezone(LONDON).date()
    if due_on >= day:
        return f"That is due on {say(day)}."
    because = facts.days.why_not(due_on)
    if because is None and due_on.weekday() not in facts.rhythm.sending_days:
        because = f"not a sending day ({say_sending_days(facts.rhythm)})"
    if because is None:
        return "It was due before; this is the next time at which e-mails go out."
    return f"Due from {say(due_on)}, which is {because}; this is the next sending day."
