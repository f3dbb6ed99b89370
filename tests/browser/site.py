"""The site as a test drives it: whose browser, what o'clock, and the worker's jobs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from threading import Thread

import time_machine
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page

from boroughs.people.models import User
from tests.browser.watching import Watch
from tests.waiting import stretched

# A Tuesday on which nothing has been sent yet: chase-ups leave at 10.
TUESDAY_AT_NINE = datetime(2007, 1, 9, 9, tzinfo=UTC)
WIDE = (1280, 900)
# How long something may take to appear, in milliseconds: long, for a machine that is busy with much else.
PATIENCE = 60_000
PHONE = (390, 844)

COORDINATOR = "coordinator@example.org"
CAMDENS_ADVISER = "camden.adviser@example.org"
CAMDENS_AUDIT_LEAD = "camden.audit-lead@example.org"
REVIEWER = "reviewer@example.org"
OBSERVER = "observer@example.org"


@dataclass
class Site:
    """A running site with one of the worlds behind it."""

    url: str
    browser: Browser
    clock: time_machine.Traveller
    contexts: list[BrowserContext] = field(default_factory=list)
    watches: list[Watch] = field(default_factory=list)

    def visit(
        self,
        email: str = "",
        *,
        size: tuple[int, int] = WIDE,
        has_scripts: bool = True,
        is_phone: bool = False,
    ) -> Page:
        """Open a browser of their own for somebody who is signed in already (nobody: for a stranger)."""
        width, height = PHONE if is_phone else size
        context = self.browser.new_context(
            base_url=self.url,
            viewport={"width": width, "height": height},
            java_script_enabled=has_scripts,
            has_touch=is_phone,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        if email:
            context.add_cookies([{"name": "sessionid", "value": _session_of(email), "url": self.url}])
        page = context.new_page()
        self.watches.append(Watch(page))
        return page

    def close(self) -> list[str]:
        """Close every browser; answer what their pages did that they may not."""
        for context in self.contexts:
            context.close()
        return [fault for watch in self.watches for fault in watch.faults]

    @contextmanager
    def worker(self, job: Callable[[], None]) -> Iterator[None]:
        """Run one of the worker's jobs beside the test, with a connection of its own; it is done at the end."""
        faults: list[BaseException] = []
        thread = Thread(target=_run, args=(job, faults), daemon=True)
        thread.start()
        yield
        thread.join(stretched(60))
        assert not thread.is_alive(), f"{job} did not end"
        assert not faults, faults


def row(page: Page, name: str) -> Locator:
    """Find the row of a table by what heads it."""
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=name))


def fill_date(page: Page, question: str, day: date) -> None:
    """Answer a question about a date."""
    asked = page.get_by_role("group", name=question).first
    for part in ("day", "month", "year"):
        asked.get_by_label(part.capitalize()).fill(str(getattr(day, part)))


def _run(job: Callable[[], None], faults: list[BaseException]) -> None:
    try:
        job()
    except BaseException as fault:  # whatever it is, the test that waits must hear of it
        faults.append(fault)
    finally:
        connection.close()


def _session_of(email: str) -> str:
    client = Client()
    client.force_login(User.objects.get(email=email), backend="boroughs.people.sample.SampleBackend")
    return client.cookies["sessionid"].value
