"""Every page that each of the cast can reach: nothing that WCAG 2.2 at level AA refuses, nothing off a phone's side,
no complaint in the console, a title and one first heading. Forms are sent back with their errors, too.
"""

import pytest
from playwright.sync_api import expect

from audits.rounds.models import FileAudit
from boroughs.programme.models import Borough
from hub.events.models import Event
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

SHARED = "board events event reports report account_set_password"
BOROUGHS = "borough post ask audits audit"
OF_THE_COORDINATOR = f"""{SHARED} {BOROUGHS} borough-note borough-hold post-news post-interim post-entry-void
    ask-reply ask-hold audit-update audit-excusal audit-files audit-entry-void event-add event-edit
    chasing chasing-log chasing-email report-compile report-query"""
OF_AN_ADVISER = f"{SHARED} {BOROUGHS} post-news event-add event-edit report-query-add"
OF_A_LEAD = f"{SHARED} {BOROUGHS} ask-reply audit-update"


@pytest.mark.world("busy")
@pytest.mark.parametrize(
    ("email", "routes"),
    [
        pytest.param(COORDINATOR, OF_THE_COORDINATOR, id="coordinator"),
        pytest.param(CAMDENS_ADVISER, OF_AN_ADVISER, id="adviser"),
        pytest.param(CAMDENS_AUDIT_LEAD, OF_A_LEAD, id="lead"),
        pytest.param(REVIEWER, f"{SHARED} audits audit", id="reviewer"),
        pytest.param(OBSERVER, SHARED, id="observer"),
    ],
)
def test_every_page_is_open_to_everybody(site: Site, email: str, routes: str) -> None:
    crawl = Crawl(site.visit(email), site.url)
    # Pages from which there is more to do than from others of their kind.
    starts = {
        COORDINATOR: [f"/london-2006/audits/{FileAudit.objects.get(borough__slug='newham').pk}/"],
        CAMDENS_ADVISER: [f"/london-2006/events/{Event.objects.get(borough__slug='camden').pk}/"],
    }
    faults = []
    for page in crawl.pages(*starts.get(email, []), "/"):
        faults += faults_of(page)
        for refused in crawl.sent_empty():
            faults += [f"with errors, {fault}" for fault in faults_of(refused)]
    assert not faults, "\n".join(faults)
    assert not (missing := set(routes.split()) - crawl.routes.keys()), f"No link leads to {missing}."


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
        for page in Crawl(site.visit(email), site.url).pages("/"):
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
