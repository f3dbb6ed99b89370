"""An e-mail that may have arrived: from the board to the e-mail, what she decides, and the board without it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.test import override_settings
from playwright.sync_api import Page, expect

from hub.mail.models import Email
from hub.mail.states import State
from tasks import jobs
from tests.browser.site import COORDINATOR, Site
from tests.sink import Scenario, Sink

pytestmark = pytest.mark.browser

TEN = datetime(2007, 1, 9, 10, tzinfo=UTC)


@contextmanager
def cut_once(site: Site) -> Iterator[Sink]:
    """Send on Tuesday at ten; one connection ends just after the last e-mail was handed over."""
    site.clock.move_to(TEN)
    with Sink(Scenario(cut_every=13)) as sink, override_settings(EMAIL_URL=sink.url):
        jobs.queue_chase_ups()
        jobs.deliver_mail()
        assert len(sink.received) == 13
        assert Email.objects.filter(state=State.DOUBTFUL).count() == 1
        sink.scenario = Scenario()
        yield sink


def want_to_look(page: Page) -> None:
    """Choose on its page that such an e-mail is held."""
    page.goto("/london-2006/chasing/")
    page.get_by_role("link", name="When an e-mail may have arrived").click()
    page.get_by_role("radio", name="Hold it until I have looked").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("E-mails that may have arrived are held for a person to look.")).to_be_visible()


def go_to_it(page: Page) -> None:
    """Follow the board's line to the e-mail."""
    page.goto("/london-2006/")
    line = page.get_by_role("link", name="may have arrived")
    expect(line).to_have_count(1)
    expect(page.get_by_text("In doubt")).to_be_visible()
    line.click()
    expect(page.get_by_text("It may have arrived: the connection ended")).to_be_visible()


def expect_clean_board(page: Page) -> None:
    page.goto("/london-2006/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="may have arrived")).to_have_count(0)
    expect(page.get_by_text("In doubt")).to_have_count(0)


@pytest.mark.parametrize("is_phone", [False, True], ids=["wide", "phone"])
def test_she_says_that_it_has_arrived_and_nobody_gets_it_twice(site: Site, *, is_phone: bool) -> None:
    page = site.visit(COORDINATOR, is_phone=is_phone)
    want_to_look(page)
    with cut_once(site) as sink:
        go_to_it(page)
        expect(page.get_by_role("button", name="Done with it")).to_have_count(0)
        page.get_by_role("button", name="It has arrived").click()
        expect(page.get_by_text("Noted: it has arrived.")).to_be_visible()
        expect(page.get_by_role("button", name="Send it again")).to_have_count(0)
        expect_clean_board(page)
        jobs.deliver_mail()
        assert len(sink.received) == 13


@pytest.mark.parametrize("is_phone", [False, True], ids=["wide", "phone"])
def test_she_sends_it_again_and_it_is_recognisably_the_same(site: Site, *, is_phone: bool) -> None:
    page = site.visit(COORDINATOR, is_phone=is_phone)
    want_to_look(page)
    with cut_once(site) as sink:
        go_to_it(page)
        page.get_by_role("button", name="Send it again").click()
        expect(page.get_by_text("It will be sent again now.")).to_be_visible()
        expect_clean_board(page)
        jobs.deliver_mail()
        first, again = sink.received[-2:]
        assert (first.message_id, first.recipient) == (again.message_id, again.recipient)
        page.goto("/london-2006/chasing/log/?shown=sent")
        expect(page.get_by_role("row").filter(has_text=again.recipient)).to_contain_text("Sent")


def test_what_an_outage_failed_is_read_about_and_sent_again_in_one_go(site: Site) -> None:
    """Nobody waits three days for it here: the e-mails are made as old as that."""
    page = site.visit(COORDINATOR)
    site.clock.move_to(TEN)
    with override_settings(EMAIL_URL="smtp://127.0.0.1:1"):
        jobs.queue_chase_ups()
        jobs.deliver_mail()
        Email.objects.update(tried_since=datetime(2007, 1, 6, tzinfo=UTC), due_at=TEN)
        jobs.deliver_mail()
    page.goto("/london-2006/")
    page.get_by_role("link", name="13 e-mails could not be sent on 9 January 2007").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Send all that failed again?")
    expect(page.get_by_role("listitem").filter(has_text="written anew")).to_contain_text(
        "13 e-mails, written anew, go out on Tuesday 9 January 2007."
    )
    page.get_by_role("button", name="Send all that failed again").click()
    expect(page.get_by_text("13 e-mails are written anew.")).to_be_visible()
    with Sink() as sink, override_settings(EMAIL_URL=sink.url):
        jobs.queue_chase_ups()
        jobs.deliver_mail()
    assert len(set(sink.recipients())) == len(sink.received) == 13
