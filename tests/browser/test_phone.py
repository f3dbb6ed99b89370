"""The main way through the site on a phone."""

from datetime import date

import pytest
from playwright.sync_api import expect

from boroughs.people.sample import PASSWORD
from tasks import jobs
from tests.browser.site import CAMDENS_ADVISER, COORDINATOR, Site, fill_date, row

pytestmark = pytest.mark.browser


def test_coordinator_does_her_work_on_a_phone(site: Site) -> None:
    page = site.visit(is_phone=True)
    page.goto("/")
    page.get_by_label("E-mail address").fill(COORDINATOR)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").tap()

    menu = page.get_by_role("navigation", name="Menu")
    expect(menu.get_by_role("link", name="Chasing")).to_be_hidden()
    # Each row is a card in which every cell says its column.
    cell = row(page, "Camden").get_by_role("cell", name="No reply yet")
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == '"File audit"'
    row(page, "Camden").get_by_role("link", name="Camden").first.tap()

    row(page, "Can you contribute").get_by_role("link", name="Log this call").tap()
    page.get_by_role("radio", name="Camden’s audit lead").check()
    page.get_by_role("radio", name="Optimistic").check()
    page.get_by_role("button", name="Save the reply").tap()
    expect(page.get_by_text("The reply is recorded: Optimistic.")).to_be_visible()

    page.get_by_role("button", name="Menu").tap()
    menu.get_by_role("link", name="Chasing").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Going out next")
    page.get_by_text("Read the e-mail to Haringey’s audit lead").tap()
    expect(page.get_by_text("Dear Haringey’s audit lead,")).to_be_visible()

    page.get_by_role("button", name="Menu").tap()
    menu.get_by_role("link", name="Reports").tap()
    page.get_by_role("button", name="Compile the central report").tap()
    fill_date(page, "As at which day?", date(2007, 1, 9))
    page.get_by_role("button", name="Compile").tap()
    expect(page.get_by_text("Waiting for the worker")).to_be_visible()
    with site.worker(jobs.compile_editions):
        page.get_by_role("link", name="Read the report").tap()
    expect(page.locator(".app-report")).to_contain_text("Brent and Camden are optimistic.")


def test_adviser_answers_on_a_phone(site: Site) -> None:
    page = site.visit(CAMDENS_ADVISER, is_phone=True)
    page.goto("/")
    page.get_by_role("button", name="Nothing has changed").tap()
    expect(page.get_by_text("Thank you: noted that nothing has changed.")).to_be_visible()
