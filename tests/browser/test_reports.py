"""The central report: asked for, seen while it is compiled, read, downloaded, published."""

import json
from collections.abc import Callable
from datetime import date
from threading import Event
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hub.reports import services
from tasks import jobs
from tests.browser.site import COORDINATOR, OBSERVER, Site, fill_date

pytestmark = pytest.mark.browser

SENTENCE = "A response is awaited from Camden and Haringey."
FILES = {
    "Web page (HTML)": b"<!DOCTYPE html>",
    "PDF": b"%PDF-",
    "Word document (DOCX)": b"PK",
    "Data (JSON)": b"{",
}


class Pace:
    """Lets the worker go on only when the test has seen how far it is: `seen` is set by the test."""

    def __init__(self) -> None:
        self.seen = Event()
        self.stops_at = "Writing: Outstanding issues"

    def keep(self, tell: Callable[..., None]) -> Callable[..., None]:
        """Make a worker's way of telling how far it is wait at one place."""

        def told(edition: Any, doing: str) -> None:
            tell(edition, doing)
            if doing == self.stops_at:
                assert self.seen.wait(120), "nobody looked"

        return told


@pytest.fixture
def pace(monkeypatch: pytest.MonkeyPatch) -> Pace:
    pace = Pace()
    monkeypatch.setattr(services, "_tell", pace.keep(services._tell))
    return pace


def ask_for_report(page: Page) -> None:
    """Ask for the report as at 8 January."""
    page.goto("/london-2006/reports/")
    page.get_by_role("button", name="Compile the central report").click()
    fill_date(page, "As at which day?", date(2007, 1, 8))
    # Whoever loads the page again must have it first.
    with page.expect_navigation():
        page.get_by_role("button", name="Compile").click()


def download(page: Page, label: str) -> bytes:
    """Download one of the files."""
    with page.expect_download() as downloaded:
        page.get_by_role("link", name=label).click()
    return downloaded.value.path().read_bytes()


def test_page_follows_the_worker_by_itself_until_the_report_is_there(site: Site, pace: Pace) -> None:
    page = site.visit(COORDINATOR)
    ask_for_report(page)
    status = page.get_by_role("status").filter(has_text="worker")
    expect(status).to_have_text("Waiting for the worker")
    with site.worker(jobs.compile_editions):
        expect(page.get_by_text("Writing: Outstanding issues")).to_be_visible()
        assert float(page.get_by_role("progressbar").get_attribute("value") or 0) > 0
        pace.seen.set()
        page.get_by_role("link", name="Read the report").click()
    expect(page.locator(".app-report")).to_contain_text(SENTENCE)
    expect(page.get_by_role("progressbar")).to_have_count(0)


def test_each_of_the_four_files_can_be_downloaded(site: Site) -> None:
    page = site.visit(COORDINATOR)
    ask_for_report(page)
    jobs.compile_editions()
    page.reload()
    files = {label: download(page, label) for label in FILES}
    for label, beginning in FILES.items():
        assert files[label].startswith(beginning)
    assert SENTENCE in json.dumps(json.loads(files["Data (JSON)"]), ensure_ascii=False)


def test_observer_reads_the_report_once_it_is_published_and_not_before(site: Site) -> None:
    page, observer = site.visit(COORDINATOR), site.visit(OBSERVER)
    ask_for_report(page)
    jobs.compile_editions()
    page.reload()
    observer.goto("/london-2006/reports/")
    expect(observer.get_by_text("No report has been published yet.")).to_be_visible()
    assert observer.goto(page.url) is not None
    expect(observer.get_by_text(SENTENCE)).to_have_count(0)

    page.get_by_role("button", name="Publish this report").click()
    expect(page.get_by_text("Published. Everybody in the programme can read it now.")).to_be_visible()
    expect(page.get_by_role("button", name="Publish this report")).to_have_count(0)

    observer.goto("/london-2006/")
    observer.get_by_role("link", name="The central report as at 8 January 2007").click()
    expect(observer.locator(".app-report")).to_contain_text(SENTENCE)


def test_sentence_opens_its_source(site: Site) -> None:
    page = site.visit(COORDINATOR)
    ask_for_report(page)
    jobs.compile_editions()
    page.reload()
    page.get_by_role("link", name="Islington asks to be excused because of a joint area review.").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("File audits")
