"""The world, planted once for all modules that follow each other: nothing of it is ever committed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.access.expectations import closed_addresses
from tests.access.planting import Cage, plant
from tests.access.reading import Read
from tests.access.sharing import Rules
from tests.access.world import World, build
from tests.conftest import NOON

QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@dataclass(frozen=True, slots=True)
class Planted:
    """The world, what is planted in it, and who may meet what."""

    world: World
    cage: Cage
    rules: Rules
    closed: Mapping[str, frozenset[str]]

    def leaks(self, read: Read, who: str) -> list[str]:
        """Tell what one of the cast met that they must not: canaries, and links to what they may not see."""
        canaries = self.rules.leaks(self.cage, read.text, self.rules.eyes[who]).values()
        links = {link.partition("?")[0] for link in read.links} & self.closed[who]
        return [*map(str, canaries), *(f"a link to {link}" for link in sorted(links))]


@contextmanager
def _rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Planted]:
    """Build and plant the world at noon on 8 January 2007."""
    with (
        django_db_blocker.unblock(),
        time_machine.travel(NOON, tick=False),
        override_settings(PASSWORD_HASHERS=QUICK, ACCOUNT_RATE_LIMITS=False),
        _rolled_back(),
    ):
        world = build()
        rules = Rules(world)
        cage = plant()
        for row in (*world.people.values(), *world.boroughs.values(), world.ours, world.theirs):
            row.refresh_from_db()
        yield Planted(world, cage, rules, closed_addresses(world, rules))


@pytest.fixture(scope="module")
def planted(built: Planted) -> Iterator[Planted]:
    """The world as it was built, whatever the tests of another module did in it."""
    with _rolled_back():
        yield built
