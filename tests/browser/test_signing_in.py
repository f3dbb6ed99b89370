"""Signing in and out by the real form."""

import pytest
from playwright.sync_api import Page, expect

from boroughs.people.sample import PASSWORD
from tests.browser.site import COORDINATOR, Site

pytestmark = pytest.mark.browser


def sign_in(page: Page, email: str, password: str) -> None:
    """Fill in the form and send it."""
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_coordinator_signs_in_and_stands_before_the_board(site: Site) -> None:
    page = site.visit()
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    sign_in(page, COORDINATOR, PASSWORD)
    expect(page).to_have_url(f"{site.url}/london-2006/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Whose turn is it?")


def test_page_that_was_asked_for_comes_after_signing_in(site: Site) -> None:
    page = site.visit()
    page.goto("/london-2006/chasing/")
    sign_in(page, COORDINATOR, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Going out next")


def test_wrong_password_is_told_without_saying_whether_the_address_is_known(site: Site) -> None:
    said = []
    for email in (COORDINATOR, "nobody@example.org"):
        page = site.visit()
        page.goto("/")
        sign_in(page, email, "safer together 2007")
        summary = page.get_by_role("alert")
        expect(summary).to_contain_text("There is a problem")
        expect(page).to_have_title("Error: Sign in – Crossborough")
        said.append(summary.inner_text())
    assert said[0] == said[1]


def test_who_signs_out_is_out_and_cannot_go_back(site: Site) -> None:
    page = site.visit(COORDINATOR)
    page.goto("/london-2006/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    page.goto("/london-2006/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
