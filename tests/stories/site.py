"""Sentences about the site itself: when it stands still, and what it sends the coordinator."""

from datetime import date

from tests.stories.sentences import sentence
from tests.stories.world import World


@sentence("Nothing works until {day}")
def nothing_works(world: World, day: date) -> None:
    world.nothing_works_until = day


@sentence("The worker stands still until {day}")
def worker_rests(world: World, day: date) -> None:
    world.worker_rests_until = day


@sentence("The coordinator gets her Monday digest")
def get_digests(world: World) -> None:
    world.has_digests = True


@sentence("nothing happens")
def nothing(world: World) -> None:
    """Let the site work once more on that day."""
