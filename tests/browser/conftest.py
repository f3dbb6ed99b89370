"""One browser and one site for all browser tests; for each test a database of its own and a fixed moment.

`@pytest.mark.world("busy")` chooses what the database holds (tests/browser/worlds.py); otherwise it is the sample.
A test that fails leaves pictures of its pages in var/browser/.
"""

from collections.abc import Generator, Iterator
from pathlib import Path
from re import sub

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from tests.browser.databases import new_shelf, using
from tests.browser.site import PATIENCE, TUESDAY_AT_NINE, Site
from tests.browser.worlds import Worlds
from tests.parts import chromium, require_part

# Nothing may be fetched from outside, by the browser itself either.
QUIET = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PICTURES = Path(settings.VAR_DIR) / "browser"


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Headless Chromium; it ends with this folder's tests, because Playwright keeps an event loop in the thread."""
    require_part("chromium")
    with pytest.MonkeyPatch.context() as patch:
        # For that loop Django would refuse queries in this thread, though nothing here runs asynchronously.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=PATIENCE)
        with sync_playwright() as playwright:
            chrome = playwright.chromium.launch(
                executable_path=chromium(), args=list(QUIET), chromium_sandbox=False
            )
            yield chrome
            chrome.close()


@pytest.fixture(scope="package")
def worlds(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Worlds]:
    shelf = new_shelf(tmp_path_factory.mktemp("worlds"))
    worlds = Worlds(shelf)
    with django_db_blocker.unblock():
        yield worlds
        worlds.discard()


@pytest.fixture(scope="package")
def address(worlds: Worlds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site itself, in threads of this process: it believes in this process's clock."""
    # Not the database in memory, which would be one connection for all threads.
    with using(str(tmp_path_factory.mktemp("server") / "none.db")):
        server = LiveServer("127.0.0.1")
    yield server.url
    server.stop()


@pytest.fixture
def site(
    browser: Browser,
    address: str,
    worlds: Worlds,
    django_db_blocker: DjangoDbBlocker,
    request: pytest.FixtureRequest,
) -> Iterator[Site]:
    """The site on Tuesday 9 January 2007 at nine. At the end no page may have complained."""
    marker = request.node.get_closest_marker("world")
    cache.clear()
    with (
        django_db_blocker.unblock(),
        time_machine.travel(TUESDAY_AT_NINE, tick=False) as clock,
        worlds.copy_of(marker.args[0] if marker else "sample"),
    ):
        site = Site(address, browser, clock)
        yield site
        if request.node.stash.get(FAILED, False):
            _picture(site, request.node.name)
        faults = site.close()
    assert not faults, "\n".join(faults)


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember whether a test failed, for the picture."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


def _picture(site: Site, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    pages = [page for context in site.contexts for page in context.pages]
    for number, page in enumerate(pages, 1):
        page.screenshot(path=PICTURES / f"{sub(r'[^a-z0-9_]+', '-', name)}-{number}.png", full_page=True)
