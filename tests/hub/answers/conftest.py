"""Camden and Haringey were asked, and a letter with a link is queued for each person; nothing is sent elsewhere."""

import re
from datetime import date, datetime
from email import message_from_bytes
from email.policy import default
from typing import NamedTuple

import pytest
import time_machine
from django.apps import apps
from django.test import Client

from audits.rounds.models import FileAudit
from audits.rounds.services import round_open
from boroughs.asks.models import Ask
from boroughs.asks.services import reconcile
from boroughs.history.models import Actor
from boroughs.people.models import User
from boroughs.people.states import Position
from boroughs.programme.models import Borough, Programme
from config import clock
from config.clock import LONDON
from config.dates import PartialDate
from hub.answers.models import AnswerLink
from hub.answers.selectors import link_for
from hub.chasing.sending.queueing import chase_ups_queue
from hub.mail.models import Email
from tests.factories import PostFactory
from tests.factories.people import person

SYSTEM = Actor.system()
TUESDAY = datetime(2007, 1, 9, 10, 30, tzinfo=LONDON)
# How often the pages were asked for is counted on every request; it is nobody's record.
UNCOUNTED = {"hub.Knock"}


class Letter(NamedTuple):
    """A queued letter: its row, its text and HTML as they go out, and the tokens in it."""

    email: Email
    text: str
    html: str
    tokens: list[str]


def letter_to(address: str) -> Letter:
    """Read the last letter that was queued for an address."""
    email = Email.objects.filter(to_address=address).latest("pk")
    message = message_from_bytes(bytes(email.raw or b""), policy=default)
    plain, rich = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    text = plain.get_content()
    html = rich.get_content() if rich is not None else ""
    return Letter(email, text, html, re.findall(r"/answer/([^/\s]+)/", text))


def queue(programme: Programme, frozen: time_machine.Traveller, moment: datetime = TUESDAY) -> None:
    """Queue what is due at a moment, and stay there."""
    frozen.move_to(moment)
    chase_ups_queue(programme=programme, now=clock.now())


def tables() -> dict[str, list[dict[str, object]]]:
    """Read every row of every table."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for model in apps.get_models()
        if model._meta.label not in UNCOUNTED
    }


def link_of(token: str) -> AnswerLink:
    """Find the link of a token that opens something."""
    link = link_for(token)
    assert link is not None
    return link


@pytest.fixture
def round_asked(
    programme: Programme, camden: Borough, haringey: Borough, camden_lead: User, coordinator: User
) -> None:
    """Both boroughs were asked on 4 December 2006 whether they can contribute files."""
    person(Position.AUDIT_LEAD, borough=haringey, email="haringey.lead@example.org")
    round_open(
        programme=programme, slug="files", title="Case files", asked=PartialDate(date(2006, 12, 4)), by=SYSTEM
    )


@pytest.fixture
def token(programme: Programme, round_asked: None, frozen: time_machine.Traveller) -> str:
    """The token in the letter to Camden's audit lead."""
    queue(programme, frozen)
    (found,) = letter_to("camden.lead@example.org").tokens
    return found


@pytest.fixture
def ask(token: str) -> Ask:
    """What Camden's audit lead was asked."""
    return Ask.objects.get(borough__name="Camden", kind="audit-reply")


@pytest.fixture
def minute(
    programme: Programme,
    camden: Borough,
    camden_adviser: User,
    coordinator: User,
    frozen: time_machine.Traveller,
) -> str:
    """The token in the letter to Camden's adviser about the monthly update."""
    contact = camden_adviser.contacts.get()
    PostFactory.create(borough=camden, stage="in_post", holder=contact)
    reconcile(boroughs=[camden], today=clock.today())
    queue(programme, frozen)
    (found,) = letter_to("camden.adviser@example.org").tokens
    return found


@pytest.fixture
def visitor() -> Client:
    """Somebody without an account; the browser sends no origin from these pages, and CSRF is really checked."""
    return Client(enforce_csrf_checks=True, headers={"origin": "null"})


def sent(choice: str, **more: str) -> dict[str, str]:
    """What the form of Camden's audit lead sends, as the page pre-fills it."""
    return {"choice": choice, "words": "", "answered_by": "Camden’s audit lead", "copy_to": "", **more}


def page_of(visitor: Client, token: str) -> str:
    """Read the page of a link."""
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
    """Tell where Camden’s file audit stands."""
    return FileAudit.objects.get(borough__name="Camden").position
