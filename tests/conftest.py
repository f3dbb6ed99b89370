"""The cast, the frozen clock, and a browser for each of the cast.

Camden's adviser must never see what is Haringey's; the stranger coordinates another programme and must see
nothing of this one.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import Settings

from boroughs.people.models import User
from boroughs.people.states import Position
from boroughs.programme.models import Borough, Programme
from tests.factories import BoroughFactory, ProgrammeFactory
from tests.factories.people import person

# On PostgreSQL every test watches in which order rows are locked.
from tests.locking.order import locks_in_order as locks_in_order

# What could not run for want of a part is listed at the end of every run.
from tests.parts import pytest_terminal_summary as pytest_terminal_summary

# How the tests are handed out to several processes.
from tests.workers import pytest_collection_finish as pytest_collection_finish
from tests.workers import pytest_collection_modifyitems as pytest_collection_modifyitems
from tests.workers import pytest_xdist_auto_num_workers as pytest_xdist_auto_num_workers
from tests.workers import pytest_xdist_make_scheduler as pytest_xdist_make_scheduler

# How long examples take says something of the machine, and nothing of what is tested.
hypothesis_settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("unhurried")

NOON = datetime(2007, 1, 8, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """Passwords of made-up people are hashed quickly; the real way takes half a second for each."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def frozen() -> Iterator[time_machine.Traveller]:
    """It is Monday 8 January 2007, noon in London, and stays so until a test moves it (`frozen.move_to`)."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def programme(db: None, frozen: time_machine.Traveller) -> Programme:
    return ProgrammeFactory.create(slug="london-2006", title="London 2006")


@pytest.fixture
def camden(programme: Programme) -> Borough:
    return BoroughFactory.create(programme=programme, name="Camden", gss_code="E09000007")


@pytest.fixture
def haringey(programme: Programme) -> Borough:
    return BoroughFactory.create(programme=programme, name="Haringey", gss_code="E09000014")


@pytest.fixture
def coordinator(programme: Programme) -> User:
    return person(Position.COORDINATOR, programme=programme, email="coordinator@example.org")


@pytest.fixture
def camden_adviser(camden: Borough) -> User:
    return person(Position.ADVISER, borough=camden, email="camden.adviser@example.org")


@pytest.fixture
def haringey_adviser(haringey: Borough) -> User:
    return person(Position.ADVISER, borough=haringey, email="haringey.adviser@example.org")


@pytest.fixture
def camden_lead(camden: Borough) -> User:
    """Camden's audit lead."""
    return person(Position.AUDIT_LEAD, borough=camden, email="camden.lead@example.org")


@pytest.fixture
def reviewer(programme: Programme) -> User:
    return person(Position.REVIEWER, programme=programme, email="reviewer@example.org")


@pytest.fixture
def observer(programme: Programme) -> User:
    return person(Position.OBSERVER, programme=programme, email="observer@example.org")


@pytest.fixture
def stranger(db: None, frozen: time_machine.Traveller) -> User:
    """The coordinator of another programme."""
    other = ProgrammeFactory.create(slug="elsewhere", title="Elsewhere")
    return person(Position.COORDINATOR, programme=other, email="stranger@example.org")


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """Sign somebody in: `client_of(coordinator).get(…)`."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in
