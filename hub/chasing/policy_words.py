"""What a policy will do, in words and as a dated example."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from boroughs.asks.kinds import Kind
from boroughs.people.states import BY_APPROVAL_ONLY, Position
from boroughs.programme.calendar import WorkingDays
from config.clock import LONDON
from config.dates import counted, listed
from hub.chasing.states import FIRST_REQUEST, LEAST_TO_ANSWER, NOTICE_DAYS, step_name
from hub.chasing.timing import Rhythm, answer_due_on, first_slot, say_sending_days, step_due_on


@dataclass(frozen=True, slots=True)
class Example:
    """One line of the dated example: the day, and what would happen on it."""

    on: date
    what: str


def ladder_of(kind: Kind, rhythm: Rhythm) -> Sequence[Position]:
    """Give the rungs after the first: those of the policy, else those of the kind."""
    return kind.ladder if rhythm.ladder is None else rhythm.ladder


def sentences(kind: Kind, rhythm: Rhythm) -> list[str]:
    """Say what the policy does, a sentence for each part."""
    who = kind.asked_of.label.lower()
    said = [f"The {who} is asked, and has {_days(rhythm.days_to_reply)} to answer."]
    if rhythm.most_reminders:
        said.append(f"The first reminder follows {_days(rhythm.first_reminder_after)} after that.")
    gap = _days(rhythm.next_reminder_after)
    if rhythm.most_reminders == 2:
        said.append(f"A second follows {gap} later.")
    elif rhythm.most_reminders > 2:
        more = counted(rhythm.most_reminders - 1).capitalize()
        said.append(f"{more} more follow, each {gap} after the one before.")
    said.append(
        f"Then, after {_days(rhythm.ring_after)}, you get a task to ring them, and no e-mail goes out."
    )
    rungs = ladder_of(kind, rhythm)
    if rungs:
        names = listed((rung.label.lower() for rung in rungs), last="and then")
        said.append(
            f"If that brings nothing, every {_days(rhythm.escalate_after)} the next is written to: {names}."
        )
    gated = [rung.label.lower() for rung in rungs if rung in rhythm.gates | BY_APPROVAL_ONLY]
    if gated:
        said.append(
            f"You approve each letter to: {listed(gated)}. The one below is told {_days(NOTICE_DAYS)} before, "
            "and nobody at that level is written to more than once a month."
        )
    begins, ends = rhythm.sends_from, rhythm.sends_until
    said.append(f"E-mails go out on {say_sending_days(rhythm)}, from {begins:%H:%M} to {ends:%H:%M}.")
    return said


def last_days() -> str:
    """Say what holds for every policy where an answer is of use for some time only."""
    return (
        "Where an answer is of use until a last safe day only, no e-mail asks for it by a later one. The last reminder "
        f"leaves {_days(LEAST_TO_ANSWER)} before; after that you are asked to ring instead, and to approve each letter."
    )


def example(kind: Kind, rhythm: Rhythm, days: WorkingDays, asked_on: date) -> list[Example]:
    """Play the policy through for something asked on that day and never answered."""
    found: list[Example] = []
    last: date | None = None
    for step in range(rhythm.ring_step):
        due = _due(step, last, asked_on, rhythm, days)
        slot = first_slot(due, not_before=datetime.combine(due, time(0), LONDON), rhythm=rhythm, days=days)
        if slot is None:
            return found
        last = slot.astimezone(LONDON).date()
        found.append(
            Example(last, f"{step_name(step, rhythm.most_reminders)} to the {kind.asked_of.label.lower()}")
        )
        if step == FIRST_REQUEST:
            found.append(Example(answer_due_on(last, rhythm, days), "An answer is due"))
    ring_on = _due(rhythm.ring_step, last, asked_on, rhythm, days)
    found.append(Example(ring_on, "You are asked to ring them"))
    for number, rung in enumerate(ladder_of(kind, rhythm), start=1):
        due = _due(rhythm.ring_step + number, last, asked_on, rhythm, days)
        is_gated = rung in rhythm.gates | BY_APPROVAL_ONLY
        verb = "You are asked to approve a letter" if is_gated else "Letter"
        found.append(Example(due, f"{verb} to the {rung.label.lower()}"))
        last = due
    return found


def _due(step: int, last: date | None, asked_on: date, rhythm: Rhythm, days: WorkingDays) -> date:
    return step_due_on(
        step, asked_on=asked_on, last_sent_on=last, agreed_on=None, promised_on=None, rhythm=rhythm, days=days
    )


def _days(number: int) -> str:
    return f"{counted(number)} working day{'' if number == 1 else 's'}"
