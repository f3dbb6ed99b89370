"""The pages about an ask, and the forms that take its answer."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from audits.rounds.states import Position
from boroughs.asks.chased import Chased, asks_chased
from boroughs.asks.models import Ask, Reply
from boroughs.asks.services import reconcile
from boroughs.history.states import Door
from boroughs.people.models import Contact, User
from boroughs.people.states import Position as Person
from boroughs.posts.models import Post
from boroughs.posts.states import Stage
from boroughs.programme.models import Borough
from boroughs.programme.states import Heard
from tests.factories import ContactFactory, FileAuditFactory, PostFactory

SignIn = Callable[[User], Client]
HEARD = {
    "said_by": "other",
    "said_by_name": "The audit lead’s deputy",
    "how": "telephone",
    "on_day": "5",
    "on_month": "1",
    "on_year": "2007",
}


@pytest.fixture
def ask(camden: Borough) -> Ask:
    FileAuditFactory.create(borough=camden)
    return Ask.objects.get(borough=camden, kind="audit-reply")


def address(name: str, ask: Ask) -> str:
    return reverse(name, args=["london-2006", ask.pk])


def test_the_page_says_what_was_asked_of_whom_and_whose_turn_it_is(
    ask: Ask, coordinator: User, camden_lead: User, client_of: SignIn
) -> None:
    page = client_of(coordinator).get(address("ask", ask)).content.decode()
    assert "Can you contribute files to the review?" in page
    assert "4 December 2006" in page
    assert "Camden’s audit lead" in page
    assert "With the borough" in page
    assert "No reply yet." in page


def test_only_the_coordinator_sees_who_was_chased(
    ask: Ask, coordinator: User, camden_lead: User, client_of: SignIn
) -> None:
    lead = Contact.objects.get(user=camden_lead)
    asks_chased([Chased(ask.pk, lead.pk, datetime(2007, 1, 4, 10, tzinfo=UTC))])
    page = address("ask", ask)
    assert "4 January 2007 at 10am" in client_of(coordinator).get(page).content.decode()
    assert "Last chased" not in client_of(camden_lead).get(page).content.decode()


def test_neighbour_and_stranger_find_no_ask(
    ask: Ask, haringey_adviser: User, stranger: User, reviewer: User, observer: User, client_of: SignIn
) -> None:
    for user in (haringey_adviser, stranger, reviewer, observer):
        client = client_of(user)
        assert client.get(address("ask", ask)).status_code == 404
        assert client.get(address("ask-reply", ask)).status_code == 404
        assert client.post(address("ask-reply", ask), {"choice": "agree"}).status_code == 404


def test_adviser_sees_what_the_audit_lead_is_asked_but_does_not_answer(
    ask: Ask, camden_adviser: User, client_of: SignIn
) -> None:
    client = client_of(camden_adviser)
    assert client.get(address("ask", ask)).status_code == 200
    assert client.get(address("ask-reply", ask)).status_code == 403
    assert client.post(address("ask-reply", ask), {"choice": "agree"}).status_code == 403
    assert not Reply.objects.exists()


def test_coordinator_records_a_telephone_call(ask: Ask, coordinator: User, client_of: SignIn) -> None:
    given = {
        **HEARD,
        "choice": "agree",
        "agree_firm_month": "2",
        "agree_firm_year": "2007",
        "agree_files": "6",
        "words": "Six files.",
        "seen": ask.version,
    }
    answer = client_of(coordinator).post(address("ask-reply", ask), given, follow=True)
    assert answer.redirect_chain
    reply = Reply.objects.get()
    assert (reply.said_by, reply.how, reply.heard_on) == (
        "The audit lead’s deputy",
        Heard.TELEPHONE,
        date(2007, 1, 5),
    )
    assert (reply.choice, reply.words, reply.change.door) == ("agree", "Six files.", Door.CALL)
    audit = ask.borough.file_audits.get()
    assert (audit.position, audit.words, audit.files_agreed) == (
        Position.AGREED_DATED,
        "Agreed, February 2007",
        6,
    )
    assert "The reply is recorded" in answer.content.decode()


def test_how_can_be_chosen_by_the_link(ask: Ask, coordinator: User, client_of: SignIn) -> None:
    page = client_of(coordinator).get(address("ask-reply", ask), {"how": "telephone"})
    assert page.context["form"]["how"].value() == "telephone"
    page = client_of(coordinator).get(address("ask-reply", ask), {"how": "site"})
    assert not page.context["form"]["how"].value()


def test_somebody_of_the_borough_can_be_named(
    ask: Ask, coordinator: User, camden_lead: User, client_of: SignIn
) -> None:
    lead = Contact.objects.get(user=camden_lead)
    client_of(coordinator).post(
        address("ask-reply", ask), {**HEARD, "said_by": lead.pk, "choice": "too_early"}
    )
    assert Reply.objects.get().said_by == lead.name


def test_the_audit_lead_answers_for_the_borough(ask: Ask, camden_lead: User, client_of: SignIn) -> None:
    form = client_of(camden_lead).get(address("ask-reply", ask)).context["form"]
    assert set(form.fields) & {"said_by", "how", "on"} == set()
    given = {"choice": "ask_excusal", "ask_excusal_reason": "a joint area review", "words": ""}
    client_of(camden_lead).post(address("ask-reply", ask), given)
    reply = Reply.objects.get()
    assert (reply.said_by, reply.how, reply.heard_on) == (str(camden_lead), Heard.SITE, date(2007, 1, 8))
    assert reply.change.door == Door.SITE


@pytest.mark.parametrize(
    ("given", "field", "message"),
    [
        ({"choice": "ask_excusal"}, "ask_excusal_reason", "because of what"),
        ({"choice": "promise"}, "promise_promised_on", "Enter the date"),
        ({"choice": "agree", "said_by": ""}, "said_by", "Who said it"),
        ({"choice": "agree", "said_by": "other", "said_by_name": ""}, "said_by_name", "name or role"),
        ({"choice": ""}, "choice", "What did they say"),
        ({"choice": "agree", "on_day": "9"}, "on", "today or in the past"),
    ],
)
def test_what_is_typed_stays_when_something_is_missing(
    ask: Ask, coordinator: User, client_of: SignIn, given: dict[str, str], field: str, message: str
) -> None:
    page = client_of(coordinator).post(
        address("ask-reply", ask), {**HEARD, "words": "Their very words.", **given}
    )
    assert page.status_code == 200
    assert message in page.context["form"].errors[field][0]
    assert "Their very words." in page.content.decode()
    assert not Reply.objects.exists()


def test_a_refusal_stands_beside_its_detail_and_keeps_the_text(
    ask: Ask, camden_lead: User, client_of: SignIn
) -> None:
    given = {"choice": "promise", "words": "Next week."}
    given |= {
        "promise_promised_on_day": "8",
        "promise_promised_on_month": "1",
        "promise_promised_on_year": "2007",
    }
    page = client_of(camden_lead).post(address("ask-reply", ask), given)
    assert "in the future" in page.context["form"].errors["promise_promised_on"][0]
    assert "Next week." in page.content.decode()


def test_who_opened_the_form_before_a_change_is_shown_it_and_can_save_again(
    ask: Ask, coordinator: User, camden_lead: User, client_of: SignIn
) -> None:
    seen = ask.version
    promise = {
        "promise_promised_on_day": "18",
        "promise_promised_on_month": "1",
        "promise_promised_on_year": "2007",
    }
    client_of(camden_lead).post(address("ask-reply", ask), {"choice": "promise", "words": "", **promise})
    given = {**HEARD, "choice": "agree", "words": "They agreed on the telephone.", "seen": seen}
    client = client_of(coordinator)
    page = client.post(address("ask-reply", ask), given)
    text = page.content.decode()
    assert "They agreed on the telephone." in text
    assert "Will answer by 18 January 2007" in text
    assert Reply.objects.count() == 1
    again = {**given, "seen": page.context["form"]["seen"].value()}
    assert client.post(address("ask-reply", ask), again).status_code == 302
    assert Reply.objects.count() == 2


def test_a_promised_day_can_be_put_right_and_not_put_off(
    ask: Ask, camden_lead: User, client_of: SignIn
) -> None:
    Ask.objects.filter(pk=ask.pk).update(promised_on=date(2007, 1, 18))
    page = client_of(camden_lead).get(address("ask-reply", ask))
    assert "promise" in page.context["form"].offered
    assert "a sooner day at any time, a later one only on the day on which it was promised" in page.text


def test_news_of_an_appointment_names_who_started(
    camden: Borough, coordinator: User, client_of: SignIn
) -> None:
    PostFactory.create(borough=camden, stage=Stage.VETTING)
    ask = Ask.objects.get(borough=camden, kind="post-news")
    page = client_of(coordinator).post(address("ask-reply", ask), {**HEARD, "choice": "appoint"})
    assert "Enter their name" in page.context["form"].errors["appoint_holder_name"][0]
    given = {**HEARD, "choice": "appoint", "appoint_holder_name": "Camden’s adviser"}
    client_of(coordinator).post(address("ask-reply", ask), given)
    post = Post.objects.get(borough=camden)
    assert (post.stage, str(post.holder)) == (Stage.IN_POST, "Camden’s adviser")


def test_a_listed_adviser_can_be_chosen(camden: Borough, coordinator: User, client_of: SignIn) -> None:
    adviser = ContactFactory.create(borough=camden)
    ContactFactory.create(borough=camden, position=Person.MANAGER)
    PostFactory.create(borough=camden, stage=Stage.VETTING)
    ask = Ask.objects.get(borough=camden, kind="post-news")
    form = client_of(coordinator).get(address("ask-reply", ask)).context["form"]
    assert [value for value, _ in form.fields["appoint_holder"].choices] == ["", str(adviser.pk), "new"]
    given = {**HEARD, "choice": "appoint", "appoint_holder": adviser.pk}
    client_of(coordinator).post(address("ask-reply", ask), given)
    assert Post.objects.get(borough=camden).holder == adviser


def test_adviser_says_that_nothing_has_changed(
    camden: Borough, camden_adviser: User, client_of: SignIn
) -> None:
    reconcile(boroughs=[camden], today=date(2007, 1, 8))
    page = reverse("update-give", args=["london-2006", "camden"])
    answer = client_of(camden_adviser).post(page, {"change": "nothing"}, follow=True)
    camden.refresh_from_db()
    assert (camden.updated_on, camden.last_heard_how) == (date(2007, 1, 8), Heard.SITE)
    assert not Ask.objects.filter(borough=camden, kind="update", closed_at=None).exists()
    assert "nothing has changed" in answer.content.decode()


def test_coordinator_records_an_update_on_behalf(
    camden: Borough, coordinator: User, client_of: SignIn
) -> None:
    page = reverse("update-give", args=["london-2006", "camden"])
    wrong = client_of(coordinator).post(page, {"change": "something"})
    assert set(wrong.context["form"].errors) == {"said_by", "how", "on"}
    client_of(coordinator).post(page, {**HEARD, "change": "something"})
    camden.refresh_from_db()
    assert (camden.updated_on, camden.last_heard_how) == (date(2007, 1, 5), Heard.TELEPHONE)


def test_an_update_without_its_button_is_asked_for(
    camden: Borough, camden_adviser: User, client_of: SignIn
) -> None:
    answer = client_of(camden_adviser).post(reverse("update-give", args=["london-2006", "camden"]))
    assert "Choose one of the two buttons" in answer.content.decode()


def test_opening_a_form_changes_nothing(ask: Ask, camden_lead: User, client_of: SignIn) -> None:
    before = list(Ask.objects.values())
    client = client_of(camden_lead)
    for page in (address("ask-reply", ask), reverse("update-give", args=["london-2006", "camden"])):
        client.get(page, {"change": "nothing", "choice": "agree"})
        client.head(page)
    assert list(Ask.objects.values()) == before
