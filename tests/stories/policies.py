"""Sentences about the policies: how each kind of ask is chased."""

from datetime import time

from boroughs.asks.kinds import kinds
from hub.chasing.models import Policy
from hub.chasing.plan.timing import DAY_NAMES
from tests.stories.sentences import sentence
from tests.stories.topics import TOPICS
from tests.stories.world import World

_FILES = ("audit-reply", "audit-date", "audit-files")


@sentence("The policy for files has {number} reminders", "The policy for files has {number} reminder")
def reminders(world: World, number: int) -> None:
    for kind in _FILES:
        _change_policy(world, kind, most_reminders=number)


@sentence("The policy for files gives {number} working days to reply")
def days_to_reply(world: World, number: int) -> None:
    for kind in _FILES:
        _change_policy(world, kind, days_to_reply=number)


@sentence("The policy for files waits {number} working days after an answer")
def days_after_an_answer(world: World, number: int) -> None:
    for kind in _FILES:
        _change_policy(world, kind, follow_up_after=number)


@sentence("The policy for files asks for approval before a letter to the {role}")
def gate(world: World, role: str) -> None:
    position = {"business manager": "business_manager"}[role]
    for kind in _FILES:
        _change_policy(world, kind, gates=[position])


@sentence("The policy for the {topic} has no ladder")
def no_ladder(world: World, topic: str) -> None:
    _change_policy(world, TOPICS[topic], ladder=[])


@sentence(
    "The policy for files reminds {number} working days after the answer was due, and {more} after that"
)
def reminder_days(world: World, number: int, more: int) -> None:
    for kind in _FILES:
        _change_policy(world, kind, first_reminder_after=number, second_reminder_after=more)


@sentence("The policy sends on {answer} only")
def sending_days(world: World, answer: str) -> None:
    days = [number for number, name in enumerate(DAY_NAMES) if name in answer]
    for kind in kinds():
        _change_policy(world, kind.name, sending_days=days)


@sentence("The policy sends from {number}:00 to {more}:00")
def sending_hours(world: World, number: int, more: int) -> None:
    for kind in kinds():
        _change_policy(world, kind.name, sends_from=time(number), sends_until=time(more))


def _change_policy(world: World, kind: str, **facts: object) -> None:
    Policy.objects.update_or_create(programme=world.programme, kind=kind, defaults=facts)
