"""The next step of one ask, from what is known of it: what, when, to whom and why, or why nothing goes out. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from boroughs.asks.models import Ask
from boroughs.people.models import Contact
from boroughs.people.states import BY_APPROVAL_ONLY
from boroughs.programme.calendar import WorkingDays
from config.clock import LONDON
from config.dates import say
from hub.chasing.models import Hold
from hub.chasing.newcomers import Newcomer
from hub.chasing.routing import Route, Ways
from hub.chasing.states import (
    FIRST_REQUEST,
    HANDOVER,
    NOTICE_DAYS,
    HoldKind,
    Outcome,
    Purpose,
    letter_name,
    step_name,
)
from hub.chasing.timing import (
    Rhythm,
    answer_due_on,
    first_slot,
    not_reminded_before,
    reminded_anew_from,
    say_sending_days,
    step_due_on,
)


class WrittenTo(NamedTuple):
    """Somebody who was written to, and where."""

    contact: int
    name: str
    email: str

    def is_the_same_as(self, contact: Contact) -> bool:
        """Tell whether it is this person, be it in another role or at another address."""
        return contact.pk == self.contact or contact.email == self.email


@dataclass(frozen=True, slots=True)
class Planned:
    """The next step of one ask. `send_at` is set where something will be sent, `due_on` wherever a step is due.

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
    next_rung: Contact | None = None
    lower_rung: Contact | None = None
    written_on: tuple[date, ...] = ()
    begins_at: int = 0
    asked_before: str = ""
    because: str = ""
    is_returned: bool = False

    @property
    def place(self) -> int:
        """Its place in the sequence of the person who is asked now."""
        return self.step - self.begins_at

    @property
    def what(self) -> str:
        """Say what it is about."""
        return f"{self.ask.borough}: {self.ask.title}"

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
    """What has been sent about one ask: the last step, for which day, and whether an e-mail is still on its way.

    Steps, notices and reminders are those since the last handover, counted from it; `begins_at` is its step. `names`
    and `everybody` are of everything. `to` is who was asked last, None when only letters up the ladder were sent.
    """

    step: int
    on: date
    is_on_its_way: bool
    courtesies: frozenset[int] = frozenset()
    notices: Mapping[int, date] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    reminded_on: tuple[date, ...] = ()
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


def plan(facts: Facts) -> Planned:
    """Plan the next step: what stops it comes first, then what it is, to whom, and the first moment for it."""
    found = _plan(facts)
    begins_at = facts.sent.begins_at if facts.sent else 0
    step = begins_at + found.step
    if found.purpose == Purpose.HANDOVER:
        begins_at = step
    is_first = step == begins_at
    because = facts.way.words(facts.ask.borough.name, facts.referred_by) if is_first else ""
    return replace(found, step=step, begins_at=begins_at, because=because, is_returned=facts.is_returned)


def _plan(facts: Facts) -> Planned:
    """Plan it with steps counted for the person who is asked now."""
    ask, way = facts.ask, facts.way
    if ask.is_with_us:
        return Planned(ask, facts.step, Outcome.WITH_US, f"It is our turn: {ask.borough} {ask.turn_reason}.")
    if hold := _in_force(facts):
        return Planned(
            ask, facts.step, Outcome.HELD, _why_held(hold), way.contact, way.why, hold.last_day, hold=hold
        )
    newcomer = facts.newcomer
    is_welcomed = newcomer is not None and newcomer.outcome is not None
    if facts.sent and facts.sent.is_on_its_way and not is_welcomed:
        why = f"The e-mail for {say(facts.sent.on)} is on its way."
        return Planned(ask, facts.sent.step, Outcome.QUEUED, why, way.contact, way.why)
    if ask.promised_on and ask.promised_on >= facts.today:
        why = f"An answer is promised by {say(ask.promised_on)}."
        return Planned(ask, facts.step, Outcome.PROMISED, why, way.contact, way.why, _due_on(facts))
    if newcomer is not None and is_welcomed:
        return _with_the_welcome(facts, newcomer)
    if newcomer is not None and newcomer.is_quiet(facts.today):
        why = f"Held until {say(newcomer.quiet_until)}. New in post."
        return Planned(
            ask,
            facts.step,
            Outcome.HELD,
            why,
            way.contact,
            way.why,
            newcomer.quiet_until,
            step_name="New in post",
        )
    if facts.is_asked_of_somebody_new:
        return _send(facts, _handover(facts))
    if (over := _ended(facts)) is not None:
        return _send(facts, _courtesy(facts, over))
    if facts.step >= facts.rhythm.ring_step:
        return _ring_or_escalate(facts)
    name = step_name(facts.step, facts.rhythm.most_reminders)
    due_on = _due_on(facts)
    step = Planned(ask, facts.step, Outcome.SEND, _why(facts), way.contact, way.why, due_on, step_name=name)
    return _send(facts, step)


