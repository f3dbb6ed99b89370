"""The main way through the site without JavaScript, from the sign-in to the published report."""

from datetime import date

import pytest
from playwright.sync_api import expect

from boroughs.people.sample import PASSWORD
from tasks import jobs
from tests.browser.site import CAMDENS_ADVISER, COORDINATOR, Site, fill_date, row

pytestmark = pytest.mark.browser


def test_coordinator_goes_from_signing_in_to_the_published_report_without_javascript(site: Site) -> None:
    page = site.visit(has_scripts=False)
    page.goto("/")
    page.get_by_label("E-mail address").fill(COORDINATOR)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    row(page, "Camden").get_by_role("link", name="Camden").first.click()
    row(page, "Can you contribute").get_by_role("link", name="Log this call").click()
    page.get_by_role("radio", name="Camden’s audit lead").check()
    page.get_by_role("radio", name="Yes, it agrees").check()
    # What a choice reveals is open from the start: nobody has to press anything to be asked.
    fill_date(page, "When will the files be ready?", date(2007, 2, 9))
    page.get_by_role("button", name="Save the reply").click()
    expect(page.get_by_text("The reply is recorded: Yes, it agrees.")).to_be_visible()

    page.get_by_role("link", name="Chasing").click()
    expect(page.get_by_role("link", name="Camden: Can you contribute files to the review?")).to_have_count(0)
    page.get_by_text("Read the e-mail to Haringey’s audit lead").click()
    expect(page.get_by_text("Dear Haringey’s audit lead,")).to_be_visible()

    page.get_by_role("link", name="Reports").click()
    page.get_by_role("button", name="Compile the central report").click()
    fill_date(page, "As at which day?", date(2007, 1, 9))
    page.get_by_role("button", name="Compile").click()
    expect(page.get_by_text("Waiting for the worker")).to_be_visible()
    jobs.compile_editions()
    expect(page.get_by_text("Waiting for the worker")).to_be_visible()
    page.get_by_role("link", name="Check again").click()
    expect(page.locator(".app-report")).to_contain_text("A response is awaited from Haringey.")
    page.get_by_role("button", name="Publish this report").click()
    expect(page.get_by_text("Published. Everybody in the programme can read it now.")).to_be_visible()

    page.get_by_role("button", name="Sign out").click()
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_adviser_gives_the_update_and_an_event_without_javascript(site: Site) -> None:
    page = site.visit(CAMDENS_ADVISER, has_scripts=False)
    page.goto("/")
    page.get_by_role("button", name="Nothing has changed").click()
    expect(page.get_by_text("Thank you: noted that nothing has changed.")).to_be_visible()

    page.get_by_role("link", name="Events", exact=True).first.click()
    page.get_by_role("button", name="Add an event").click()
    page.get_by_role("button", name="Save").click()
    summary = page.get_by_role("alert")
    summary.get_by_role("link", name="Enter what it was, or will be").click()
    page.get_by_label("What was it, or will it be?").fill("Open day")
    fill_date(page, "When?", date(2006, 12, 9))
    page.get_by_role("button", name="Save").click()
    expect(row(page, "Open day")).to_contain_text("don’t know")


def test_wrong_password_is_told_without_javascript(site: Site) -> None:
    page = site.visit(has_scripts=False)
    page.goto("/")
    page.get_by_label("E-mail address").fill(COORDINATOR)
    page.get_by_label("Password", exact=True).fill("safer together 2007")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
