"""The next step of one ask, from what is known of it: what, when, to whom and why, or why nothing goes out. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from boroughs.asks.models import Ask
from boroughs.people.models import Contact
from boroughs.people.states import BY_APPROVAL_ONLY
from config.clock import LONDON
from config.dates import say
from hub.chasing.facts import Facts, LeftOut
from hub.chasing.last_days import is_too_late, late_from, ring_on, say_last_day, why_ring
from hub.chasing.models import Hold, Wording
from hub.chasing.newcomers import Newcomer
from hub.chasing.routing import Route
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
from hub.chasing.timing import answer_due_on, first_slot, not_reminded_before, say_sending_days


@dataclass(frozen=True, slots=True)
class Planned:
    """The next step of one ask. `send_at` is set where something will be sent, `due_on` wherever a step is due.

    `not_before`: the first day on which even a hand may send it. `wording`: the coordinator's own words for its e-mail.
    `left_out`: the step before, when that was left out.

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
    not_before: date | None = None
    left_out: LeftOut | None = None
    wording: Wording | None = None
    is_news: bool = False
    begins_at: int = 0
    asked_before: str = ""
    because: str = ""
    is_returned: bool = False
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
    if hold := facts.hold_in_force:
        return Planned(
            ask, facts.step, Outcome.HELD, _why_held(hold), way.contact, way.why, hold.last_day, hold=hold
        )
    newcomer = facts.newcomer
    is_welcomed = newcomer is not None and newcomer.outcome is not None
    if facts.sent and facts.sent.is_on_its_way and not is_welcomed:
        why = f"The e-mail for {say(facts.sent.on)} is on its way."
        return Planned(ask, facts.sent.step, Outcome.QUEUED, why, way.contact, way.why)
    if ask.deferred_until and ask.deferred_until >= facts.today:
        why = _why_promised(ask, facts.today)
        return Planned(ask, facts.step, Outcome.PROMISED, why, way.contact, way.why, facts.due_on)
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
    if (over := facts.hold_over) is not None:
        return _send_in_time(facts, _courtesy(facts, over))
    if facts.step >= facts.rhythm.ring_step:
        return _ring_or_escalate(facts)
    name = step_name(facts.step, facts.rhythm.most_reminders)
    due_on = facts.due_on
    step = Planned(ask, facts.step, Outcome.SEND, _why(facts), way.contact, way.why, due_on, step_name=name)
    return _send_in_time(facts, replace(step, is_news=facts.is_news))


def _send_in_time(facts: Facts, planned: Planned) -> Planned:
    """Send what is due, but ring where that would come too late to be answered by the last safe day.

    What has never been asked is asked whenever that is: nobody rings about something that they have not heard of.
    """
    sent = _send(facts, planned)
    if facts.step > FIRST_REQUEST and _is_too_late(facts, sent):
        return _ring_or_escalate(facts, instead_of=planned)
    return sent


def _is_too_late(facts: Facts, sent: Planned) -> bool:
    return is_too_late(sent.send_at, facts.ask, facts.days)


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
        is_with_welcome=True,
    )


def _handover(facts: Facts) -> Planned:
    """Plan the first e-mail to somebody new: the question and why they get it, never a reminder.

    It is due at once, but for a day that the borough itself agreed to or promised.
    """
    ask, way = facts.ask, facts.way
    before = facts.sent.to if facts.sent else None
    asked_before = before.name if before and way.contact and not before.is_the_same_as(way.contact) else ""
    due_on = not_reminded_before(ask.due_on, ask.deferred_until, facts.rhythm, facts.days)
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


def _ring_or_escalate(facts: Facts, instead_of: Planned | None = None) -> Planned:
    """Ring instead of a further e-mail; then the next rung, with its approval where one is needed.

    Nothing goes out by itself that comes too late for the last safe day: such a letter is approved, too.
    """
    ask, way, ring = facts.ask, facts.way, facts.rhythm.ring_step
    due_on, since = facts.step_due_on(ring), facts.asked_on
    if instead_of is not None:
        due_on = late_from(instead_of.due_on or facts.today, ask, facts.days)
        since = max(since, instead_of.hold.last_day or since) if instead_of.hold else since
    ring_from = ring_on(due_on, since, ask, facts.days)
    step = max(facts.step, ring + 1)
    rung, is_first = _next_rung(facts)
    due_on = (
        facts.days.add(ring_from, facts.rhythm.escalate_after)
        if is_first
        else facts.step_due_on(max(step, ring + 2))
    )
    waits = Outcome.WAITING if ring_from > facts.today else Outcome.RING
    why = f"{_why(facts)} {why_ring(ask, facts.today, is_late=instead_of is not None)}"
    ringing = Planned(ask, ring, waits, why, way.contact, way.why, ring_from, step_name="Ring them")
    if rung is None or rung.contact is None or due_on > facts.today:
        return ringing
    decided = facts.decisions.get((step, rung.contact.pk))
    if decided is False:
        return ringing
    if not rung.needs_approval:
        why = f"{_why(facts)} Nobody lower has answered."
        letter = _send(facts, _letter(facts, step, rung, why, due_on))
        if not _is_too_late(facts, letter):
            return letter
    if decided is None:
        last = say_last_day(ask, facts.today)
        why = f"{_why(facts)} Approve a letter to {rung.contact}, or ring again. {last}".strip()
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
    """Plan the letter to a higher rung: it tells when we wrote before, and who was told of this one."""
    return Planned(
        facts.ask,
        step,
        Outcome.SEND,
        why,
        rung.contact,
        rung.why,
        due_on,
        step_name=letter_name(rung.why),
        # Only before a letter that had to be approved does the lower rung get a notice.
        lower_rung=facts.way.contact if rung.needs_approval else None,
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
    if contact is not None:
        due_on = _spared_until(facts, contact, due_on)
    why = f"You have approved it, and {facts.way.contact} knows." if told_on else "You have approved it."
    letter = _letter(facts, step, rung, why, due_on)
    return _send(facts, replace(letter, not_before=due_on))


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


def _courtesy(facts: Facts, hold: Hold) -> Planned:
    """Plan the note after a hold: it repeats the last step in kinder words, and is never the next rung.

    It comes in the place of the next step, and so no sooner than that would have.
    """
    last_day = hold.last_day or facts.today
    next_on = facts.step_due_on(min(facts.step, facts.rhythm.ring_step), after=hold)
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
        return _why_promised(ask, facts.today)
    if facts.sent is not None and facts.sent.left_out is not None:
        left_out = facts.sent.left_out
        return f"{left_out.name}: {left_out}. There is no answer yet."
    if facts.is_news:
        return "What was sent before did not arrive."
    if facts.sent is None and ask.asked_is_assumed:
        return "Asked before, and no answer is recorded."
    if facts.step == 1 and ask.due_on is not None:
        return "The day that was agreed for it has passed."
    if facts.step == 1:
        due = answer_due_on(facts.asked_on, facts.rhythm, facts.days)
        return f"Asked on {say(facts.asked_on)}, with no answer by {say(due)}."
    return f"Last reminded on {say(facts.asked_on)}, with no answer since."


def _why_promised(ask: Ask, today: date) -> str:
    """Say what was promised; where the last safe day was moved to before it, that the promise holds only so far."""
    promised = say(ask.promised_on) if ask.promised_on else ""
    if not ask.is_promise_broken(today):
        cut = ask.last_safe_on if ask.deferred_until != ask.promised_on else None
        until = f" That defers chasing until {say(cut)} only: {ask.last_safe_reason}." if cut else ""
        return f"An answer is promised by {promised}.{until}"
    return f"An answer was promised by {promised} and has not come."


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