def _with_the_welcome(facts: Facts, newcomer: Newcomer) -> Planned:
    """Hand it over with the welcome, whenever that goes out."""
    is_new = facts.sent is None and not facts.ask.was_asked_before
    return replace(
        _handover(facts),
        why="Asked with the welcome." if is_new else "Handed over with the welcome.",
        step_name=step_name(FIRST_REQUEST, facts.rhythm.most_reminders) if is_new else HANDOVER,
        outcome=newcomer.outcome or Outcome.SEND,
        send_at=newcomer.send_at,
        due_on=newcomer.since,
    )


def _handover(facts: Facts) -> Planned:
    """Plan the first e-mail to somebody new: the question and why they get it, never a reminder.

    It is due at once, but for a day that the borough itself agreed to or promised.
    """
    ask, way = facts.ask, facts.way
    before = facts.sent.to if facts.sent else None
    asked_before = before.name if before and way.contact and not before.is_the_same_as(way.contact) else ""
    due_on = not_reminded_before(ask.due_on, ask.promised_on, facts.rhythm, facts.days)
    return Planned(
        ask,
        facts.sent.step + 1 if facts.sent else FIRST_REQUEST,
        Outcome.SEND,
        f"Asked of {asked_before or 'somebody else'} before, and now of them.",
        way.contact,
        way.why,
        max(due_on or facts.today, facts.today),
        purpose=Purpose.HANDOVER,
        step_name=HANDOVER,
        asked_before=asked_before,
    )


def _ring_or_escalate(facts: Facts) -> Planned:
    """Ring instead of a further e-mail; then the next rung, with its approval where one is needed."""
    ask, way, ring = facts.ask, facts.way, facts.rhythm.ring_step
    ring_on = _due_on(facts, ring)
    step = max(facts.step, ring + 1)
    rung, is_first = _next_rung(facts)
    due_on = _due_on(facts, ring + 1 if is_first else max(step, ring + 2))
    waits = Outcome.WAITING if ring_on > facts.today else Outcome.RING
    why = f"{_why(facts)} No further e-mail: ring them."
    ringing = Planned(ask, ring, waits, why, way.contact, way.why, ring_on, step_name="Ring them")
    if rung is None or rung.contact is None or due_on > facts.today:
        return ringing
    decided = facts.decisions.get((step, rung.contact.pk))
    if decided is False:
        return ringing
    if not rung.needs_approval:
        why = f"{_why(facts)} Nobody lower has answered."
        return _send(facts, _letter(facts, step, rung, why, due_on))
    if decided is None:
        why = f"{_why(facts)} Approve a letter to {rung.contact}, or ring again."
        return replace(_letter(facts, step, rung, why, due_on), outcome=Outcome.APPROVE)
    return _approved(facts, step, rung)


def _next_rung(facts: Facts) -> tuple[Route | None, bool]:
    """Find the rung after the highest one that was written to, and tell whether no letter has gone out yet.

    The steps do not tell: a changed policy counts them otherwise, and the rungs change with the people.
    """
    written = facts.sent.names if facts.sent else frozenset()
    rungs = facts.ways.rungs
    after = max((place for place, each in enumerate(rungs, 1) if letter_name(each.why) in written), default=0)
    # A letter from before a handover was about somebody else's silence: the days in which to ring come first again.
    is_first = after == 0 or not (facts.sent and facts.sent.has_letter)
    return (rungs[after] if after < len(rungs) else None), is_first


def _letter(facts: Facts, step: int, rung: Route, why: str, due_on: date) -> Planned:
    """Plan the letter to a higher rung: it tells when the lower one was written to."""
    return Planned(
        facts.ask,
        step,
        Outcome.SEND,
        why,
        rung.contact,
        rung.why,
        due_on,
        step_name=letter_name(rung.why),
        lower_rung=facts.way.contact,
        written_on=facts.sent.reminded_on if facts.sent else (),
    )


def _approved(facts: Facts, step: int, rung: Route) -> Planned:
    """Tell the lower rung first, and write two working days later."""
    ask, contact = facts.ask, rung.contact
    told_on = facts.sent.notices.get(step) if facts.sent else None
    if told_on is None and facts.way.contact is not None:
        why = f"Before {contact} is written to, which you have approved."
        notice = Planned(
            ask,
            step,
            Outcome.SEND,
            why,
            facts.way.contact,
            facts.way.why,
            facts.today,
            purpose=Purpose.NOTICE,
            step_name="Notice before the next rung",
            next_rung=contact,
        )
        return _send(facts, notice)
    due_on = facts.days.add(told_on, NOTICE_DAYS) if told_on else facts.today
    why = "You have approved it, and the lower rung knows."
    return _send(facts, _letter(facts, step, rung, why, due_on))


