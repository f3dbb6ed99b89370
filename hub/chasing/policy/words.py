"""What a policy will do, in words."""

from collections.abc import Sequence

from boroughs.asks.kinds import Kind
from boroughs.people.states import BY_APPROVAL_ONLY, Position
from config.dates import counted, listed
from hub.chasing.plan.timing import Rhythm, say_sending_days
from hub.chasing.states import LEAST_TO_ANSWER, NOTICE_DAYS


def ladder_of(kind: Kind, rhythm: Rhythm) -> Sequence[Position]:
    """Give the rungs after the first: those of the policy, else those of the kind."""
    return kind.ladder if rhythm.ladder is None else rhythm.ladder


def sentences(kind: Kind, rhythm: Rhythm) -> list[str]:
    """Say what the policy does, a sentence for each part."""
    who = kind.asked_of.label.lower()
    said = [f"The {who} is asked, and has {_days(rhythm.days_to_reply)} to answer."]
    if kind.follows_an_answer:
        said.insert(
            0,
            f"After an answer that leaves this open, nobody asks or reminds for {_days(rhythm.follow_up_after)}; where "
            "a last safe day is near, for half of the time up to it.",
        )
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


def people() -> str:
    """Say what holds for every policy about whom the borough names."""
    return (
        "Whom a borough names as the right person to ask is asked what comes next about the same matter, too."
    )


def _days(number: int) -> str:
    return f"{counted(number)} working day{'' if number == 1 else 's'}"
