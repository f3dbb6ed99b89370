"""On paper there is what was asked for, and nothing to press."""

import pytest
from playwright.sync_api import expect

from tests.browser.site import COORDINATOR, Site, row

pytestmark = pytest.mark.browser


def test_printed_board_is_the_table_without_the_menu(site: Site) -> None:
    page = site.visit(COORDINATOR)
    page.goto("/london-2006/")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_be_hidden()
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(row(page, "Camden")).to_be_visible()
    assert page.locator("table").first.evaluate("table => getComputedStyle(table).display") == "table"


def test_printed_preview_opens_every_e_mail(site: Site) -> None:
    page = site.visit(COORDINATOR)
    page.goto("/london-2006/chasing/")
    words = page.get_by_text("Dear Camden’s audit lead,")
    expect(words).to_be_hidden()
    page.emulate_media(media="print")
    expect(words).to_be_visible()


@pytest.mark.world("busy")
def test_printed_borough_page_has_the_exact_texts_and_no_links_to_press(site: Site) -> None:
    page = site.visit(COORDINATOR)
    page.goto("/london-2006/boroughs/camden/")
    page.emulate_media(media="print")
    expect(page.get_by_text("Dear Camden’s audit lead,")).to_be_visible()
    expect(page.get_by_role("link", name="Log this call")).to_have_count(0)


@pytest.mark.world("busy")
def test_printed_report_has_no_downloads(site: Site) -> None:
    page = site.visit(COORDINATOR)
    page.goto("/london-2006/reports/")
    page.get_by_role("link", name="As at 22 December 2006").click()
    page.emulate_media(media="print")
    expect(page.locator(".app-report")).to_contain_text("Outstanding issues")
    expect(page.get_by_text("Download:")).to_be_hidden()
