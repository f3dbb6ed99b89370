"""Making links, what the letters and the log show of them, and when they open nothing any more."""

import hashlib
import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from audits.rounds.services import round_open
from boroughs.access.rules import may
from boroughs.access.states import Action
from boroughs.asks.kinds import Answer
from boroughs.asks.models import Ask
from boroughs.asks.replying import reply_record
from boroughs.asks.stopping import ask_withdraw
from boroughs.people.models import Contact, User
from boroughs.people.services import contact_deactivate
from boroughs.people.states import Position
from boroughs.programme.models import Programme
from boroughs.programme.states import Heard
from config import clock
from config.access_log import AccessLogger
from config.clock import LONDON
from config.dates import PartialDate
from config.masking import MASK, MaskTokens, masked
from hub.answers.models import AnswerLink
from hub.answers.selectors import link_for
from hub.chasing.letters.bundles import bundles
from hub.chasing.models import ChaseUp
from hub.chasing.selectors import chase_plan
from hub.chasing.sending.queueing import chase_ups_queue
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from hub.mail.states import State
from tests.factories import BoroughFactory
from tests.factories.people import person
from tests.hub.answers.conftest import SYSTEM, TUESDAY, letter_to, link_of, queue, sent, tables
from tests.sink import Sink

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_letter_carries_the_link_in_text_and_html_and_only_its_digest_is_kept(token: str) -> None:
    letter = letter_to("camden.lead@example.org")
    assert f"Answer for Camden: http://127.0.0.1:8000/answer/{token}/" in letter.text
    assert f'href="http://127.0.0.1:8000/answer/{token}/"' in letter.html
    assert "link-for-ask" not in letter.text + letter.html
    link = link_of(token)
    assert link.digest == hashlib.sha256(token.encode()).hexdigest()
    assert len(token) >= 43
    kept = {name: rows for name, rows in tables().items() if name != "hub.Email"}
    assert token not in str(kept)


def test_link_belongs_to_the_chase_up_that_it_was_made_for(token: str, ask: Ask) -> None:
    chase_up = ChaseUp.objects.get(ask=ask)
    assert chase_up.link == link_of(token)
    assert link_of(token).contact.email == "camden.lead@example.org"


def test_log_masks_the_token(token: str, coordinator: User, client_of: SignIn, programme: Programme) -> None:
    email = letter_to("camden.lead@example.org").email
    assert token not in email.text
    assert "/answer/•••••/" in email.text
    page = client_of(coordinator).get(f"/london-2006/chasing/log/{email.pk}/")
    assert token not in page.content.decode()


@pytest.mark.django_db(transaction=True)
def test_letter_passes_the_strict_sink_and_its_bytes_are_erased_once_it_has_left(
    programme: Programme, round_asked: None, frozen: time_machine.Traveller, settings: Settings
) -> None:
    queue(programme, frozen)
    with Sink() as sink:
        settings.EMAIL_URL = sink.url
        assert deliver_due().sent == 2
        assert all("/answer/" in received.text for received in sink.received)
    assert set(Email.objects.values_list("state", "raw")) == {(State.SENT, None)}


def test_preview_shows_a_mark_and_makes_no_link(
    programme: Programme, round_asked: None, coordinator: User, client_of: SignIn
) -> None:
    before = tables()
    going = bundles(programme, chase_plan(programme, clock.now()))
    page = client_of(coordinator).get("/london-2006/chasing/").content.decode()
    ask = Ask.objects.get(borough__name="Camden", kind="audit-reply")
    assert f"[link: {ask.title}]" in page
    assert len(going) == 2
    ignored = {"django.Session", "sessions.Session", "boroughs.User"}
    assert {k: v for k, v in tables().items() if k not in ignored} == {
        k: v for k, v in before.items() if k not in ignored
    }
    assert Client().get(f"/answer/link-for-ask-{ask.pk}/").status_code == 404


def test_link_lasts_sixty_days(token: str, frozen: time_machine.Traveller) -> None:
    frozen.move_to(TUESDAY + timedelta(days=60) - timedelta(seconds=1))
    assert link_for(token)
    frozen.move_to(TUESDAY + timedelta(days=60))
    assert link_for(token) is None


def test_link_never_outlasts_the_programme_by_more_than_two_weeks(
    programme: Programme, round_asked: None, frozen: time_machine.Traveller
) -> None:
    programme.ends_on = date(2007, 1, 31)
    programme.save()
    queue(programme, frozen)
    (found,) = letter_to("camden.lead@example.org").tokens
    frozen.move_to(datetime(2007, 2, 14, 23, 59, tzinfo=LONDON))
    assert link_for(found)
    frozen.move_to(datetime(2007, 2, 15, 0, 0, tzinfo=LONDON))
    assert link_for(found) is None


def test_link_ends_when_the_ask_is_answered_by_telephone(token: str, ask: Ask) -> None:
    reply_record(ask=ask, answer=Answer("hopeful", clock.today(), "Camden", Heard.TELEPHONE), by=SYSTEM)
    assert link_for(token) is None


def test_link_ends_when_the_ask_is_withdrawn(token: str, ask: Ask) -> None:
    ask_withdraw(ask=ask, reason="Not in this round.", ask_again_on=None, by=SYSTEM)
    assert link_for(token) is None


