"""Answering by a link: one ask, nothing changed by looking, who answered, and what can be corrected."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from audits.rounds.models import FileAudit, FileAuditEntry
from audits.rounds.services import audit_move
from audits.rounds.states import Move
from boroughs.asks.models import Ask, Reply
from boroughs.history.models import Change
from boroughs.history.states import Door
from boroughs.people.models import Contact
from boroughs.people.states import Position
from boroughs.programme.models import Borough, Programme
from boroughs.programme.states import Heard
from config import clock
from config.dates import PartialDate
from hub.answers.models import AnswerLink, Knock
from hub.chasing.selectors import chase_plan
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from tests.factories import ContactFactory
from tests.hub.answers.conftest import SYSTEM, TUESDAY, link_of, queue, sent, tables
from tests.sink import Sink

pytestmark = pytest.mark.django_db


def page_of(visitor: Client, token: str) -> str:
    response = visitor.get(f"/answer/{token}/")
    assert response.status_code == 200
    return response.content.decode()


def post(visitor: Client, token: str, choice: str, **more: str) -> None:
    """Send an answer from the page as it stands, and be led back to it."""
    link = link_of(token)
    seen = {"seen": str(link.ask.version), "seen_reply": str(link.reply_id or "")}
    response = visitor.post(f"/answer/{token}/", sent(choice, **{**seen, **more}))
    assert response.status_code == 302, response.content.decode()
    assert response["Location"] == f"/answer/{token}/"


def position() -> str:
    return FileAudit.objects.get(borough__name="Camden").position


def test_looking_changes_nothing_however_often_a_scanner_looks(token: str, visitor: Client) -> None:
    before = tables()
    for _ in range(3):
        assert visitor.get(f"/answer/{token}/").status_code == 200
        assert visitor.head(f"/answer/{token}/").status_code == 200
        assert (
            visitor.get(f"/answer/{token}/", {"choice": "agree", "answered_by": "A robot"}).status_code == 200
        )
    for method in (visitor.put, visitor.delete, visitor.patch, visitor.options):
        assert method(f"/answer/{token}/").status_code == 405
    assert tables() == before


def test_page_says_what_is_asked_of_whom_and_when_who_sees_it_and_whom_to_ring(
    token: str, visitor: Client
) -> None:
    page = page_of(visitor, token)
    for words in (
        "London 2006",
        "Camden",
        "Can you contribute files to the review?",
        "Asked of Camden’s audit lead on 9 January 2007, and first on 4 December 2006.",
        "Too early to say",
        "We ask to be excused",
        "I will answer by a date",
        "Please pause this",
        "Wrong person: ask somebody else",
        'value="Camden’s audit lead"',
        "Who sees this",
        "020 7946 0100",
        "Not for referrals. Worried about a child? Camden front door, 020 7946 0000.",
        "Do not put a child’s details here",
    ):
        assert words in page, words


def test_page_is_not_kept_passed_on_or_found(token: str, visitor: Client) -> None:
    for address in (f"/answer/{token}/", "/answer/wrong/"):
        headers = visitor.get(address).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in headers["Cache-Control"]
        assert "Set-Cookie" not in headers


def test_camdens_page_shows_nothing_of_haringey(
    token: str, minute: str, visitor: Client, haringey: Borough
) -> None:
    post(visitor, token, "hopeful")
    for found in (token, minute):
        assert "Haringey" not in page_of(visitor, found)


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


def test_wrong_person_names_the_right_one_who_is_written_to_from_then_on(
    token: str, ask: Ask, visitor: Client, programme: Programme
) -> None:
    named = {"refer_refer_to_name": "The review officer", "refer_refer_to_email": "officer@example.org"}
    post(visitor, token, "refer", **named)
    ask.refresh_from_db()
    assert ask.is_open
    assert ask.owner is not None
    assert (ask.owner.name, ask.owner.email, ask.owner.position) == (
        "The review officer",
        "officer@example.org",
        Position.AUDIT_LEAD,
    )
    assert ask.owner.user is None
    each = next(each for each in chase_plan(programme, clock.now()) if each.ask.pk == ask.pk)
    assert each.recipient == ask.owner
    assert Reply.objects.get().choice_label == "Wrong person: ask The review officer"


def test_wrong_person_finds_somebody_who_is_known_already(token: str, ask: Ask, visitor: Client) -> None:
    known = ContactFactory.create(borough=ask.borough, position=Position.MANAGER, email="known@example.org")
    named = {"refer_refer_to_name": "My manager", "refer_refer_to_email": "KNOWN@example.org"}
    post(visitor, token, "refer", **named)
    ask.refresh_from_db()
    assert ask.owner == known


def test_wrong_person_never_reaches_into_another_borough(token: str, ask: Ask, visitor: Client) -> None:
    named = {"refer_refer_to_name": "Somebody", "refer_refer_to_email": "haringey.lead@example.org"}
    post(visitor, token, "refer", **named)
    ask.refresh_from_db()
    assert ask.owner is not None
    assert ask.owner.borough == ask.borough


def test_referral_to_a_chair_is_ours_to_decide(token: str, ask: Ask, visitor: Client) -> None:
    ContactFactory.create(
        borough=ask.borough, position=Position.CHAIR, email="chair@example.org", name="Dr Chair"
    )
    named = {"refer_refer_to_name": "The chair", "refer_refer_to_email": "chair@example.org"}
    post(visitor, token, "refer", **named)
    ask.refresh_from_db()
    assert ask.owner is None
    assert (ask.is_with_us, ask.turn_reason) == (True, "asks for a pause because of a referral to Dr Chair")


def test_referral_without_an_address_is_asked_for_it(token: str, visitor: Client) -> None:
    page = visitor.post(f"/answer/{token}/", sent("refer", refer_refer_to_name="Somebody")).content.decode()
    assert "Enter their e-mail address. If you do not know it, ring the coordinator" in page


def test_referral_to_somebody_who_has_left_is_refused(token: str, ask: Ask, visitor: Client) -> None:
    gone = ContactFactory.create(borough=ask.borough, position=Position.MANAGER, email="gone@example.org")
    Contact.objects.filter(pk=gone.pk).update(is_active=False)
    named = {"refer_refer_to_name": "Somebody", "refer_refer_to_email": "gone@example.org"}
    page = visitor.post(f"/answer/{token}/", sent("refer", **named)).content.decode()
    assert "Nobody can be written to at this address." in page


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


def test_too_many_requests_of_one_address_wait_a_minute(
    token: str, visitor: Client, frozen: time_machine.Traveller
) -> None:
    answers = [visitor.get("/answer/wrong/").status_code for _ in range(31)]
    assert answers == [404] * 30 + [429]
    response = visitor.post(f"/answer/{token}/", sent("hopeful"))
    assert (response.status_code, response["Retry-After"]) == (429, "60")
    assert "Camden" not in response.content.decode()
    assert position() == "no_reply"
    assert Client(REMOTE_ADDR="10.0.0.2").get(f"/answer/{token}/").status_code == 200
    frozen.shift(61)
    assert visitor.get(f"/answer/{token}/").status_code == 200


def test_one_link_from_many_addresses_waits_too(token: str) -> None:
    codes = [
        Client(REMOTE_ADDR=f"10.0.0.{number}").get(f"/answer/{token}/").status_code for number in range(31)
    ]
    assert codes == [200] * 30 + [429]


def test_address_behind_our_proxy_is_the_clients_and_not_what_it_claims(settings: Settings, db: None) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    for number in range(30):
        claimed = {"x-forwarded-for": f"1.2.3.{number}, 203.0.113.9"}
        Client(headers=claimed).get("/answer/wrong/")
    blocked = Client(headers={"x-forwarded-for": "9.9.9.9, 203.0.113.9"}).get("/answer/wrong/")
    other = Client(headers={"x-forwarded-for": "203.0.113.9, 203.0.113.10"}).get("/answer/wrong/")
    assert (blocked.status_code, other.status_code) == (429, 404)


def test_counts_are_cleared_away_after_a_day_and_name_nobody(
    visitor: Client, frozen: time_machine.Traveller, db: None
) -> None:
    visitor.get("/answer/wrong/")
    assert "127.0.0.1" not in str(list(Knock.objects.values()))
    frozen.shift(timedelta(days=2))
    Client(REMOTE_ADDR="10.0.0.9").get("/answer/wrong/")
    assert Knock.objects.count() == 1


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
