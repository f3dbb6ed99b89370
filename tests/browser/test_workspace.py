"""Camden's adviser answers “anything changed?” in a minute, and writes down what Camden did."""

from datetime import date

import pytest
from playwright.sync_api import expect

from hub.events.models import Event
from tests.browser.site import CAMDENS_ADVISER, COORDINATOR, Site, fill_date, row

pytestmark = pytest.mark.browser


def test_nothing_has_changed_takes_one_press_and_meets_the_monthly_update(site: Site) -> None:
    page = site.visit(CAMDENS_ADVISER)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Camden")
    page.get_by_role("button", name="Nothing has changed").click()
    expect(page.get_by_text("Thank you: noted that nothing has changed.")).to_be_visible()
    page.goto("/")
    expect(page.get_by_text("Camden is up to date, last on 9 January 2007.")).to_be_visible()
    expect(page.get_by_role("button", name="Nothing has changed")).to_have_count(0)

    board = site.visit(COORDINATOR)
    board.goto("/london-2006/")
    expect(row(board, "Camden")).to_contain_text("9 January 2007")
    board.goto("/london-2006/chasing/")
    expect(board.get_by_role("link", name="Camden: Has anything changed?")).to_have_count(0)


def test_something_has_leads_to_what_can_have_changed(site: Site) -> None:
    page = site.visit(CAMDENS_ADVISER)
    page.goto("/")
    page.get_by_role("button", name="Something has").click()
    expect(page.get_by_text("Noted. Now write down below what has changed.")).to_be_visible()
    page.get_by_role("link", name="The adviser’s post").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The adviser’s post")


def test_event_whose_attendance_nobody_knows_is_written_down_as_not_known(site: Site) -> None:
    page = site.visit(CAMDENS_ADVISER)
    page.goto("/")
    page.get_by_role("button", name="Add an event").click()
    page.get_by_label("What was it, or will it be?").fill("Talk at a supplementary school")
    fill_date(page, "When?", date(2006, 12, 9))
    expect(page.get_by_role("checkbox", name="Camden")).to_be_checked()
    page.get_by_role("radio", name="Don’t know, or not yet").check()
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Events")
    expect(row(page, "Talk at a supplementary school")).to_contain_text("don’t know")
    assert Event.objects.get(title="Talk at a supplementary school").attendance is None


def test_sentence_of_the_next_report_can_be_queried(site: Site) -> None:
    page = site.visit(CAMDENS_ADVISER)
    page.goto("/")
    page.get_by_role("listitem").filter(has_text="A response is awaited").get_by_role("link").click()
    page.get_by_role("textbox").fill("We answered on 18 December.")
    page.get_by_role("button", name="Tell the coordinator").click()

    board = site.visit(COORDINATOR)
    board.goto("/london-2006/")
    needs = board.get_by_role("region", name="Needs you")
    needs.get_by_role("link", name="Camden: the report is said to be wrong").click()
    expect(board.get_by_text("We answered on 18 December.")).to_be_visible()
