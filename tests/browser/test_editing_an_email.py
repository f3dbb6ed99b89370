"""What leaves by the coordinator's hand, to the mail server and back: her own words, a step left out, one sent now.

The pages on which she does it have their own tests (test_by_hand.py).
"""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.letters import Letters, letters
from tests.browser.places import PROGRAMME, board_row
from tests.browser.site import COORDINATOR, Site

pytestmark = pytest.mark.browser

TUESDAY_AT_TEN = datetime(2007, 1, 9, 10, tzinfo=UTC)
AUDIT_LEAD = "camden.audit-lead@example.org"
CAMDENS = "to Camden’s audit lead"
STANDARD = "I have no reply recorded; if you sent one, my apologies, please forward it."
HERS = "It was good to meet you on Thursday; you said that the sub-group decides this week."


def going_out(page: Page) -> Locator:
    """Open what goes out next and find the e-mail to Camden's audit lead."""
    page.goto(f"{PROGRAMME}chasing/")
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=f"Edit this e-mail {CAMDENS}"))


def edit(page: Page) -> Locator:
    """Open the e-mail to Camden's audit lead; give the box with its text."""
    going_out(page).get_by_role("link", name="Edit this e-mail").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Edit the e-mail {CAMDENS}")
    return page.get_by_role("textbox", name="Text")


def write_her_own_words(page: Page) -> None:
    text = edit(page)
    text.fill(text.input_value().replace(STANDARD, HERS))
    page.get_by_role("button", name="Save these words").click()
    expect(page.get_by_text("The e-mail to Camden’s audit lead goes out in your words.")).to_be_visible()


def sent_in_one_line(post: Letters) -> str:
    return " ".join(post.to(AUDIT_LEAD).text.split())


def test_her_own_words_are_what_the_preview_shows_the_mail_server_gets_and_the_log_keeps(site: Site) -> None:
    page = site.visit(COORDINATOR)
    write_her_own_words(page)
    camdens = going_out(page)
    expect(camdens.get_by_text("It goes out in your words.")).to_be_visible()
    camdens.get_by_text("Read the e-mail").click()
    expect(camdens.get_by_text(HERS)).to_be_visible()

    with letters(site) as post:
        post.go_out(TUESDAY_AT_TEN)
        received = post.to(AUDIT_LEAD)
        assert HERS in sent_in_one_line(post)
        assert STANDARD not in sent_in_one_line(post)
        phone = site.visit(is_phone=True)
        post.open(phone, AUDIT_LEAD)
    expect(phone.get_by_text(HERS)).to_be_visible()
    link = phone.get_by_role("link", name="Answer for Camden")
    token = str(link.get_attribute("href")).split("/")[-2]
    link.tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Can you contribute files to the review?")

    page.goto(f"{PROGRAMME}chasing/log/")
    page.get_by_role("row").filter(has_text=AUDIT_LEAD).get_by_role("link").click()
    expect(page.get_by_text(received.message_id)).to_be_visible()
    logged = page.get_by_text("Dear Camden’s audit lead,")
    expect(logged).to_contain_text(HERS)
    expect(logged).to_contain_text("/answer/•••••/")
    assert token in received.text
    assert token not in page.content()


def test_step_that_is_left_out_is_not_sent_and_can_be_taken_back(site: Site) -> None:
    page = site.visit(COORDINATOR)
    going_out(page).get_by_role("link", name="Leave this step out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Leave out the first reminder?")
    page.get_by_role("button", name="Leave it out").click()
    expect(page.get_by_text("First reminder left out.")).to_be_visible()
    with letters(site) as post:
        post.go_out(TUESDAY_AT_TEN)
        assert AUDIT_LEAD not in post.sink.recipients()
        page.goto(f"{PROGRAMME}chasing/")
        page.get_by_role("button", name="Take it back").click()
        expect(page.get_by_text("First reminder goes out after all")).to_be_visible()
        post.go_out(TUESDAY_AT_TEN.replace(hour=11))
        assert post.sink.recipients().count(AUDIT_LEAD) == 1


def test_email_sent_now_leaves_before_the_sending_hours_and_not_again_in_them(site: Site) -> None:
    page = site.visit(COORDINATOR)
    with letters(site) as post:
        write_her_own_words(page)
        going_out(page).get_by_role("link", name="Send it now").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Send this e-mail {CAMDENS} now?")
        expect(page.get_by_text(HERS)).to_be_visible()
        page.get_by_role("button", name="Send it now").click()
        expect(page.get_by_text("The e-mail to Camden’s audit lead is on its way.")).to_be_visible()
        at_half_past_nine = post.go_out(TUESDAY_AT_TEN.replace(hour=9, minute=30))
        assert [each.recipient for each in at_half_past_nine] == [AUDIT_LEAD]
        assert HERS in sent_in_one_line(post)
        expect(board_row(page, "Camden").get_by_role("cell").last).to_have_text(
            "9 January 2007Camden’s audit lead"
        )
        post.go_out(TUESDAY_AT_TEN)
        assert post.sink.recipients().count(AUDIT_LEAD) == 1
