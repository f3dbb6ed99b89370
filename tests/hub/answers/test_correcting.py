"""Another answer by the same link: a slip corrected, a second tap, an older page."""

import re

import pytest
from django.test import Client

from audits.rounds.models import FileAudit, FileAuditEntry
from audits.rounds.services import audit_move
from audits.rounds.states import Move
from boroughs.asks.models import Ask, Reply
from boroughs.history.models import Change
from config import clock
from config.dates import PartialDate
from tests.hub.answers.conftest import SYSTEM, page_of, position, post, sent, tables

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("first", "then", "stands", "still_asked"),
    [
        ("agree", "hopeful", "hopeful", {"audit-date"}),
        ("decline", "agree", "agreed", {"audit-date"}),
        ("hopeful", "decline", "declined", set()),
        ("review_own", "too_early", "too_early", {"audit-date"}),
    ],
)
def test_answer_that_closed_the_ask_is_corrected_and_the_slip_struck_out(
    token: str, ask: Ask, visitor: Client, first: str, then: str, stands: str, still_asked: set[str]
) -> None:
    post(visitor, token, first)
    post(visitor, token, then)
    assert position() == stands
    entries = FileAuditEntry.objects.filter(file_audit__borough=ask.borough).order_by("pk")
    assert [entry.voided_by is None for entry in entries] == [False, True]
    found = Ask.objects.filter(borough=ask.borough, closed_at=None, kind__startswith="audit-")
    assert set(found.values_list("kind", flat=True)) == still_asked
    assert Reply.objects.count() == 2
    assert "instead of" in Change.objects.get(verb="reply-correct").summary


def test_correction_to_an_excusal_asks_us(token: str, ask: Ask, visitor: Client) -> None:
    post(visitor, token, "agree")
    post(visitor, token, "ask_excusal", ask_excusal_reason="a joint area review")
    again = Ask.objects.get(borough=ask.borough, closed_at=None, kind="audit-reply")
    assert again.turn_reason == "asks to be excused because of a joint area review"
    assert "Asks to be excused" in page_of(visitor, token)


def test_after_something_else_was_written_down_the_page_says_to_ring(token: str, visitor: Client) -> None:
    post(visitor, token, "hopeful")
    audit = FileAudit.objects.get(borough__name="Camden")
    audit_move(audit=audit, move=Move.AGREE, on=PartialDate(clock.today()), by=SYSTEM)
    page = page_of(visitor, token)
    assert "It cannot be changed here any more" in page
    assert "<form" not in page
    before = tables()
    assert visitor.post(f"/answer/{token}/", sent("decline")).status_code == 200
    assert tables() == before


def test_second_tap_changes_nothing(token: str, visitor: Client) -> None:
    data = sent("hopeful", seen_reply="")
    assert visitor.post(f"/answer/{token}/", data).status_code == 302
    before = tables()
    assert visitor.post(f"/answer/{token}/", data).status_code == 302
    assert tables() == before


def test_other_answer_from_an_older_page_is_shown_what_is_there(token: str, visitor: Client) -> None:
    visitor.post(f"/answer/{token}/", sent("hopeful", seen_reply=""))
    page = visitor.post(f"/answer/{token}/", sent("decline", seen_reply="", words="Mine")).content.decode()
    assert "“Hopeful” was recorded through this link meanwhile." in page
    assert "Mine" in page
    assert position() == "hopeful"
    reply = re.search(r'name="seen_reply" value="(\d+)"', page)
    assert reply is not None
    visitor.post(f"/answer/{token}/", sent("decline", seen_reply=reply[1]))
    assert position() == "declined"