def test_link_that_only_promised_ends_when_somebody_else_answers(
    token: str, ask: Ask, visitor: Client
) -> None:
    date_given = {"promise_promised_on_day": "18", "promise_promised_on_month": "1"}
    data = sent("promise", promise_promised_on_year="2007", **date_given)
    assert visitor.post(f"/answer/{token}/", data).status_code == 302
    assert "Will answer by 18 January 2007" in visitor.get(f"/answer/{token}/").content.decode()
    reply_record(ask=ask, answer=Answer("hopeful", clock.today(), "Camden", Heard.TELEPHONE), by=SYSTEM)
    assert link_for(token) is None


def test_link_of_somebody_who_has_left_opens_nothing(token: str) -> None:
    contact_deactivate(contact=Contact.objects.get(email="camden.lead@example.org"), by=SYSTEM)
    assert link_for(token) is None


def test_link_of_a_closed_account_opens_nothing(token: str) -> None:
    User.objects.filter(email="camden.lead@example.org").update(is_active=False)
    assert link_for(token) is None


@pytest.mark.django_db(transaction=True)
def test_links_of_an_email_that_does_not_leave_are_revoked(
    token: str, settings: Settings, tmp_path: object
) -> None:
    settings.EMAIL_URL = f"file://{tmp_path}"
    Contact.objects.filter(email="camden.lead@example.org").update(email="moved@example.org")
    deliver_due()
    assert link_for(token) is None
    assert AnswerLink.objects.exclude(revoked_at=None).count() == 1


def test_wrong_old_revoked_and_used_up_tokens_get_one_and_the_same_page(
    token: str, visitor: Client, frozen: time_machine.Traveller
) -> None:
    pages = [visitor.get("/answer/wrong/"), visitor.post("/answer/wrong/", {"choice": "agree"})]
    AnswerLink.objects.update(revoked_at=clock.now())
    pages += [visitor.get(f"/answer/{token}/"), visitor.post(f"/answer/{token}/", sent("hopeful"))]
    AnswerLink.objects.update(revoked_at=None)
    frozen.move_to(TUESDAY + timedelta(days=61))
    pages += [visitor.get(f"/answer/{token}/"), visitor.get("/answer/")]
    assert {page.status_code for page in pages} == {404}
    (body,) = {page.content for page in pages}
    words = body.decode()
    assert "reply to the e-mail" in words
    assert not any(name in words for name in ("Camden", "London 2006", "audit lead", "coordinator@"))


def test_somebody_signed_in_gets_the_same_page_too(camden_lead: User, client_of: SignIn) -> None:
    assert client_of(camden_lead).get("/answer/wrong/").content == Client().get("/answer/wrong/").content


def test_only_the_coordinator_sees_that_links_exist(
    token: str, coordinator: User, camden_lead: User, stranger: User
) -> None:
    link = link_of(token)
    assert may(coordinator, Action.COORDINATE, link)
    assert AnswerLink.objects.visible_to(coordinator).count() == 2
    assert not AnswerLink.objects.visible_to(camden_lead).exists()
    assert not AnswerLink.objects.visible_to(stranger).exists()


def count_queries_of_queueing(programme: Programme, frozen: time_machine.Traveller) -> int:
    frozen.move_to(TUESDAY)
    with CaptureQueriesContext(connection) as queries:
        chase_ups_queue(programme=programme, now=clock.now())
    return len(queries)


def test_links_cost_as_many_queries_for_seventeen_letters_as_for_two(
    programme: Programme, round_asked: None, frozen: time_machine.Traveller
) -> None:
    few = count_queries_of_queueing(programme, frozen)
    for number in range(15):
        borough = BoroughFactory.create(programme=programme)
        person(Position.AUDIT_LEAD, borough=borough, email=f"lead-{number}@example.org")
    round_open(
        programme=programme, slug="more", title="More", asked=PartialDate(date(2006, 12, 4)), by=SYSTEM
    )
    frozen.move_to(TUESDAY + timedelta(days=1))
    assert count_queries_of_queueing(programme, frozen) == few
    assert AnswerLink.objects.count() >= 17


def test_page_costs_as_many_queries_for_three_boroughs_as_for_thirty(
    token: str, visitor: Client, programme: Programme
) -> None:
    visitor.get(f"/answer/{token}/")
    with CaptureQueriesContext(connection) as few:
        visitor.get(f"/answer/{token}/")
    for _ in range(30):
        BoroughFactory.create(programme=programme)
    with CaptureQueriesContext(connection) as many:
        visitor.get(f"/answer/{token}/")
    assert len(few) == len(many) <= 8


def test_no_log_line_carries_a_token(token: str) -> None:
    line = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "Not Found: %s", (f"/answer/{token}/",), None
    )
    assert MaskTokens().filter(line)
    assert line.getMessage() == f"Not Found: /answer/{MASK}/"


def test_every_console_line_of_the_site_is_masked(settings: Settings) -> None:
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["mask tokens"]


def test_access_log_carries_no_token() -> None:
    logger = AccessLogger.__new__(AccessLogger)

    class Response:
        status, sent, headers = "200 OK", 10, ()

    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": "/answer/secret-token/?done=update",
        "PATH_INFO": "/answer/secret-token/",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "QUERY_STRING": "done=update",
        "HTTP_REFERER": "http://127.0.0.1:8000/answer/secret-token/",
    }
    atoms = logger.atoms(Response(), {"referer": environ["HTTP_REFERER"]}, environ, timedelta(0))
    assert "secret-token" not in str(atoms)
    assert atoms["r"] == f"GET /answer/{MASK}/?done=update HTTP/1.1"
    assert masked("GET /london-2006/ HTTP/1.1") == "GET /london-2006/ HTTP/1.1"
