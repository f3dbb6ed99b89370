"""Haringey's audit lead answers from the e-mail, on a phone and without an account; board, borough and report know."""

from datetime import UTC, date, datetime
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page, expect

from boroughs.asks.models import Reply
from hub.answers.models import AnswerLink
from tests.browser.letters import Finger, Letters, letters
from tests.browser.places import asked_and_when, board_row, report_as_at
from tests.browser.site import COORDINATOR, PHONE, Site, fill_date
from tests.browser.watching import faults_of

pytestmark = pytest.mark.browser

TUESDAY_AT_TEN = datetime(2007, 1, 9, 10, tzinfo=UTC)
AUDIT_LEAD = "haringey.audit-lead@example.org"


def open_question(post: Letters, page: Page, finger: Finger) -> str:
    """Follow the link of the e-mail that arrived; answer the address that it opens."""
    post.open(page, AUDIT_LEAD)
    link = page.get_by_role("link", name="Answer for Haringey")
    address = str(link.get_attribute("href"))
    assert address in post.to(AUDIT_LEAD).text
    finger.tap(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("Can you contribute files to the review?")
    return address


def test_answer_takes_three_taps_and_is_on_the_board_the_borough_page_and_in_the_next_report(
    site: Site,
) -> None:
    page, finger = site.visit(is_phone=True), Finger()
    with letters(site) as post:
        post.go_out(TUESDAY_AT_TEN)
        open_question(post, page, finger)
    assert page.viewport_size == {"width": PHONE[0], "height": PHONE[1]}
    assert not (faults := faults_of(page)), "\n".join(faults)
    expect(page.get_by_role("radio")).to_have_count(10)
    expect(
        page.get_by_text("Your colleagues in Haringey who have an account, and the coordinator.")
    ).to_be_visible()
    expect(page.get_by_role("link", name="020 7946 0001")).to_have_attribute("href", "tel:02079460001")

    finger.tap(page.get_by_role("radio", name="Hopeful"))
    finger.tap(page.get_by_role("button", name="Send the answer"))
    recorded = page.locator(".govuk-inset-text")
    expect(recorded).to_contain_text("Hopeful")
    expect(recorded).to_contain_text("Haringey’s audit lead")
    assert finger.taps == 3
    assert not (faults := faults_of(page)), "\n".join(faults)

    coordinator = site.visit(COORDINATOR)
    for words in ("Hopeful", "By an e-mailed link"):
        expect(board_row(coordinator, "Haringey")).to_contain_text(words)
    asked = asked_and_when(coordinator, "haringey")
    expect(asked).to_contain_text("By an e-mailed link, 9 January 2007.")
    report = report_as_at(coordinator, date(2007, 1, 9))
    expect(report).to_contain_text("A response is awaited from Camden.")
    expect(report).to_contain_text("Haringey hopes to contribute files")


def test_answer_is_corrected_with_the_same_link_and_the_first_one_does_not_count(site: Site) -> None:
    page, finger = site.visit(is_phone=True), Finger()
    with letters(site) as post:
        post.go_out(TUESDAY_AT_TEN)
        address = open_question(post, page, finger)
    page.get_by_role("radio", name="Hopeful").tap()
    page.get_by_role("button", name="Send the answer").tap()
    expect(page.locator(".govuk-inset-text")).to_contain_text("Hopeful")
    page.goto(address)
    page.get_by_text("Change this answer").tap()
    page.get_by_role("radio", name="Yes").tap()
    fill_date(page, "When will the files be ready?", date(2007, 2, 9))
    page.get_by_label("How many files?").first.fill("12")
    page.get_by_role("button", name="Send the answer").tap()
    recorded = page.locator(".govuk-inset-text")
    expect(recorded).to_contain_text("Yes")
    expect(recorded).to_contain_text("Written down as: Agreed, files by 9 February 2007, 12 files agreed")

    coordinator = site.visit(COORDINATOR)
    row = board_row(coordinator, "Haringey")
    expect(row).not_to_contain_text("Hopeful")
    expect(row).to_contain_text("Agreed, 9 February 2007")


def test_person_who_is_the_wrong_one_says_who_is_asked_from_now_on(site: Site) -> None:
    page = site.visit(is_phone=True)
    with letters(site) as post:
        post.go_out(TUESDAY_AT_TEN)
        open_question(post, page, Finger())
        page.get_by_role("radio", name="Wrong person: ask somebody else").tap()
        page.get_by_label("Who is the right person?").fill("Haringey’s head of audit")
        page.get_by_role("button", name="Send the answer").tap()
        expect(page.get_by_role("alert")).to_contain_text("Enter their e-mail address.")
        expect(page.get_by_label("Who is the right person?")).to_have_value("Haringey’s head of audit")
        page.get_by_label("Their e-mail address").fill("head.of.audit@example.org")
        page.get_by_role("button", name="Send the answer").tap()
        expect(page.locator(".govuk-inset-text")).to_contain_text(
            "Wrong person: ask Haringey’s head of audit"
        )
        arrived = [
            each.recipient for day in (10, 11, 16) for each in post.go_out(TUESDAY_AT_TEN.replace(day=day))
        ]
    assert "head.of.audit@example.org" in arrived
    assert AUDIT_LEAD not in arrived


def test_mail_scanner_that_follows_the_link_changes_nothing(site: Site) -> None:
    page = site.visit(is_phone=True)
    with letters(site) as post:
        post.go_out(TUESDAY_AT_TEN)
        post.open(page, AUDIT_LEAD)
        address = str(page.get_by_role("link", name="Answer for Haringey").get_attribute("href"))
        for method in ("HEAD", "GET", "GET"):
            with urlopen(Request(address, method=method)) as response:  # noqa: S310 - our own address
                assert response.status == 200
        assert not Reply.objects.exists()
        assert not AnswerLink.objects.exclude(used_at=None).exists()
        open_question(post, page, Finger())
    page.get_by_role("radio", name="Too early to say").tap()
    page.get_by_role("button", name="Send the answer").tap()
    expect(page.locator(".govuk-inset-text")).to_contain_text("Too early to say")


def test_link_that_is_cut_off_or_has_ended_opens_a_page_that_helps_and_tells_nothing(site: Site) -> None:
    page = site.visit(is_phone=True)
    with letters(site) as post:
        post.go_out(TUESDAY_AT_TEN)
        address = open_question(post, page, Finger())
    cut_off = page.goto(f"{address[:-9]}/")
    assert cut_off is not None
    assert cut_off.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("This link does not open anything")
    expect(page.get_by_role("listitem").filter(has_text="reply to the e-mail")).to_be_visible()
    assert not (faults := faults_of(page)), "\n".join(faults)
    said = page.locator("body").inner_text()
    assert "Haringey" not in said
    site.clock.move_to(datetime(2007, 3, 20, 10, tzinfo=UTC))
    page.goto(address)
    assert page.locator("body").inner_text() == said