def _due_on(facts: Facts, step: int | None = None, *, after: Hold | None = None) -> date:
    returned_on = facts.ask.returned_on
    if after is not None and after.begins_on == returned_on:
        # The turn came back with this hold, which was what the borough asked for: its end is the day that counts.
        returned_on = None
    return step_due_on(
        facts.step if step is None else step,
        asked_on=facts.ask.asked_on,
        last_sent_on=facts.sent.on if facts.sent else None,
        agreed_on=facts.ask.due_on,
        promised_on=facts.ask.promised_on,
        rhythm=facts.rhythm,
        days=facts.days,
        is_reminded=facts.sent is not None and facts.sent.step > FIRST_REQUEST,
        not_before=reminded_anew_from(returned_on, facts.rhythm, facts.days) if returned_on else None,
    )


def _send(facts: Facts, planned: Planned) -> Planned:
    """Find the recipient and the first moment of what is due; without them, say why nothing goes out."""
    if planned.recipient is None:
        why = f"{planned.as_what[0].upper()}{planned.as_what[1:]}."
        return _changed(planned, Outcome.NOBODY, why)
    due_on = _spared_until(facts, planned.recipient, planned.due_on or facts.today)
    start = facts.now
    if facts.last_written.get(planned.recipient.email) == facts.today:
        start = datetime.combine(facts.today + timedelta(days=1), facts.rhythm.sends_from, LONDON)
    send_at = first_slot(due_on, not_before=start, rhythm=facts.rhythm, days=facts.days)
    if send_at and send_at.astimezone(LONDON).date() == facts.welcomed_on.get(planned.recipient.email):
        # Their one e-mail of that day is the welcome to another borough.
        start = datetime.combine(send_at.astimezone(LONDON).date() + timedelta(days=1), time(), LONDON)
        send_at = first_slot(due_on, not_before=start, rhythm=facts.rhythm, days=facts.days)
    if send_at is None:
        return _changed(planned, Outcome.WAITING, "The policy has no sending day.")
    why = f"{planned.why} {_why_that_day(due_on, send_at, facts)}"
    return _changed(planned, Outcome.SEND, why, send_at)


def _spared_until(facts: Facts, recipient: Contact, due_on: date) -> date:
    """Put off what is due to a chair or director until a month after their last e-mail, and to who is new in post."""
    last, newcomer = facts.last_written.get(recipient.email), facts.newcomers.get(recipient.email)
    if last is not None and recipient.position in BY_APPROVAL_ONLY:
        due_on = max(due_on, last + relativedelta(months=1))
    if newcomer is not None:
        due_on = max(due_on, facts.days.add(newcomer.quiet_until, 1))
    return due_on


def _changed(planned: Planned, outcome: Outcome, why: str, send_at: datetime | None = None) -> Planned:
    return replace(planned, outcome=outcome, why=why, send_at=send_at)


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
    """Plan the note after a hold: it repeats the last step in kinder words, and is never the next rung.

    It comes in the place of the next step, and so no sooner than that would have.
    """
    last_day = hold.last_day or facts.today
    next_on = _due_on(facts, min(facts.step, facts.rhythm.ring_step), after=hold)
    return Planned(
        facts.ask,
        max(facts.step - 1, FIRST_REQUEST),
        Outcome.SEND,
        f"Chasing was held until {say(last_day)}; it resumes with a courtesy note.",
        facts.way.contact,
        facts.way.why,
        max(facts.days.add(last_day, 1), next_on),
        purpose=Purpose.COURTESY,
        hold=hold,
        step_name="Courtesy note",
    )


def _why_held(hold: Hold) -> str:
    until = f"until {say(hold.last_day)}" if hold.last_day else "until it is lifted"
    because = f": {hold.reason}" if hold.reason else ""
    return f"Held {until}. {HoldKind(hold.kind).label}{because}."


def _why(facts: Facts) -> str:
    ask = facts.ask
    if facts.step == FIRST_REQUEST:
        return "Not asked yet."
    if ask.returned_on and facts.is_returned:
        asked = ask.returned_after.replace("asks", "asked", 1)
        return f"{ask.borough} {asked}; it is its turn again since {say(ask.returned_on)}."
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
