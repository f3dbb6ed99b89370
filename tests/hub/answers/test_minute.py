"""The adviser's whole minute by link: anything changed, one ask, something she did, what the report says."""

from datetime import date

import pytest
import time_machine
from django.test import Client

from boroughs.asks.models import Ask, Reply
from boroughs.asks.services import reconcile
from boroughs.history.models import Change
from boroughs.history.states import Door
from boroughs.people.models import Contact
from boroughs.people.states import Position
from boroughs.posts.models import Post
from boroughs.programme.models import Borough, Programme
from boroughs.programme.states import Heard
from config import clock
from hub.answers.selectors import link_for
from hub.events.models import Event
from hub.reports.compiler import next_report_says
from hub.reports.models import ReportQuery
from tests.factories import FileAuditFactory, PostFactory
from tests.factories.people import person
from tests.hub.answers.conftest import TUESDAY, letter_to, link_of, queue, tables

pytestmark = pytest.mark.django_db

ADVISER = "Camden’s adviser"


def post(visitor: Client, token: str, part: str, **fields: str) -> None:
    data = {f"{part}-{name}": value for name, value in {"answered_by": ADVISER, **fields}.items()}
    response = visitor.post(f"/answer/{token}/", {"part": part, **data})
    assert response.status_code == 302, response.content.decode()


