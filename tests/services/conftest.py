"""For each test a database, a broker and a mail server of its own, and a Tuesday in sending hours.

Everything that a test started is killed at its end, and also when the test run itself is killed.
"""

import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.parts import require_part
from tests.services.clock import TUESDAY, Clock, beginning_at
from tests.services.cluster import Cluster, made_cluster
from tests.services.installations import ByItself, Installation, WithServices
from tests.services.postbox import Postbox
from tests.services.processes import Processes
from tests.services.stores import OwnBroker, migrate, postgres_database, redis_database, using

LOGS = pytest.StashKey[list[tuple[str, Callable[[], str]]]]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.services)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show the logs of a test that failed."""
    report = yield
    if report.failed:
        report.sections += [(title, read()) for title, read in item.stash.get(LOGS, [])]
    return report


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[str]:
    require_part("postgres")
    with postgres_database() as url:
        migrate(url)
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def clock() -> Iterator[Clock]:
    """It is half past ten on Tuesday 9 January 2007, and time goes on."""
    with beginning_at(TUESDAY) as clock:
        yield clock


@pytest.fixture
def processes(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Processes]:
    started = Processes(tmp_path)
    request.node.stash.setdefault(LOGS, []).append(("Processes", started.logs))
    try:
        yield started
    finally:
        started.kill_all()


@pytest.fixture
def postbox(processes: Processes, request: pytest.FixtureRequest) -> Postbox:
    """The mail server; `@pytest.mark.parametrize("postbox", ["slow:0.05"], indirect=True)` for another scenario."""
    return Postbox(processes, scenario=getattr(request, "param", "accept"))


@pytest.fixture
def own_cluster(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """A PostgreSQL for this test alone, which the installation then uses."""
    with made_cluster(Cluster) as cluster:
        request.node.stash.setdefault(LOGS, []).append(("PostgreSQL", cluster.logs))
        yield cluster


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The installation's database: on a cluster of the test's own where it has one, else on the one that runs here."""
    if "own_cluster" in request.fixturenames:
        yield request.getfixturevalue("own_cluster").url
        return
    with postgres_database(like=request.getfixturevalue("postgres_template")) as url:
        yield url


@pytest.fixture
def with_services(
    database_url: str,
    processes: Processes,
    postbox: Postbox,
    clock: Clock,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[WithServices]:
    """PostgreSQL and Redis; this process's rows are those of that database."""
    with redis_database() as redis_url, django_db_blocker.unblock(), using(database_url):
        yield WithServices(
            processes,
            database_url=database_url,
            redis_url=redis_url,
            email_url=postbox.url,
            clock=clock,
        )
        # Before its database and its jobs are taken away.
        processes.kill_all()


@pytest.fixture
def own_broker(with_services: WithServices, processes: Processes) -> OwnBroker:
    """A broker for this test alone, which the installation uses."""
    broker = OwnBroker(processes)
    broker.start()
    with_services.use_broker(broker.url)
    return broker


@pytest.fixture
def by_itself(
    sqlite_template: Path,
    postbox: Postbox,
    clock: Clock,
    django_db_blocker: DjangoDbBlocker,
    request: pytest.FixtureRequest,
) -> Iterator[ByItself]:
    """The embedded default, from a copy of the checkout under a short path."""
    require_part("broker")
    folder = Path(tempfile.mkdtemp(prefix="services-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        installation = ByItself(folder, database=sqlite_template, email_url=postbox.url, clock=clock)
        request.node.stash.setdefault(LOGS, []).append(("The site’s logs", installation.logs))
        stack.callback(installation.end)
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(using(installation.database_url))
        yield installation


@pytest.fixture(params=["with_services", "by_itself"])
def installation(request: pytest.FixtureRequest) -> Installation:
    """Each of the two ways to install it."""
    installed: Installation = request.getfixturevalue(request.param)
    return installed
