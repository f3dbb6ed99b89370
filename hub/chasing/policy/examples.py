"""What a policy will do, as dated examples: something asked and never answered, played through. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from boroughs.asks.kinds import Kind
from boroughs.asks.models import Ask
from boroughs.people.states import BY_APPROVAL_ONLY
from boroughs.programme.calendar import WorkingDays
from config.clock import LONDON
from config.dates import say
from hub.chasing.plan.follow_ups import follow_up_from
from hub.chasing.plan.last_days import is_too_late, late_from, ring_on, wanted_by
from hub.chasing.plan.timing import Rhythm, answer_due_on, first_slot, step_due_on
from hub.chasing.policy.words import ladder_of
from hub.chasing.states import FIRST_REQUEST, step_name


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an example: the day, and what would happen on it."""

    on: date
    what: str


@dataclass(frozen=True, slots=True)
class Example:
    """What would happen, day by day, and what it supposes."""

    caption: str
    lines: Sequence[Line]


def examples(
    kind: Kind, rhythm: Rhythm, days: WorkingDays, today: date, last_safe_on: date | None
) -> list[Example]:
    """Play a policy through from today; and, where something has a last safe day, what that changes.

    That is shown for something asked so shortly before it that no reminder would come in time.
    """
    begins = "a borough answered" if kind.follows_an_answer else "it were asked"
    ends = "and said no more" if kind.follows_an_answer else "and never answered"
    lines = example(kind, rhythm, days, today)
    if last_safe_on is None:
        return [Example(f"If {begins} today, {ends}", lines)]
    late = max(days.back(last_safe_on, rhythm.days_to_reply + rhythm.first_reminder_after), today)
    return [
        Example(f"If {begins} today, {ends}, with no last safe day", lines),
        Example(
            f"If {begins} {'today' if late == today else f'on {say(late)}'}, {ends}, and the last safe day is "
            f"{say(last_safe_on)}",
            example(kind, rhythm, days, late, last_safe_on),
        ),
    ]


def example(
    kind: Kind, rhythm: Rhythm, days: WorkingDays, begins_on: date, last_safe_on: date | None = None
) -> list[Line]:
    """Play a policy through for something asked on that day (or what came before it answered), and never answered."""
    ask = Ask(kind=kind.name, asked_on=begins_on, last_safe_on=last_safe_on)
    found: list[Line] = []
    if kind.follows_an_answer:
        ask.answered_on = begins_on
        found.append(Line(begins_on, "The borough answers, and leaves this open"))
    if last_safe_on is not None:
        found.append(Line(last_safe_on, "The last safe day for an answer"))
    found += _play(kind, rhythm, days, ask)
    return sorted(found, key=lambda line: line.on)


def _play(kind: Kind, rhythm: Rhythm, days: WorkingDays, ask: Ask) -> list[Line]:
    found: list[Line] = []
    last: date | None = None
    ring_from, because = None, ""
    for step in range(rhythm.ring_step):
        due = _due(step, last, ask, rhythm, days)
        slot = _slot(due, rhythm, days)
        if slot is None:
            return found
        if last is not None and is_too_late(slot, ask, days):
            ring_from = ring_on(late_from(due, ask, days), last, ask, days)
            because = ", because an e-mail would come too late"
            break
        last = slot.astimezone(LONDON).date()
        whom = kind.asked_of.label.lower()
        found.append(Line(last, f"{step_name(step, rhythm.most_reminders)} to the {whom}"))
        answer_on = wanted_by(ask, answer_due_on(last, rhythm, days), last)
        if step == FIRST_REQUEST and answer_on is not None:
            found.append(Line(answer_on, "An answer is due"))
    if ring_from is None:
        since = last or ask.asked_on
        ring_from = ring_on(_due(rhythm.ring_step, last, ask, rhythm, days), since, ask, days)
    found.append(Line(ring_from, f"You are asked to ring them{because}"))
    due = days.add(ring_from, rhythm.escalate_after)
    for number, rung in enumerate(ladder_of(kind, rhythm), start=1):
        if number > 1:
            due = _due(rhythm.ring_step + number, due, ask, rhythm, days)
        is_gated = rung in rhythm.gates | BY_APPROVAL_ONLY or is_too_late(_slot(due, rhythm, days), ask, days)
        verb = "You are asked to approve a letter" if is_gated else "Letter"
        found.append(Line(due, f"{verb} to the {rung.label.lower()}"))
    return found


def _slot(due: date, rhythm: Rhythm, days: WorkingDays) -> datetime | None:
    return first_slot(due, not_before=datetime.combine(due, time(0), LONDON), rhythm=rhythm, days=days)


def _due(step: int, last: date | None, ask: Ask, rhythm: Rhythm, days: WorkingDays) -> date:
    return step_due_on(
        step,
        asked_on=ask.asked_on,
        last_sent_on=last,
        agreed_on=None,
        promised_on=None,
        rhythm=rhythm,
        days=days,
        follow_up_from=follow_up_from(ask, rhythm, days),
    )
