"""An answer taken by a link: by whom, to one ask only, and what it does."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from audits.rounds.models import FileAudit
from boroughs.asks.models import Ask, Reply
from boroughs.history.models import Change
from boroughs.history.states import Door
from boroughs.programme.models import Borough, Programme
from boroughs.programme.states import Heard
from hub.answers.models import AnswerLink
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from tests.hub.answers.conftest import TUESDAY, page_of, position, post, queue, sent, tables
from tests.sink import Sink

pytestmark = pytest.mark.django_db


def test_answer_is_taken_and_shown_from_then_on(token: str, ask: Ask, visitor: Client) -> None:
    post(visitor, token, "hopeful", words="We shall know in March.")
    assert position() == "hopeful"
    ask.refresh_from_db()
    assert not ask.is_open
    reply = Reply.objects.get()
    assert (reply.said_by, reply.how, reply.choice) == ("Camden’s audit lead", Heard.LINK, "hopeful")
    camden = Borough.objects.get(name="Camden")
    assert (camden.last_heard_on, camden.last_heard_how) == (TUESDAY.date(), Heard.LINK)
    page = page_of(visitor, token)
    assert "Camden’s audit lead, 9 January 2007 at 10:30am" in page
    assert "We shall know in March." in page
    change = Change.objects.get(verb="reply-record")
    assert (change.door, change.by, change.by_name) == (Door.LINK, None, "Camden’s audit lead")


def test_answer_reaches_one_ask_only(token: str, visitor: Client) -> None:
    haringey = Ask.objects.get(borough__name="Haringey", kind="audit-reply")
    updates = set(Ask.objects.filter(kind="update").values_list("pk", "version", "closed_at"))
    post(visitor, token, "hopeful", ask=str(haringey.pk), borough="haringey")
    haringey.refresh_from_db()
    assert haringey.is_open
    assert FileAudit.objects.get(borough__name="Haringey").position == "no_reply"
    assert set(Ask.objects.filter(kind="update").values_list("pk", "version", "closed_at")) == updates


def test_missing_answer_is_asked_for_and_what_was_typed_stays(token: str, visitor: Client) -> None:
    before = tables()
    response = visitor.post(f"/answer/{token}/", sent("", words="Typed already", answered_by=""))
    page = response.content.decode()
    assert "There is a problem" in page
    assert "Enter your name and role" in page
    assert "Typed already" in page
    assert tables() == before


def test_forwarded_link_records_who_answered_and_copies_both(token: str, visitor: Client) -> None:
    Email.objects.all().update(queued_at=TUESDAY - timedelta(days=1))
    post(
        visitor,
        token,
        "hopeful",
        words="Ring me on Friday.",
        answered_by="Jo Smith, deputy",
        copy_to="jo@example.org",
    )
    assert Reply.objects.get().said_by == "Asked of Camden’s audit lead; answered by Jo Smith, deputy"
    copies = {email.to_address: email for email in Email.objects.filter(kind="answer-copy")}
    assert copies.keys() == {"camden.lead@example.org", "jo@example.org"}
    to_lead = copies["camden.lead@example.org"].text
    assert "answered by Jo Smith, deputy: Hopeful" in to_lead
    assert "Ring me on Friday." in to_lead
    # Anybody can type any address: what goes there carries nobody's free words.
    to_jo = copies["jo@example.org"].text
    assert "Hopeful" in to_jo
    assert "Ring me on Friday." not in to_jo
    assert "Jo Smith" not in to_jo
    assert "/answer/" not in to_lead + to_jo


def test_who_was_asked_and_answers_gets_no_further_email(token: str, visitor: Client) -> None:
    post(visitor, token, "hopeful", answered_by="camden’s  audit lead")
    assert Reply.objects.get().said_by == "Camden’s audit lead"
    assert not Email.objects.filter(kind="answer-copy").exists()


def test_asking_to_be_excused_makes_it_our_turn(token: str, ask: Ask, visitor: Client) -> None:
    post(visitor, token, "ask_excusal", ask_excusal_reason="a joint area review")
    ask.refresh_from_db()
    assert (ask.is_open, ask.turn_reason) == (True, "asks to be excused because of a joint area review")
    assert "Asks to be excused" in page_of(visitor, token)


def test_page_says_what_happens_next_to_what_is_not_settled_yet(
    token: str, visitor: Client, frozen: time_machine.Traveller
) -> None:
    post(
        visitor,
        token,
        "promise",
        promise_promised_on_day="19",
        promise_promised_on_month="1",
        promise_promised_on_year="2007",
    )
    assert "Nobody reminds you before 19 January 2007 has passed." in page_of(visitor, token)
    post(
        visitor,
        token,
        "ask_excusal",
        ask_excusal_reason="a joint area review",
        seen_reply=str(Reply.objects.get().pk),
    )
    page = page_of(visitor, token)
    assert "Camden asks to be excused because of a joint area review. The coordinator decides now" in page
    assert "Nobody reminds you before" not in page


def test_pause_stops_the_chase_at_once(token: str, ask: Ask, visitor: Client) -> None:
    post(visitor, token, "pause", pause_reason="staff being away")
    ask.refresh_from_db()
    assert ask.is_with_us
    assert "Change this answer" not in page_of(visitor, token)
    assert "Answer now" in page_of(visitor, token)


@pytest.mark.django_db(transaction=True)
def test_link_works_from_the_sent_email_to_the_answer(
    programme: Programme,
    round_asked: None,
    frozen: time_machine.Traveller,
    settings: Settings,
    visitor: Client,
    tmp_path: Path,
) -> None:
    queue(programme, frozen)
    with Sink() as sink:
        settings.EMAIL_URL = sink.url
        deliver_due()
        received = next(each for each in sink.received if each.recipient == "camden.lead@example.org")
    address = re.search(r"http://127\.0\.0\.1:8000(/answer/\S+/)", received.text)
    assert address is not None
    assert visitor.post(address[1], sent("agree")).status_code == 302
    assert position() == "agreed"
    assert AnswerLink.objects.exclude(used_at=None).count() == 1


def test_files_come_with_a_number_and_a_date_with_its_month(token: str, visitor: Client) -> None:
    more = {"agree_firm_month": "2", "agree_firm_year": "2007", "agree_firm_day": "", "agree_files": "6"}
    post(visitor, token, "agree", **more)
    audit = FileAudit.objects.get(borough__name="Camden")
    assert (audit.position, audit.firm_on, audit.files_agreed) == ("agreed_dated", date(2007, 2, 1), 6)
