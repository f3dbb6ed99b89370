"""A telephone call is logged once, and chase, board and report know it."""

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from tests.browser.places import report_as_at
from tests.browser.site import COORDINATOR, Site, fill_date, row

pytestmark = pytest.mark.browser

WHETHER = "Can you contribute files to the review?"
BY_WHEN = "By when can you give the files?"


def log_call(page: Page) -> None:
    """Go from the board to the call about Camden's files, and say who was on the telephone."""
    page.goto("/london-2006/")
    row(page, "Camden").get_by_role("link", name="Camden").first.click()
    row(page, WHETHER).get_by_role("link", name="Log this call").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Record a reply")
    page.get_by_role("radio", name="Camden’s audit lead").check()
    expect(page.get_by_role("radio", name="Telephone")).to_be_checked()


def going_out() -> dict[str, dict[str, Any]]:
    """Ask the command what it would send about Camden, by ask."""
    out = StringIO()
    call_command("chase", "--preview", "--json", stdout=out)
    return {each["ask"]: each for each in json.loads(out.getvalue()) if each["borough"] == "Camden"}


def test_call_that_camden_is_optimistic_changes_chase_board_and_report(site: Site) -> None:
    assert going_out()[WHETHER]["step"] == 1
    page = site.visit(COORDINATOR)

    log_call(page)
    page.get_by_role("radio", name="Optimistic").check()
    page.get_by_label("What was said").fill("She will know more after the sub-group meets.")
    page.get_by_role("button", name="Save the reply").click()
    expect(page.get_by_text("The reply is recorded: Optimistic.")).to_be_visible()

    page.goto("/london-2006/chasing/")
    expect(page.get_by_role("link", name=f"Camden: {WHETHER}", exact=True)).to_have_count(0)
    expect(page.get_by_role("link", name=f"Camden: {BY_WHEN}", exact=True)).to_have_count(1)
    assert WHETHER not in going_out()
    assert going_out()[BY_WHEN]["step"] == 0

    page.goto("/london-2006/")
    for words in ("Optimistic", "9 January 2007", "Telephone", "First request"):
        expect(row(page, "Camden")).to_contain_text(words)
    expect(row(page, "Camden")).not_to_contain_text("No reply yet")

    page.goto("/london-2006/boroughs/camden/")
    asked = page.get_by_role("region", name="What we asked and when")
    expect(asked).to_contain_text("She will know more after the sub-group meets.")

    report = report_as_at(page, date(2007, 1, 9))
    expect(report).to_contain_text("A response is awaited from Haringey.")
    expect(report).to_contain_text("Brent and Camden are optimistic.")


def test_call_that_camden_agrees_stops_the_chase_until_its_own_day_has_passed(site: Site) -> None:
    page = site.visit(COORDINATOR)

    log_call(page)
    day = page.get_by_role("group", name="When will the files be ready?")
    expect(day).to_be_hidden()
    page.get_by_role("radio", name="Yes, it agrees").check()
    expect(day).to_be_visible()
    fill_date(page, "When will the files be ready?", date(2007, 2, 9))
    page.get_by_role("button", name="Save the reply").click()

    page.goto("/london-2006/")
    expect(row(page, "Camden")).to_contain_text("Agreed, 9 February 2007")
    planned = going_out()
    assert WHETHER not in planned
    assert BY_WHEN not in planned
    # 9 February is the last safe day: an e-mail after it would come too late, so the coordinator rings then.
    files = planned["Files for the review"]
    assert (files["outcome"], files["send_at"]) == ("waiting", None)
    assert files["why"].endswith("ring them from 12 February 2007. The last safe day is 9 February 2007.")

    report = report_as_at(page, date(2007, 1, 9))
    expect(report).to_contain_text(
        "Camden, Enfield, Hackney and Newham have agreed; the date is awaited from Enfield."
    )


def test_reply_without_an_answer_is_sent_back_with_every_word_kept(site: Site) -> None:
    page = site.visit(COORDINATOR)
    log_call(page)
    page.get_by_label("What was said").fill("Rang off.")
    page.get_by_role("button", name="Save the reply").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    expect(page.get_by_label("What was said")).to_have_value("Rang off.")
    expect(page.get_by_role("radio", name="Camden’s audit lead")).to_be_checked()
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_role("group", name="What did they say?").get_by_role("radio").first).to_be_focused()
