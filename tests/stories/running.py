"""Lets every day of a story pass, and compares what came of it."""

import time_machine

from tests.stories import (
    answering,
    appointing,
    asking,
    backplanning,
    by_hand,
    correcting,
    deciding,
    linking,
    policies,
    posting,
    site,
    undelivered,
)
from tests.stories.leaving import compare
from tests.stories.reading import Row, Story
from tests.stories.sentences import KNOWN, happen
from tests.stories.world import DIGESTS, EVENING, MORNING, NIGHT, ONE_DAY, SENDING, World

AFTERNOON = "In the afternoon, "
IN_THE_EVENING = "In the evening, "
NOTHING = "nobody"
WEEKEND = (5, 6)
PAGES = (
    asking,
    appointing,
    answering,
    linking,
    backplanning,
    correcting,
    deciding,
    by_hand,
    policies,
    posting,
    undelivered,
    site,
)


def tell(story: Story, traveller: time_machine.Traveller) -> list[str]:
    """Let a story happen, every day from its first row to its last; answer what came out otherwise."""
    rows = {row.day: row for row in story.rows}
    first, last = story.rows[0].day, story.rows[-1].day
    world = World.begin(traveller, boroughs_of(story), first)
    wrong: list[str] = []
    day = first
    while day <= last:
        # That nothing leaves at a weekend is told in rows, and by the simulated year: here each would cost as a day.
        if day in rows or day.weekday() not in WEEKEND or world.has_digests:
            wrong += pass_day(world, rows.get(day) or Row(day, [], [], []))
        day += ONE_DAY
    return wrong


def pass_day(world: World, row: Row) -> list[str]:
    """Let one day pass: what happens in the morning, the sending, the evening; compare e-mails and board."""
    morning, afternoon, evening = _by_time(row.happens)
    if world.works_on(row.day):
        world.at(row.day, DIGESTS)
        world.send_digests()
    world.at(row.day, MORNING)
    if world.works_on(row.day):
        world.say_updates(row.day)
    for said in morning:
        happen(world, said)
    if world.works_on(row.day):
        world.at(row.day, SENDING)
        world.send()
        _later(world, row, afternoon, evening)
    wrong = [f"{row.day:%a %-d %B %Y}: {each}" for each in compare(row.emails, world.left())]
    return wrong + (_compare_board(world, row) if row.board else [])


def _later(world: World, row: Row, afternoon: list[str], evening: list[str]) -> None:
    if afternoon or evening:
        world.at(row.day, SENDING.replace(hour=14))
        for said in afternoon:
            happen(world, said)
        world.at(row.day, SENDING.replace(hour=15))
        world.send()
    if evening:
        world.at(row.day, EVENING)
        for said in evening:
            happen(world, said)
        world.at(row.day, NIGHT)
        world.send()


def _by_time(happens: list[str]) -> tuple[list[str], list[str], list[str]]:
    afternoon = [each.removeprefix(AFTERNOON) for each in happens if each.startswith(AFTERNOON)]
    evening = [each.removeprefix(IN_THE_EVENING) for each in happens if each.startswith(IN_THE_EVENING)]
    morning = [each for each in happens if not each.startswith((AFTERNOON, IN_THE_EVENING))]
    return morning, afternoon, evening


def _compare_board(world: World, row: Row) -> list[str]:
    """Compare what the board says: all that needs the coordinator (“Needs you: …”), next steps as far as given."""
    needs, steps = world.board()
    said = [each.removeprefix("Needs you: ") for each in row.board if each.startswith("Needs you: ")]
    wanted = [each for each in said if each != NOTHING]
    wrong = []
    if said and sorted(wanted) != sorted(needs):
        wrong.append(
            f"{row.day:%a %-d %B %Y}: the board needs you for {needs or 'nothing'} and not {wanted or 'nothing'}"
        )
    wrong += [
        f"{row.day:%a %-d %B %Y}: the board says {steps} and not “{each}”"
        for each in row.board
        if not each.startswith("Needs you: ") and each not in steps
    ]
    return wrong


def boroughs_of(story: Story) -> list[str]:
    """Find the boroughs that a story names."""
    words = " ".join(each for row in story.rows for each in (*row.happens, *row.emails, *row.board))
    found = [name for name in ("Camden", "Haringey", "Islington") if name in words]
    return found or ["Camden"]


__all__ = ["KNOWN", "tell"]
