"""E-mails as they arrive: sent by the worker's own jobs to a real mail server, and opened by whom they are for."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from django.test import override_settings
from playwright.sync_api import Locator, Page

from tasks import jobs
from tests.browser.site import Site
from tests.sink import Received, Sink


@dataclass
class Letters:
    """What the mail server has taken, and the worker who brings it there."""

    site: Site
    sink: Sink

    def go_out(self, at: datetime) -> list[Received]:
        """Let it be that moment, and the worker do all that it does by then; answer what has arrived."""
        before = len(self.sink.received)
        self.site.clock.move_to(at)
        jobs.reconcile_asks()
        jobs.queue_chase_ups()
        jobs.send_digests()
        jobs.deliver_mail()
        return self.sink.received[before:]

    def to(self, address: str) -> Received:
        """Find the last e-mail that arrived for somebody."""
        return next(each for each in reversed(self.sink.received) if each.recipient == address)

    def open(self, page: Page, address: str) -> Received:
        """Let somebody read their last e-mail as a mail program shows it: its HTML part, with links that open."""
        received = self.to(address)
        page.goto("about:blank")
        page.set_content(html_of(received))
        return received


@contextmanager
def letters(site: Site) -> Iterator[Letters]:
    """Let the site send its e-mails to a mail server, with links that lead back to it."""
    with Sink() as sink, override_settings(EMAIL_URL=sink.url, SITE_URL=site.url):
        yield Letters(site, sink)


def html_of(received: Received) -> str:
    """Give the HTML part of an e-mail, as a mail program reads it out of the bytes."""
    body = received.message.get_body(("html",))
    assert isinstance(body, EmailMessage)
    return str(body.get_content())


@dataclass
class Finger:
    """Taps on a phone, and counts how often."""

    taps: int = 0

    def tap(self, target: Locator) -> None:
        """Tap once."""
        target.tap()
        self.taps += 1