def page_of(visitor: Client, token: str) -> str:
    response = visitor.get(f"/answer/{token}/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def two(programme: Programme, camden: Borough, coordinator: object, frozen: time_machine.Traveller) -> str:
    """Camden's adviser is its audit lead's stand-in too: she was asked for the update and for the files."""
    adviser = person(Position.ADVISER, borough=camden, email="both@example.org").contacts.get()
    PostFactory.create(borough=camden, stage="in_post", holder=adviser)
    FileAuditFactory.create(borough=camden)
    reconcile(boroughs=[camden], today=clock.today())
    Ask.objects.filter(borough=camden, kind="audit-reply").update(owner=adviser)
    queue(programme, frozen)
    return next(
        token for token in letter_to("both@example.org").tokens if link_of(token).ask.kind == "update"
    )


def test_minute_is_done_in_four_taps(two: str, visitor: Client) -> None:
    page = page_of(visitor, two)  # the first tap, in the e-mail
    assert "Has anything changed this month?" in page
    assert "Can you contribute files to the review?" in page
    post(visitor, two, "update", choice="nothing")  # the second
    post(
        visitor, two, "other", choice="too_early", words="", copy_to=""
    )  # the third chooses, the fourth sends
    assert set(Reply.objects.values_list("ask__kind", "choice", "how")) == {
        ("update", "nothing", Heard.LINK),
        ("audit-reply", "too_early", Heard.LINK),
    }
    page = page_of(visitor, two)
    assert "Nothing has changed" in page
    assert "One thing we need" not in page


def test_looking_at_the_minute_changes_nothing(two: str, visitor: Client) -> None:
    before = tables()
    page_of(visitor, two)
    visitor.head(f"/answer/{two}/")
    visitor.get(f"/answer/{two}/", {"part": "update", "update-choice": "nothing", "done": "update"})
    assert tables() == before


def test_nothing_has_changed_meets_the_update_and_the_board_knows(
    minute: str, camden: Borough, visitor: Client
) -> None:
    post(visitor, minute, "update", choice="nothing")
    camden.refresh_from_db()
    assert camden.updated_on == TUESDAY.date()
    assert camden.last_heard_how == Heard.LINK
    assert not Ask.objects.filter(borough=camden, kind="update", closed_at=None).exists()
    assert Change.objects.get(verb="update-give").door == Door.LINK


def test_update_that_was_a_slip_is_corrected_with_words(
    minute: str, camden: Borough, visitor: Client
) -> None:
    post(visitor, minute, "update", choice="nothing")
    reply = Reply.objects.get()
    page = page_of(visitor, minute)
    assert "Change this answer" in page
    words = "The adviser leaves in May."
    post(visitor, minute, "update", choice="something", words=words, seen_reply=str(reply.pk))
    assert Reply.objects.count() == 2
    page = page_of(visitor, minute)
    assert "Something has changed" in page
    assert words in page


def test_neither_button_is_asked_for(minute: str, visitor: Client) -> None:
    response = visitor.post(f"/answer/{minute}/", {"part": "update", "update-answered_by": ADVISER})
    assert "Choose one of the two buttons" in response.content.decode()


def test_something_she_did_is_among_the_programmes_events(
    minute: str, camden: Borough, visitor: Client
) -> None:
    when = {"when_day": "", "when_month": "12", "when_year": "2006"}
    post(visitor, minute, "did", title="Talk at the mosque", counted="unknown", **when)
    post(visitor, minute, "did", title="Training day", counted="known", attendance="24", **when)
    talk, training = Event.objects.order_by("pk")
    assert (talk.borough, list(talk.hosts.all()), talk.attendance) == (camden, [camden], None)
    assert (talk.on, talk.precision) == (date(2006, 12, 1), "month")
    assert training.attendance == 24
    assert Change.objects.filter(verb="event-add", door=Door.LINK, by_name=ADVISER).count() == 2
    assert "Talk at the mosque" in page_of(visitor, minute)


def test_event_that_is_yet_to_come_is_not_something_she_did(minute: str, visitor: Client) -> None:
    data = {"part": "did", "did-title": "Talk", "did-when_day": "1", "did-when_month": "6"}
    more = {"did-when_year": "2007", "did-counted": "unknown", "did-answered_by": ADVISER}
    response = visitor.post(f"/answer/{minute}/", {**data, **more})
    assert "There is a problem" in response.content.decode()
    assert not Event.objects.exists()


def test_what_the_report_says_can_be_called_wrong(minute: str, camden: Borough, visitor: Client) -> None:
    (sentence, *_) = [each.text for each in next_report_says(camden, clock.today())]
    assert sentence.replace("'", "&#x27;") in page_of(visitor, minute)
    post(visitor, minute, "wrong-0", sentence=sentence, words="She started in December.")
    query = ReportQuery.objects.get()
    assert (query.sentence, query.asked_by) == (sentence, ADVISER)
    assert "She started in December." in page_of(visitor, minute)


def test_sentence_that_the_report_does_not_say_cannot_be_queried(minute: str, visitor: Client) -> None:
    data = {"part": "wrong-0", "wrong-0-sentence": "Haringey is late.", "wrong-0-words": "Indeed."}
    response = visitor.post(f"/answer/{minute}/", {**data, "wrong-0-answered_by": ADVISER})
    assert "The report does not say that any more." in response.content.decode()
    assert not ReportQuery.objects.exists()


def test_forwarded_minute_says_who_did_it(minute: str, visitor: Client) -> None:
    post(visitor, minute, "update", choice="nothing", answered_by="Sam, her manager")
    assert Reply.objects.get().said_by == "Asked of Camden’s adviser; answered by Sam, her manager"


def test_adviser_can_answer_later_pause_or_name_somebody_else(minute: str, visitor: Client) -> None:
    date_given = {"promise_promised_on_day": "18", "promise_promised_on_month": "1"}
    post(visitor, minute, "reply", choice="promise", promise_promised_on_year="2007", **date_given)
    assert Ask.objects.get(kind="update").promised_on == date(2007, 1, 18)
    assert "Nothing has changed" in page_of(visitor, minute)


def test_managers_minute_offers_no_event(
    programme: Programme,
    camden: Borough,
    coordinator: object,
    visitor: Client,
    frozen: time_machine.Traveller,
) -> None:
    person(Position.MANAGER, borough=camden, email="manager@example.org")
    reconcile(boroughs=[camden], today=clock.today())
    queue(programme, frozen)
    (token,) = letter_to("manager@example.org").tokens
    assert link_of(token).ask.kind == "update"
    assert "Something you did" not in page_of(visitor, token)
    data = {"part": "did", "did-title": "Talk", "did-when_month": "12", "did-when_year": "2006"}
    visitor.post(f"/answer/{token}/", {**data, "did-counted": "unknown", "did-answered_by": "The manager"})
    assert not Event.objects.exists()


def test_other_ask_is_hers_only_if_she_was_written_to_about_it(
    minute: str, camden: Borough, visitor: Client, camden_lead: object
) -> None:
    FileAuditFactory.create(borough=camden)
    assert "Can you contribute files" not in page_of(visitor, minute)
    data = {"part": "other", "other-choice": "agree", "other-answered_by": ADVISER}
    assert visitor.post(f"/answer/{minute}/", data).status_code == 302
    assert not Reply.objects.exists()


def test_unknown_part_changes_nothing(minute: str, visitor: Client) -> None:
    before = tables()
    for part in ("", "nothing", "wrong-99"):
        visitor.post(f"/answer/{minute}/", {"part": part, "update-choice": "nothing"})
    assert tables() == before


def test_old_link_of_a_closed_month_opens_nothing_unless_it_answered(
    minute: str, camden: Borough, frozen: time_machine.Traveller
) -> None:
    Ask.objects.filter(kind="update").update(closed_at=clock.now(), ended="met")
    assert link_for(minute) is None
    assert Contact.objects.filter(borough=camden).exists()
    assert Post.objects.get(borough=camden).holder is not None
