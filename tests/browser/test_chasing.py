"""Who gets what, and why; and what was sent, to the letter."""

import re
from datetime import UTC, datetime

import pytest
from django.test import override_settings
from playwright.sync_api import expect

from tasks import jobs
from tests.browser.site import COORDINATOR, Site, row
from tests.sink import Sink

pytestmark = pytest.mark.browser

TEN = datetime(2007, 1, 9, 10, tzinfo=UTC)


def test_preview_says_who_gets_what_and_shows_the_very_e_mail(site: Site) -> None:
    page = site.visit(COORDINATOR)
    page.goto("/london-2006/")
    page.get_by_role("link", name="e-mails go out next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Going out next")
    words = page.get_by_text("Dear Camden’s audit lead,")
    expect(words).to_be_hidden()
    page.get_by_text("Read the e-mail to Camden’s audit lead").click()
    expect(words).to_be_visible()
    expect(words).to_contain_text("Not for referrals. Worried about a child?")


def test_preview_says_also_what_does_not_go_out_and_why(site: Site) -> None:
    page = site.visit(COORDINATOR)
    page.goto("/london-2006/chasing/")
    staying = page.get_by_role("table", name="Asks about which nothing goes out")
    expect(staying.get_by_role("row").filter(has_text="Islington")).to_contain_text(
        "It is our turn: Islington asks to be excused because of a joint area review."
    )


def without_link(text: str) -> list[str]:
    """The words of an e-mail; the preview has a mark in the place of the answer link, and the log must not show it."""
    return re.sub(r"\S+/answer/[^/\s]+/|\[link: [^\]]+\]", "LINK", text).split()


def test_log_shows_what_the_mail_server_took(site: Site) -> None:
    page = site.visit(COORDINATOR)
    page.goto("/london-2006/chasing/")
    page.get_by_text("Read the e-mail to Camden’s audit lead").click()
    previewed = page.get_by_text("Dear Camden’s audit lead,").inner_text()

    site.clock.move_to(TEN)
    with Sink() as sink, override_settings(EMAIL_URL=sink.url):
        jobs.queue_chase_ups()
        page.goto("/london-2006/chasing/log/")
        expect(page.get_by_text("On its way")).to_have_count(13)
        jobs.deliver_mail()
    assert len(sink.received) == len(set(sink.recipients())) == 13
    received = next(each for each in sink.received if each.recipient == "camden.audit-lead@example.org")

    page.reload()
    expect(page.get_by_text("On its way")).to_have_count(0)
    page.get_by_role("row").filter(has_text=received.recipient).get_by_role("link").click()
    expect(page.get_by_text(received.message_id)).to_be_visible()
    logged = page.get_by_text("Dear Camden’s audit lead,").inner_text()
    assert "/answer/•••••/" in logged
    assert without_link(logged) == without_link(received.text) == without_link(previewed)

    page.goto("/london-2006/")
    expect(row(page, "Camden")).to_contain_text("9 January 2007")
    expect(row(page, "Haringey")).to_contain_text("Second reminder to Haringey’s audit lead, 16 January 2007")


def test_answered_ask_goes_to_nobody_even_after_it_was_queued(site: Site) -> None:
    site.clock.move_to(TEN)
    jobs.queue_chase_ups()
    page = site.visit(COORDINATOR)
    page.goto("/london-2006/boroughs/camden/")
    row(page, "Can you contribute").get_by_role("link", name="Log this call").click()
    page.get_by_role("radio", name="Camden’s audit lead").check()
    page.get_by_role("radio", name="Too early to say").check()
    page.get_by_role("button", name="Save the reply").click()
    with Sink() as sink, override_settings(EMAIL_URL=sink.url):
        jobs.deliver_mail()
    assert "camden.audit-lead@example.org" not in sink.recipients()
    page.goto("/london-2006/chasing/log/")
    expect(page.get_by_role("row").filter(has_text="camden.audit-lead@example.org")).to_contain_text(
        "It has been answered meanwhile."
    )


def test_letter_names_the_day_right_after_what_is_asked(site: Site) -> None:
    page = site.visit(COORDINATOR)
    page.goto("/london-2006/chasing/")
    expect(page.get_by_text("Dear Camden’s adviser,")).to_contain_text(
        "Could you tell me how things stand in Camden by 23 January 2007? “Nothing has changed” is useful, too."
    )
