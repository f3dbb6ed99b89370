"""Nobody in a borough answers: the coordinator approves a letter to the chair, and whoever was asked is told first."""

from dataclasses import asdict
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from boroughs.people.states import Position
from boroughs.programme.models import Programme
from hub.chasing.plan.rhythms import rhythm_of
from hub.chasing.policy.services import PolicyFacts, policy_set
from tests.browser.letters import Letters, letters
from tests.browser.places import asked_and_when, board_row, needs_you
from tests.browser.site import COORDINATOR, Site
from tests.browser.worlds import HERSELF

pytestmark = pytest.mark.browser

AUDIT_LEAD, CHAIR = "camden.audit-lead@example.org", "camden.chair@example.org"


def at_ten(month: int, day: int) -> datetime:
    return datetime(2007, month, day, 10, tzinfo=UTC)


def camden_never_answers(post: Letters) -> None:
    """Remind Camden twice, and then be ready to write to its chair, who comes next on the ladder."""
    programme = Programme.objects.get()
    rhythm = asdict(rhythm_of(None))
    facts = PolicyFacts(
        second_reminder_after=rhythm.pop("next_reminder_after"),
        **{**rhythm, "ladder": [Position.CHAIR], "gates": [], "sending_days": sorted(rhythm["sending_days"])},
    )
    policy_set(programme=programme, kind="audit-reply", facts=facts, by=HERSELF)
    post.go_out(at_ten(1, 9))
    post.go_out(at_ten(1, 16))
    post.site.clock.move_to(datetime(2007, 1, 30, 9, tzinfo=UTC))


def open_letter(page: Page) -> None:
    needs_you(page).get_by_role("link", name="Camden: approve a letter to Camden’s LSCB Chair").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Approve a letter to Camden’s LSCB Chair?")


def test_approved_letter_reaches_the_chair_two_working_days_after_the_audit_lead_was_told(site: Site) -> None:
    with letters(site) as post:
        camden_never_answers(post)
        page = site.visit(COORDINATOR)
        open_letter(page)
        letter = page.get_by_text("Dear Camden’s LSCB Chair,")
        expect(letter).to_contain_text("I wrote again on 9 and 16 January 2007.")
        expect(letter).to_contain_text("There may be a good reason why I have not heard.")
        assert CHAIR not in post.sink.recipients()
        page.get_by_role("button", name="Approve this letter").click()
        expect(page.get_by_text("Approved. Camden’s audit lead is told first.")).to_be_visible()

        told = {each.recipient: each.text for each in post.go_out(at_ten(1, 30))}
        assert "I will write to Camden’s LSCB Chair about it in two working days" in " ".join(
            told[AUDIT_LEAD].split()
        )
        assert CHAIR not in told
        assert CHAIR not in {each.recipient for each in post.go_out(at_ten(1, 31))}
        assert CHAIR in {each.recipient for each in post.go_out(at_ten(2, 1))}
        received = post.to(CHAIR)
        assert str(received.message["Subject"]) == "Camden: may I ask your help with the file review?"
        assert "Camden’s audit lead knows that I am writing." in " ".join(received.text.split())

        page = site.visit(COORDINATOR)
        expect(needs_you(page)).not_to_contain_text("approve a letter to Camden")
        expect(board_row(page, "Camden").get_by_role("cell").last).to_have_text(
            "1 February 2007Camden’s LSCB Chair"
        )
        asked = asked_and_when(page, "camden")
        for words in ("Notice of a letter to the chair", "Letter to the chair", "Dear Camden’s LSCB Chair,"):
            expect(asked).to_contain_text(words)
        expect(
            page.get_by_role("listitem").filter(has_text="A response is awaited from Camden.")
        ).to_be_visible()


def test_letter_that_is_not_wanted_is_not_sent_and_a_call_is_asked_for_instead(site: Site) -> None:
    with letters(site) as post:
        camden_never_answers(post)
        page = site.visit(COORDINATOR)
        open_letter(page)
        page.get_by_role("button", name="Do not write to them").click()
        needs = needs_you(page)
        expect(needs).not_to_contain_text("approve a letter to Camden")
        expect(needs.get_by_role("link", name="Ring Camden: Can you contribute files")).to_be_visible()
        for day in (at_ten(1, 30), at_ten(2, 1)):
            assert not {AUDIT_LEAD, CHAIR} & {each.recipient for each in post.go_out(day)}
