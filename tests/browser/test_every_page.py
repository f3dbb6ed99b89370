"""Every page that each of the cast can reach: nothing that WCAG 2.2 at level AA refuses, nothing off a phone's side,
no complaint in the console, a title and one first heading. Forms are sent back with their errors, too.
"""

import pytest
from playwright.sync_api import expect

from boroughs.programme.models import Borough
from tests.browser.crawling import Crawl
from tests.browser.site import (
    CAMDENS_ADVISER,
    CAMDENS_AUDIT_LEAD,
    COORDINATOR,
    OBSERVER,
    PHONE,
    REVIEWER,
    Site,
)
from tests.browser.watching import faults_of

pytestmark = pytest.mark.browser

OF_THE_COORDINATOR = frozenset({
    "board", "borough", "borough-note", "post", "post-news", "post-interim", "post-entry-void", "ask", "ask-reply",
    "audits", "audit", "audit-update", "audit-excusal", "audit-files", "audit-entry-void", "events", "event-add",
    "event", "event-edit", "chasing", "chasing-log", "chasing-email", "reports", "report", "report-compile",
    "report-query", "account_set_password",
})  # fmt: skip
OF_AN_ADVISER = frozenset({
    "board", "borough", "post", "post-news", "ask", "audits", "audit", "events", "event-add", "event", "reports",
    "report", "report-query-add", "account_set_password",
})  # fmt: skip
OF_A_LEAD = frozenset({"board", "borough", "ask", "ask-reply", "audit-update", "events", "event", "report"})
OF_OTHERS = frozenset({"board", "events", "event", "reports", "report", "account_set_password"})


@pytest.mark.world("busy")
@pytest.mark.parametrize(
    ("email", "routes", "of_each_route"),
    [
        pytest.param(COORDINATOR, OF_THE_COORDINATOR, 2, id="coordinator"),
        pytest.param(CAMDENS_ADVISER, OF_AN_ADVISER, 1, id="adviser"),
        pytest.param(CAMDENS_AUDIT_LEAD, OF_A_LEAD, 1, id="lead"),
        pytest.param(REVIEWER, OF_OTHERS | {"audits"}, 1, id="reviewer"),
        pytest.param(OBSERVER, OF_OTHERS, 1, id="observer"),
    ],
)
def test_every_page_is_open_to_everybody(
    site: Site, email: str, routes: frozenset[str], of_each_route: int
) -> None:
    crawl = Crawl(site.visit(email), site.url, of_each_route)
    faults = []
    for page in crawl.pages():
        faults += faults_of(page)
        for refused in crawl.sent_empty():
            faults += [f"with errors, {fault}" for fault in faults_of(refused)]
    assert not faults, "\n".join(faults)
    assert not (missing := routes - crawl.routes.keys()), f"No link leads to {missing}."


def test_pages_before_signing_in_are_open_to_everybody(site: Site) -> None:
    crawl = Crawl(site.visit(), site.url)
    faults = []
    for page in crawl.pages("/accounts/login/"):
        faults += faults_of(page)
        for refused in crawl.sent_empty():
            faults += [f"with errors, {fault}" for fault in faults_of(refused)]
    assert not faults, "\n".join(faults)
    assert crawl.routes.keys() >= {"account_login", "account_reset_password"}


def test_pages_that_refuse_are_open_to_everybody(site: Site) -> None:
    page = site.visit(CAMDENS_ADVISER)
    faults = []
    for path, status in {"/london-2006/chasing/": 403, "/london-2006/boroughs/haringey/": 404}.items():
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == status
        faults += faults_of(page)
    assert not faults, "\n".join(faults)


@pytest.mark.world("empty")
def test_empty_pages_are_open_to_everybody(site: Site) -> None:
    faults = []
    for email in (COORDINATOR, OBSERVER):
        for page in Crawl(site.visit(email), site.url).pages():
            faults += faults_of(page)
    assert not faults, "\n".join(faults)


@pytest.mark.world("full")
def test_full_board_is_open_to_everybody(site: Site) -> None:
    page = site.visit(COORDINATOR)
    page.goto("/london-2006/")
    expect(page.locator("tbody tr")).to_have_count(Borough.objects.count())
    faults = faults_of(page)
    assert not faults, "\n".join(faults)


@pytest.mark.world("busy")
def test_phone_pages_with_the_menu_open_are_open_to_everybody(site: Site) -> None:
    page = site.visit(COORDINATOR, is_phone=True)
    faults = []
    for path in ("/london-2006/", "/london-2006/boroughs/camden/", "/london-2006/chasing/"):
        page.goto(path)
        page.get_by_role("button", name="Menu").click()
        faults += faults_of(page, widths=())
    assert page.viewport_size == {"width": PHONE[0], "height": PHONE[1]}
    assert not faults, "\n".join(faults)
