"""What a row says, to whom, and what it never says."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from audits.rounds.models import FileAudit
from boroughs.asks.models import Ask
from boroughs.people.models import Contact
from boroughs.posts.models import Post
from boroughs.programme.models import Borough
from config.dates import PartialDate, Precision
from hub.events.models import Event
from tests.api.conftest import CAST, RESOURCES, World
from tests.factories import ContactFactory, EventFactory

Api = Callable[[str], Client]
NEGOTIATION = {"since", "files_offered", "reason", "decided_by", "note"}
CHASING = {"last_chased_at", "last_chased", "steps_sent"}


def get(client: Client, resource: str, pk: int) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"/api/v1/{resource}/{pk}/").json()
    return answer


def test_date_says_how_exactly_it_is_known(world: World, api: Api) -> None:
    audit = get(api("coordinator"), "file-audits", world.one("file-audits", "haringey"))
    assert audit["firm"] == {"date": "2007-02-01", "precision": "month", "is_assumed": False}
    assert audit["since"] == {"date": "2006-12-11", "precision": "day", "is_assumed": False}


def test_assumed_date_and_number_say_so(world: World, api: Api) -> None:
    pk = world.one("file-audits", "haringey")
    FileAudit.objects.filter(pk=pk).update(assumed=["firm_on", "files_agreed", "effective_on"])
    audit = get(api("coordinator"), "file-audits", pk)
    assert audit["firm"]["is_assumed"]
    assert audit["since"]["is_assumed"]
    assert audit["assumed"] == ["files_agreed"]


def test_unknown_number_is_null_and_none_is_zero(world: World, api: Api, camden: Borough) -> None:
    pk = world.one("file-audits", "haringey")
    FileAudit.objects.filter(pk=pk).update(files_reviewed=0)
    audit = get(api("coordinator"), "file-audits", pk)
    assert (audit["files_agreed"], audit["files_received"], audit["files_reviewed"]) == (6, None, 0)
    event = get(api("coordinator"), "events", world.one("events", "camden"))
    assert event["attendance"] is None
    Event.objects.update(attendance=0)
    assert get(api("coordinator"), "events", event["id"])["attendance"] == 0


def test_reviewer_hears_which_files_are_to_come_and_not_how_that_was_negotiated(
    world: World, api: Api
) -> None:
    pk = world.one("file-audits", "haringey")
    FileAudit.objects.filter(pk=pk).update(assumed=["reason", "files_agreed"], reason="because of us")
    audit = get(api("reviewer"), "file-audits", pk)
    assert not NEGOTIATION & audit.keys()
    assert audit["files_agreed"] == 6
    assert audit["assumed"] == ["files_agreed"]
    for who in ("coordinator", "haringey_adviser"):
        assert get(api(who), "file-audits", pk).keys() >= NEGOTIATION


def test_reviewer_sees_an_audit_no_more_once_the_borough_reviews_its_own(world: World, api: Api) -> None:
    pk = world.one("file-audits", "haringey")
    client = api("reviewer")
    assert client.get(f"/api/v1/file-audits/{pk}/").status_code == 200
    FileAudit.objects.filter(pk=pk).update(reviewed_by="borough")
    assert client.get(f"/api/v1/file-audits/{pk}/").status_code == 404


def test_chasing_is_told_to_the_coordinator_and_to_whom_it_was_sent(world: World, api: Api) -> None:
    pk = world.one("asks", "camden")
    chased = Contact.objects.get(user=world.people["camden_lead"])
    at = datetime(2007, 1, 4, 10, tzinfo=UTC)
    Ask.objects.filter(pk=pk).update(last_chased_at=at, last_chased=chased, steps_sent=2)
    told = get(api("coordinator"), "asks", pk)
    assert (told["last_chased_at"], told["last_chased"], told["steps_sent"]) == (
        "2007-01-04T10:00:00+00:00",
        chased.name,
        2,
    )
    assert get(api("camden_lead"), "asks", pk)["last_chased"] == chased.name
    assert "steps_sent" not in get(api("camden_lead"), "asks", pk)
    assert not CHASING & get(api("camden_adviser"), "asks", pk).keys()


def test_ask_that_nobody_was_chased_about_hides_chasing_from_the_borough(world: World, api: Api) -> None:
    pk = world.one("asks", "camden")
    contact = ContactFactory.create(borough=Borough.objects.get(slug="camden"))
    assert contact.user is None
    for last_chased in (None, contact):
        Ask.objects.filter(pk=pk).update(last_chased=last_chased)
        assert not CHASING & get(api("camden_adviser"), "asks", pk).keys()
        assert get(api("coordinator"), "asks", pk).keys() >= CHASING


def test_post_names_its_holder_and_says_when_a_stage_is_only_assumed(
    world: World, api: Api, camden: Borough
) -> None:
    holder = ContactFactory.create(borough=camden, name="Camden’s adviser")
    pk = world.one("posts", "camden")
    post = get(api("camden_adviser"), "posts", pk)
    assert (post["stage"], post["holder"], post["is_stage_assumed"]) == ("advertised", None, False)
    Post.objects.filter(pk=pk).update(assumed=["stage"], stage="in_post", holder=holder)
    post = get(api("camden_adviser"), "posts", pk)
    assert (post["holder"], post["is_stage_assumed"]) == ("Camden’s adviser", True)


def test_event_names_all_hosts_and_themes_by_their_slugs(
    world: World, api: Api, camden: Borough, haringey: Borough
) -> None:
    when = PartialDate(date(2006, 11, 1), Precision.MONTH, is_assumed=True)
    event = EventFactory.create(programme=camden.programme, hosts=[haringey, camden], when=when)
    said = get(api("observer"), "events", event.pk)
    assert said["hosts"] == ["camden", "haringey"]
    assert said["themes"] == []
    assert said["borough"] is None
    assert said["on"] == {"date": "2006-11-01", "precision": "month", "is_assumed": True}


@pytest.mark.parametrize("who", CAST)
def test_no_answer_holds_a_telephone_number_or_an_address(world: World, api: Api, who: str) -> None:
    client = api(who)
    for resource in RESOURCES:
        text = client.get(f"/api/v1/{resource}/").content.decode()
        assert "020 7946" not in text
        assert "@example.org" not in text


@pytest.mark.parametrize("who", CAST)
def test_one_row_says_what_the_list_says(world: World, api: Api, who: str) -> None:
    client = api(who)
    for resource in RESOURCES:
        for row in client.get(f"/api/v1/{resource}/", {"page_size": 500}).json()["results"]:
            assert json.dumps(get(client, resource, row["id"])) == json.dumps(row)
