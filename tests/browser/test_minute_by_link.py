"""Camden's adviser does her whole minute from the e-mail, on a phone and without an account."""

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Page, expect

from boroughs.asks.kinds import Answer
from boroughs.asks.models import Ask
from boroughs.asks.replying import reply_record
from boroughs.people.services import Newcomer
from boroughs.programme.states import Heard
from config import clock
from hub.events.models import Event
from tests.browser.letters import Finger, letters
from tests.browser.places import PROGRAMME, asked_and_when, board_row, needs_you, report_as_at
from tests.browser.site import CAMDENS_ADVISER, COORDINATOR, PHONE, Site, fill_date
from tests.browser.watching import faults_of
from tests.browser.worlds import HERSELF

pytestmark = pytest.mark.browser

TUESDAY_AT_TEN = datetime(2007, 1, 9, 10, tzinfo=UTC)
ANSWER = "Answer for Camden"


def ask_her_about_files_too() -> None:
    """Camden's audit lead said on the telephone that the adviser is the one to be asked."""
    ask = Ask.objects.get(borough__slug="camden", kind="audit-reply", closed_at=None)
    answer = Answer(
        choice="refer",
        on=clock.today(),
        said_by="Camden’s audit lead",
        how=Heard.TELEPHONE,
        refer_to=Newcomer(name="Camden’s adviser", email=CAMDENS_ADVISER),
    )
    reply_record(ask=ask, answer=answer, by=HERSELF)


def open_minute(site: Site, finger: Finger, *, link: str = ANSWER) -> Page:
    """Let her open the e-mail that arrived, and tap the link in it."""
    page = site.visit(is_phone=True)
    with letters(site) as post:
        post.go_out(TUESDAY_AT_TEN)
        post.open(page, CAMDENS_ADVISER)
    finger.tap(page.get_by_role("link", name=link))
    expect(page.get_by_role("heading", level=1)).to_have_text("Has anything changed this month?")
    return page


def test_minute_takes_four_taps_and_is_on_the_board_the_borough_page_and_in_the_next_report(
    site: Site,
) -> None:
    finger = Finger()
    ask_her_about_files_too()
    page = open_minute(site, finger, link="Answer about the monthly update")
    assert page.viewport_size == {"width": PHONE[0], "height": PHONE[1]}
    assert not (faults := faults_of(page)), "\n".join(faults)

    finger.tap(page.get_by_role("button", name="Nothing has changed"))
    expect(page.get_by_text("Thank you, it is recorded.")).to_be_visible()
    finger.tap(page.get_by_role("radio", name="Optimistic"))
    finger.tap(page.get_by_role("button", name="Send the answer"))
    expect(page.get_by_text("Thank you, your answer is recorded.")).to_be_visible()
    assert finger.taps == 4
    expect(page.get_by_role("heading", name="One thing we need")).to_have_count(0)
    expect(page.get_by_text("“Camden is optimistic.”")).to_be_visible()
    assert not (faults := faults_of(page)), "\n".join(faults)

    coordinator = site.visit(COORDINATOR)
    row = board_row(coordinator, "Camden")
    for words in ("Optimistic", "9 January 2007", "By an e-mailed link"):
        expect(row).to_contain_text(words)
    asked = asked_and_when(coordinator, "camden")
    for words in ("Nothing has changed", "Optimistic"):
        expect(asked.get_by_role("heading", name=words, exact=True)).to_be_visible()
    expect(report_as_at(coordinator, date(2007, 1, 9))).to_contain_text("Brent and Camden are optimistic.")


def test_something_has_changed_is_one_tap_and_the_words_can_follow(site: Site) -> None:
    page = open_minute(site, Finger())
    page.get_by_role("button", name="Something has", exact=True).tap()
    expect(page.get_by_text("Something has changed", exact=True).first).to_be_visible()
    page.get_by_label("What has changed").fill("The adviser leaves in May.")
    page.get_by_role("button", name="Something has changed").tap()
    expect(page.locator(".govuk-inset-text")).to_contain_text("The adviser leaves in May.")
    expect(asked_and_when(site.visit(COORDINATOR), "camden")).to_contain_text("The adviser leaves in May.")


def test_enter_key_after_her_name_answers_nothing(site: Site) -> None:
    page = open_minute(site, Finger())
    page.get_by_text("Recorded as from Camden’s adviser. Is that not you?").first.tap()
    name = page.get_by_label("Your name and role").first
    name.fill("Ann, who stands in")
    name.press("Enter")
    expect(name).to_have_value("Ann, who stands in")
    page.get_by_role("button", name="Nothing has changed").tap()
    expect(page.locator(".govuk-inset-text")).to_contain_text(
        "Asked of Camden’s adviser; answered by Ann, who stands in"
    )


def test_sentence_of_the_next_report_that_is_wrong_is_with_the_coordinator_at_once(site: Site) -> None:
    page = open_minute(site, Finger())
    page.get_by_text("This is wrong: A response is awaited from Camden.").tap()
    page.get_by_label("What is wrong, and what would be right?").locator("visible=true").fill(
        "We answered on 18 December."
    )
    page.get_by_role("button", name="Tell the coordinator").locator("visible=true").tap()
    expect(page.get_by_text("Thank you, the coordinator has been told.")).to_be_visible()
    expect(page.get_by_text("You said: “We answered on 18 December.”")).to_be_visible()

    coordinator = site.visit(COORDINATOR)
    needs_you(coordinator).get_by_role("link", name="Camden: the report is said to be wrong").click()
    expect(coordinator.get_by_text("We answered on 18 December.")).to_be_visible()


def test_something_she_did_is_in_the_events_with_attendance_not_known(site: Site) -> None:
    page = open_minute(site, Finger())
    page.get_by_text("Add a meeting, a training, a talk").tap()
    page.get_by_label("What was it?").fill("Talk at a supplementary school")
    fill_date(page, "When?", date(2006, 12, 9))
    page.get_by_role("button", name="Add it").tap()
    expect(page.get_by_text("Added: Talk at a supplementary school, 9 December 2006")).to_be_visible()
    assert Event.objects.get(title="Talk at a supplementary school").attendance is None
    coordinator = site.visit(COORDINATOR)
    coordinator.goto(f"{PROGRAMME}events/")
    expect(coordinator.get_by_role("row").filter(has_text="Talk at a supplementary school")).to_contain_text(
        "Camden"
    )
