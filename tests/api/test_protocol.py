"""HTTP as it should be: tags, methods, and problems said in one form."""

import json
from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.test import Client, RequestFactory

from boroughs.history.models import Actor
from boroughs.people.models import Contact
from boroughs.posts.models import Post
from boroughs.posts.services import post_move
from boroughs.posts.states import Move
from config.dates import PartialDate
from config.site.api.problems import server_error
from tests.api.conftest import MISSING, RESOURCES, World

Api = Callable[[str], Client]


def assert_problem(answer: Any, status: int) -> dict[str, Any]:
    """Check the form of a problem, and give its body."""
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["type"] == "about:blank"
    assert body["status"] == status
    assert body["title"]
    return body


@pytest.mark.parametrize("resource", RESOURCES)
def test_row_carries_the_tag_of_its_version_and_is_not_sent_twice(
    world: World, api: Api, resource: str
) -> None:
    client, path = api("coordinator"), f"/api/v1/{resource}/{world.one(resource, 'camden')}/"
    first = client.get(path)
    assert first["ETag"].startswith(f'"v{first.json()["version"]}-')
    for known in (first["ETag"], f"W/{first['ETag']}", f'"v0-other", {first["ETag"]}', "*"):
        again = client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
    assert client.get(path, headers={"If-None-Match": '"v0-other"'}).status_code == 200


def test_tag_changes_with_the_row(world: World, api: Api) -> None:
    client, pk = api("coordinator"), world.one("posts", "camden")
    before = client.get(f"/api/v1/posts/{pk}/")
    post = Post.objects.select_related("borough__programme").get(pk=pk)
    post_move(post=post, move=Move.INTERVIEW, on=PartialDate(date(2007, 1, 5)), by=Actor.system())
    after = client.get(f"/api/v1/posts/{pk}/", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after.json()["version"] > before.json()["version"]


def test_tag_changes_with_what_the_row_shows_of_another(world: World, api: Api) -> None:
    client, pk = api("coordinator"), world.one("posts", "camden")
    adviser = Contact.objects.get(user=world.people["camden_adviser"])
    Post.objects.filter(pk=pk).update(interim=adviser)
    before = client.get(f"/api/v1/posts/{pk}/")
    Contact.objects.filter(pk=adviser.pk).update(name="Somebody else")
    assert client.get(f"/api/v1/posts/{pk}/", headers={"If-None-Match": before["ETag"]}).status_code == 200


def test_foreign_row_is_missing_whatever_tag_is_sent(world: World, api: Api) -> None:
    path = f"/api/v1/posts/{world.one('posts', 'haringey')}/"
    tag = api("coordinator").get(path)["ETag"]
    for known in (tag, "*"):
        assert_problem(api("camden_adviser").get(path, headers={"If-None-Match": known}), 404)


@pytest.mark.parametrize("resource", RESOURCES)
def test_nothing_can_be_written(world: World, api: Api, resource: str) -> None:
    client = api("coordinator")
    client.handler.enforce_csrf_checks = True
    paths = (f"/api/v1/{resource}/", f"/api/v1/{resource}/{world.one(resource, 'camden')}/")
    for path, method in product(paths, ("post", "put", "patch", "delete", "options", "trace")):
        answer = getattr(client, method)(path)
        assert_problem(answer, 405)
        assert answer["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("resource", RESOURCES)
def test_head_answers_as_get_without_the_body(world: World, api: Api, resource: str) -> None:
    client = api("coordinator")
    for path in (f"/api/v1/{resource}/", f"/api/v1/{resource}/{world.one(resource, 'camden')}/"):
        answer = client.head(path)
        assert (answer.status_code, answer.content) == (200, b"")


REFUSED = (
    "page=0",
    "page=-1",
    "page=two",
    "page=99",
    "page=99999999999999999999999999",
    "page_size=0",
    "page_size=501",
    "page_size=many",
    "page_size=",
    "from=yesterday",
    "until=2007-02-30",
    "programme=%00",
    "boruogh=camden",
    "format=xml",
    "ordering=secret",
    "borough__programme=1",
)


@pytest.mark.parametrize("resource", RESOURCES)
def test_page_or_filter_that_cannot_be_had_is_refused_by_name(world: World, api: Api, resource: str) -> None:
    client = api("coordinator")
    for query in REFUSED:
        body = assert_problem(client.get(f"/api/v1/{resource}/?{query}"), 400)
        assert list(body["errors"]) == [query.partition("=")[0]]


@pytest.mark.parametrize(
    ("resource", "query"),
    [
        ("boroughs", "part=everything"),
        ("posts", "stage=gone"),
        ("file-audits", "position=7"),
        ("file-audits", "reviewed_by=nobody"),
        ("asks", "turn=mine"),
        ("asks", "is_open=maybe"),
        ("events", "is_called_off=1"),
    ],
)
def test_word_that_is_not_ours_is_refused(world: World, api: Api, resource: str, query: str) -> None:
    body = assert_problem(api("camden_adviser").get(f"/api/v1/{resource}/?{query}"), 400)
    assert list(body["errors"]) == [query.partition("=")[0]]


NOWHERE = (
    "/api/",
    "/api/v1/",
    "/api/v2/posts/",
    "/api/v1/people/",
    "/api/v1/people",
    "/api/v1/posts/one/",
    "/api/v1/posts/-1/",
    "/api/v1/posts/1/secret/",
    "/api/v1/posts.json",
)


def test_address_that_is_none_answers_as_a_missing_row(world: World, api: Api) -> None:
    client = api("coordinator")
    missing = client.get(f"/api/v1/posts/{MISSING}/")
    for path, method in product(NOWHERE, ("get", "post", "delete")):
        answer = getattr(client, method)(path)
        assert_problem(answer, 404)
        assert answer.content == missing.content


def test_number_too_big_for_any_row_is_missing(world: World, api: Api) -> None:
    for number in (2**63, 10**30):
        assert_problem(api("coordinator").get(f"/api/v1/posts/{number}/"), 404)


def test_forgotten_slash_is_added(world: World, api: Api) -> None:
    answer = api("coordinator").get("/api/v1/posts?stage=offered")
    assert (answer.status_code, answer["Location"]) == (302, "/api/v1/posts/?stage=offered")


def test_no_answer_may_be_kept_by_a_cache(world: World, api: Api) -> None:
    client = api("coordinator")
    for path in ("/api/v1/posts/", f"/api/v1/posts/{world.one('posts', 'camden')}/", "/api/schema/"):
        assert "no-store" in client.get(path)["Cache-Control"]


def test_what_broke_is_told_to_callers_of_the_api_in_its_own_form(rf: RequestFactory, db: None) -> None:
    assert_problem(_with_json(server_error(rf.get("/api/v1/posts/"))), 500)
    assert server_error(rf.get("/elsewhere/"))["Content-Type"].startswith("text/html")


def _with_json(answer: Any) -> Any:
    answer.json = lambda: json.loads(answer.content)
    return answer
