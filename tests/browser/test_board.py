"""The board: whose turn it is with every borough, at a glance."""

import pytest
from playwright.sync_api import expect

from tests.browser.site import COORDINATOR, Site, row

pytestmark = pytest.mark.browser

STANDS = {
    "Brent": "Optimistic",
    "Camden": "No reply yet",
    "Enfield": "Agreed, no date",
    "Hackney": "Agreed, with a date",
    "Haringey": "No reply yet",
    "Islington": "Asks to be excused",
    "Newham": "Agreed, with a date",
    "Southwark": "Hopeful, will review its own",
}


def test_board_says_where_eight_boroughs_stand(site: Site) -> None:
    page = site.visit(COORDINATOR)
    page.goto("/london-2006/")
    table = page.get_by_role("table", name="Where each borough stands")
    expect(table.get_by_role("rowheader")).to_have_text(list(STANDS))
    for borough, position in STANDS.items():
        expect(row(page, borough)).to_contain_text(position)
    expect(row(page, "Enfield")).to_contain_text("Not appointed")
    expect(row(page, "Camden")).to_contain_text("First reminder to Camden’s audit lead, 9 January 2007")


def test_what_needs_the_coordinator_comes_first_and_opens_what_to_decide(site: Site) -> None:
    page = site.visit(COORDINATOR)
    page.goto("/london-2006/")
    needs = page.get_by_role("region", name="Needs you")
    expect(needs.get_by_role("listitem")).to_have_count(3)
    expect(needs.get_by_role("listitem").last).to_contain_text("e-mails go out next")
    needs.get_by_role("link", name="Islington asks to be excused").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Islington")
    expect(page.get_by_role("button", name="Decide whether it is excused")).to_be_visible()


def test_a_tile_of_the_map_opens_its_borough(site: Site) -> None:
    page = site.visit(COORDINATOR)
    page.goto("/london-2006/")
    page.get_by_role("link", name="Southwark: Hopeful").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Southwark")


@pytest.mark.world("empty")
def test_empty_board_says_what_comes_first(site: Site) -> None:
    page = site.visit(COORDINATOR)
    page.goto("/london-2006/")
    expect(page.get_by_text("No borough takes part yet.")).to_be_visible()
    expect(page.get_by_text("Nothing needs you now.")).to_be_visible()


@pytest.mark.world("full")
def test_board_of_343_boroughs_has_a_row_for_each(site: Site) -> None:
    page = site.visit(COORDINATOR)
    page.goto("/london-2006/")
    expect(page.get_by_role("table", name="Where each borough stands").locator("tbody tr")).to_have_count(343)
