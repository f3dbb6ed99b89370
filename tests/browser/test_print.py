"""On paper there is what was asked for, and nothing to press."""

import pytest
from playwright.sync_api import expect

from boroughs.programme.models import Borough
from boroughs.programme.services import borough_note
from boroughs.programme.states import Heard
from config import clock
from tests.browser.site import COORDINATOR, Site, row
from tests.browser.worlds import HERSELF

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


def test_printed_borough_page_has_the_earlier_part_of_its_history_too(site: Site) -> None:
    page = site.visit(COORDINATOR, has_scripts=False)
    for number in range(12):
        borough_note(
            borough=Borough.objects.get(slug="camden"),
            said_by="Somebody",
            how=Heard.TELEPHONE,
            on=clock.today(),
            words=f"Call number {number}.",
            by=HERSELF,
        )
    page.goto("/london-2006/boroughs/camden/")
    first, last = page.get_by_text("Call number 0."), page.get_by_text("Call number 11.")
    expect(last).to_be_visible()
    expect(first).to_be_hidden()
    earlier = page.get_by_role("region", name="What happened").get_by_text("earlier")
    page.emulate_media(media="print")
    expect(first).to_be_visible()
    expect(earlier).to_be_hidden()
    page.emulate_media(media="screen")
    earlier.click()
    expect(first).to_be_visible()


@pytest.mark.world("busy")
def test_printed_report_has_no_downloads(site: Site) -> None:
    page = site.visit(COORDINATOR)
    page.goto("/london-2006/reports/")
    page.get_by_role("link", name="As at 22 December 2006").click()
    page.emulate_media(media="print")
    expect(page.locator(".app-report")).to_contain_text("Outstanding issues")
    expect(page.get_by_text("Download:")).to_be_hidden()
