"""A borough asks to be excused: chasing stops, and the coordinator writes down who decided what."""

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from tests.browser.letters import letters
from tests.browser.places import board_row, needs_you, report_as_at
from tests.browser.site import COORDINATOR, Site, fill_date, row

pytestmark = pytest.mark.browser

AUDIT_LEAD = "islington.audit-lead@example.org"
BECAUSE = "because of a joint area review"


def test_islington_is_excused_by_the_board_and_everything_says_so(site: Site) -> None:
    page = site.visit(COORDINATOR)
    expect(board_row(page, "Islington")).to_contain_text("With us: decide")
    needs_you(page).get_by_role("link", name=f"Islington asks to be excused {BECAUSE}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Islington")
    page.get_by_role("button", name="Decide whether it is excused").click()

    page.get_by_role("radio", name="Yes, it is excused").check()
    page.get_by_label("Who decided?").fill("the London Safeguarding Children Board")
    fill_date(page, "When was it decided?", date(2007, 1, 8))
    page.get_by_label("Why was it decided so?").fill("The inspection takes the same people’s time.")
    page.get_by_role("button", name="Save the decision").click()
    expect(page.get_by_text("Islington is excused.")).to_be_visible()
    for key, value in {
        "Since": "8 January 2007",
        "Decided by": "the London Safeguarding Children Board",
    }.items():
        line = page.locator(".govuk-summary-list__row").filter(has=page.get_by_text(key, exact=True))
        expect(line).to_contain_text(value)

    expect(board_row(page, "Islington").get_by_text("Excused", exact=True)).to_be_visible()
    expect(needs_you(page)).not_to_contain_text("Islington")
    page.goto("/london-2006/boroughs/islington/")
    expect(page.get_by_role("definition").filter(has_text="Excused")).to_have_text(f"Excused {BECAUSE}")
    expect(
        page.get_by_role("listitem").filter(has_text=f"Islington has been excused {BECAUSE}.")
    ).to_be_visible()
    expect(page.get_by_role("region", name="What happened")).to_contain_text(
        "decided by the London Safeguarding Children Board"
    )
    expect(row(page, "Can you contribute")).to_have_count(0)

    report = report_as_at(page, date(2007, 1, 9))
    expect(report).to_contain_text(f"Islington has been excused {BECAUSE}.")
    expect(report).not_to_contain_text("asks to be excused")


def test_nobody_in_islington_is_chased_about_files_before_or_after_the_decision(site: Site) -> None:
    with letters(site) as post:
        assert AUDIT_LEAD not in {
            each.recipient for each in post.go_out(datetime(2007, 1, 9, 10, tzinfo=UTC))
        }
        page = site.visit(COORDINATOR)
        board_row(page, "Islington").get_by_role("link", name="Asks to be excused").click()
        page.get_by_role("button", name="Decide whether it is excused").click()
        page.get_by_role("radio", name="Yes, it is excused").check()
        page.get_by_label("Who decided?").fill("the Board")
        page.get_by_role("button", name="Save the decision").click()
        expect(
            page.get_by_role("alert").get_by_role("link", name="Enter why it was decided so")
        ).to_be_visible()
        expect(page.get_by_label("Who decided?")).to_have_value("the Board")
        page.get_by_label("Why was it decided so?").fill("The inspection takes the same people’s time.")
        page.get_by_role("button", name="Save the decision").click()
        page.goto("/london-2006/chasing/")
        about_islington = page.get_by_role("link", name="Islington: Can you contribute files to the review?")
        expect(about_islington).to_have_count(0)
        for day in (16, 23, 25, 30):
            arrived = post.go_out(datetime(2007, 1, day, 10, tzinfo=UTC))
            assert AUDIT_LEAD not in {each.recipient for each in arrived}
