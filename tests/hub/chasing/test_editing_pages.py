"""The pages on which an e-mail is edited and told of: no typed word is lost."""

import json
from collections.abc import Callable
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audits.rounds.services import audit_move
from audits.rounds.states import Move
from boroughs.asks.models import Ask
from boroughs.people.models import User
from boroughs.people.states import Position
from config import clock
from config.dates import PartialDate
from hub.chasing.by_hand.editing import wording_put_aside
from hub.chasing.by_hand.stopping import hold_place
from hub.chasing.letters.bundles import bundles
from hub.chasing.models import Wording
from hub.chasing.selectors import chase_plan
from hub.chasing.states import Handle, HoldKind, Outcome
from tests.factories import BoroughFactory
from tests.factories.people import person
from tests.hub.chasing.conftest import BY, TUESDAY, ask_for_files, planned, work
from tests.hub.chasing.editing import BACKEND, DAY, MARK, OWN, edit

pytestmark = pytest.mark.django_db(transaction=True)


def test_command_tells_of_edited_and_waiting_e_mails_in_the_words_of_the_preview(
    reply: Ask, frozen: time_machine.Traveller, coordinator: User, client_of: Callable[[User], Client]
) -> None:
    edit(reply)
    assert "It goes out in your words." in printed()
    frozen.move_to(TUESDAY + DAY)
    why = planned(reply).why
    row = next(each for each in json.loads(printed("--json")) if each["kind"] == "audit-reply")
    assert (row["outcome"], row["why"], row["edited"], row["send_at"]) == (
        "edited, to be looked at again",
        why,
        True,
        None,
    )
    assert why in printed()
    page = client_of(coordinator).get(reverse("chasing", args=[reply.borough.programme.slug]))
    assert why in page.content.decode()


def printed(*options: str) -> str:
    told = StringIO()
    call_command("chase", "--preview", *options, stdout=told)
    return told.getvalue()


def test_preview_costs_as_many_queries_for_sixteen_edited_e_mails_as_for_one(
    reply: Ask, coordinator: User, client_of: Callable[[User], Client]
) -> None:
    programme = reply.borough.programme
    client, page = client_of(coordinator), reverse("chasing", args=[programme.slug])
    edit(reply)
    client.get(page)
    one = count(client, page)
    for number in range(15):
        borough = BoroughFactory.create(programme=programme)
        person(Position.AUDIT_LEAD, borough=borough, email=f"lead-{number}@example.org")
    wording_put_aside(programme=programme, about=[Handle.of_ask(reply.pk)], by=BY)
    ask_for_files(programme, "more")
    for bundle in bundles(programme, chase_plan(programme, clock.now())):
        edit(bundle.asks[0], f"{bundle.words.body}\nYours, Carol")
    assert Wording.objects.all().standing().count() >= 15
    assert count(client, page) == one


def count(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


@pytest.fixture
def desk(reply: Ask, coordinator: User, client_of: Callable[[User], Client]) -> tuple[Client, str]:
    """The coordinator's browser, and the page on which the e-mail is edited."""
    return client_of(coordinator), reverse("email-edit", args=[reply.borough.programme.slug, reply.pk])


def test_page_begins_with_the_standard_text_and_keeps_hers(desk: tuple[Client, str], reply: Ask) -> None:
    client, page = desk
    first = client.get(page).context["form"].initial
    assert first["text"].endswith(MARK)
    done = client.post(page, {**first, "text": OWN}, follow=True).content.decode()
    assert "goes out in your words." in done
    assert "In your words" in done
    assert client.get(page).context["form"].initial["text"] == OWN
    back = client.post(reverse("email-standard", args=[reply.borough.programme.slug, reply.pk]), follow=True)
    assert "The e-mail goes out in the standard words." in back.content.decode()
    assert planned(reply).wording is None


def test_page_loses_no_word_when_a_link_is_missing(desk: tuple[Client, str]) -> None:
    client, page = desk
    first = client.get(page).context["form"].initial
    again = client.post(page, {**first, "text": "Dear Ruth, how are the files?"})
    assert again.context["form"]["text"].value() == "Dear Ruth, how are the files?"
    assert "back where the link to answer belongs" in again.content.decode()


def test_old_page_shows_what_changed_and_saves_when_it_is_sent_again(
    desk: tuple[Client, str], reply: Ask, coordinator: User, frozen: time_machine.Traveller
) -> None:
    client, page = desk
    first = {**client.get(page).context["form"].initial, "text": OWN}
    frozen.move_to(TUESDAY + DAY)
    client.force_login(coordinator, backend=BACKEND)  # a session does not last overnight
    again = client.post(page, first)
    told = again.content.decode()
    assert "This e-mail has changed since you opened it." in told
    assert "by 16 January 2007?" in told
    assert "by 17 January 2007?" in told
    assert again.context["form"]["text"].value() == OWN
    client.post(page, {name: again.context["form"][name].value() for name in first})
    assert planned(reply).wording is not None
    assert planned(reply).outcome == Outcome.SEND


def test_old_page_finds_the_e_mail_when_the_first_of_its_asks_is_gone(
    desk: tuple[Client, str], reply: Ask
) -> None:
    client, page = desk
    other = ask_for_files(reply.borough.programme, "more")
    first = {**client.get(page).context["form"].initial, "text": OWN}
    audit = reply.borough.file_audits.order_by("pk").first()
    assert audit is not None
    audit_move(audit=audit, move=Move.DECLINE, on=PartialDate(clock.today()), by=BY)
    again = client.post(page, first)
    assert again.context["batch"].asks == [other]
    client.post(page, {name: again.context["form"][name].value() for name in first})
    assert planned(other).wording is not None


def test_old_page_of_what_has_left_says_which_e_mail_is_next(
    desk: tuple[Client, str], reply: Ask, coordinator: User, frozen: time_machine.Traveller
) -> None:
    client, page = desk
    first = {**client.get(page).context["form"].initial, "text": OWN}
    work(frozen, TUESDAY, reply)
    client.force_login(coordinator, backend=BACKEND)
    again = client.post(page, first)
    (then, now), *_ = again.context["changed"]
    assert then.endswith("(first reminder)")
    assert now.endswith("(second reminder)")
    assert again.context["form"]["text"].value() == OWN
    assert not Wording.objects.exists()


def test_old_page_about_what_goes_out_no_more_keeps_every_word_to_be_copied(
    desk: tuple[Client, str], reply: Ask
) -> None:
    client, page = desk
    first = {**client.get(page).context["form"].initial, "text": OWN}
    hold_place(borough=reply.borough, ask=reply, kind=HoldKind.OTHER, by=BY)
    again = client.post(page, first)
    assert "Nothing goes out about this any more" in again.content.decode()
    assert again.context["form"]["text"].value() == OWN
    assert client.get(page, follow=True).redirect_chain
