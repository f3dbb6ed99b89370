"""Which tests run, in how many processes, in what order, and what stays together.

`make test` takes one process more than there are cores, because tests with real parts mostly wait. Each has its own
databases, ports, folders and numbers of Redis, so that two never meet; they are handed files, and single tests of the
folders in which each takes seconds. What takes longest comes first, so that all end at about the same time.
"""

import gc
import os
from collections.abc import Generator
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

HERE = Path(__file__).parent
# In which folders each test is handed out by itself: they take seconds, and share little. Elsewhere the tests of a
# file may share what is dear to make.
ONE_BY_ONE = {"services", "simulation", "stories"}
# Those that take longest, longest first; what is not here comes after them, and stories, which are many and
# all alike, fill what is left.
FIRST = ("simulation", "services", "house", "access", "browser")
LAST = ("stories",)
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup"}


class InOrder(LoadScopeScheduling):
    """Hands out files and single tests, in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return nodeid if _folder(Path(path).absolute()) in ONE_BY_ONE else path


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> InOrder:
    """Choose how tests are handed out."""
    return InOrder(config, log)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Answer what `-n auto` means: none beside this one for single files, which are done before others have begun."""
    if config.args and all(".py" in argument for argument in config.args):
        return 0
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return cores + 1


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None, None, None]:
    """Leave the long proofs to `make soak`, tell what asks the database of DATABASE_URL, and put all in order."""
    if "soak" not in config.option.markexpr:
        left_out = [item for item in items if item.get_closest_marker("soak")]
        items[:] = [item for item in items if not item.get_closest_marker("soak")]
        config.hook.pytest_deselected(items=left_out)
    for item in items:
        if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(_fixtures(item)):
            item.add_marker("database")
    yield
    items.sort(key=lambda item: _rank(_folder(item.path)))


def pytest_collection_finish() -> None:
    """Leave all that is loaded by now to the end: nobody need look again and again whether it is rubbish."""
    gc.freeze()


def _fixtures(item: pytest.Item) -> list[str]:
    return item.fixturenames if isinstance(item, pytest.Function) else []


def _folder(path: Path) -> str:
    return path.relative_to(HERE).parts[0] if HERE in path.parents else ""


def _rank(folder: str) -> int:
    """Order by folder; within one as they were collected."""
    return FIRST.index(folder) if folder in FIRST else len(FIRST) + (folder in LAST)
