"""The coordinator edits an e-mail, leaves a step out and sends now, without a script and on a phone."""

import re
from datetime import UTC, datetime

import pytest
from django.test import override_settings
from playwright.sync_api import Page, expect

from tasks import jobs
from tests.browser.site import COORDINATOR, Site, row
from tests.sink import Sink

pytestmark = pytest.mark.browser

TEN = datetime(2007, 1, 9, 10, tzinfo=UTC)
LEAD = "camden.audit-lead@example.org"


def edit_the_e_mail_to_camden(page: Page, words: str) -> None:
    """Put some words before what the text says."""
    page.goto("/london-2006/chasing/")
    row(page, "Camden’s audit lead").get_by_role("link", name="Edit this e-mail").click()
    text = page.get_by_label("Text")
    text.fill(f"{words}\n\n{text.input_value()}")
    page.get_by_role("button", name="Save these words").click()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_edited_e_mail_arrives_in_her_words(site: Site, *, has_scripts: bool) -> None:
    page = site.visit(COORDINATOR, has_scripts=has_scripts)
    edit_the_e_mail_to_camden(page, "Dear Ruth, we spoke at the fair.")
    expect(row(page, "Camden’s audit lead")).to_contain_text("It goes out in your words.")
    site.clock.move_to(TEN)
    with Sink() as sink, override_settings(EMAIL_URL=sink.url):
        jobs.queue_chase_ups()
        jobs.deliver_mail()
    received = next(each for each in sink.received if each.recipient == LEAD)
    assert received.text.startswith("Dear Ruth, we spoke at the fair.")
    assert "Not for referrals." in received.text
    page.goto("/london-2006/chasing/log/")
    page.get_by_role("row").filter(has_text=LEAD).get_by_role("link").click()
    expect(page.get_by_text("Dear Ruth, we spoke at the fair.")).to_contain_text("/answer/•••••/")


def test_link_that_is_lost_is_told_and_no_word_is(site: Site) -> None:
    page = site.visit(COORDINATOR, is_phone=True)
    page.goto("/london-2006/chasing/")
    row(page, "Camden’s audit lead").get_by_role("link", name="Edit this e-mail").click()
    page.get_by_label("Text").fill("Dear Ruth, how are the files?")
    page.get_by_role("button", name="Save these words").click()
    expect(page.get_by_role("alert")).to_contain_text("back where the link to answer belongs")
    expect(page.get_by_label("Text")).to_have_value("Dear Ruth, how are the files?")


def test_step_is_left_out_and_taken_back(site: Site) -> None:
    page = site.visit(COORDINATOR)
    page.goto("/london-2006/chasing/")
    row(page, "Camden’s audit lead").get_by_role("link", name="Leave this step out").click()
    page.get_by_role("button", name="Leave it out").click()
    expect(page.get_by_text("You can take that back until the next step.")).to_be_visible()
    page.goto("/london-2006/boroughs/camden/")
    asked = page.get_by_role("region", name="What we asked and when")
    expect(asked).to_contain_text("Left out by Project co-ordinator on 9 January 2007.")
    page.goto("/london-2006/chasing/")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("goes out after all")).to_be_visible()


def test_e_mail_is_read_and_sent_before_the_hour_has_come(site: Site) -> None:
    page = site.visit(COORDINATOR, is_phone=True)
    page.goto("/london-2006/chasing/")
    row(page, "Camden’s audit lead").get_by_role("link", name="Send it now").click()
    expect(page.get_by_text("Dear Camden’s audit lead,")).to_be_visible()
    page.get_by_role("button", name="Send it now").click()
    expect(page.get_by_text("is on its way")).to_be_visible()
    with Sink() as sink, override_settings(EMAIL_URL=sink.url):
        jobs.deliver_mail()
    assert sink.recipients() == [LEAD]


def test_edited_e_mail_that_becomes_another_one_needs_her(site: Site) -> None:
    page = site.visit(COORDINATOR)
    edit_the_e_mail_to_camden(page, "Dear Ruth, we spoke at the fair.")
    site.clock.move_to(datetime(2007, 1, 10, 10, tzinfo=UTC))
    page = site.visit(COORDINATOR)
    page.goto("/london-2006/")
    page.get_by_role("link", name="Look again at your e-mail to Camden’s audit lead").click()
    expect(page.get_by_text("the standard text names another day")).to_be_visible()
    expect(page.get_by_label("Text")).to_have_value(re.compile("^Dear Ruth, we spoke at the fair."))
    page.get_by_role("button", name="Go back to the standard text").click()
    expect(page.get_by_text("goes out in the standard words")).to_be_visible()
