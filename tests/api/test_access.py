"""Who sees which rows: in lists, one by one, and through filters."""

from collections.abc import Callable
from itertools import product

import pytest
from django.test import Client

from boroughs.access.services import role_grant
from boroughs.access.states import Role
from boroughs.people.models import User
from boroughs.programme.models import Programme
from tests.api.conftest import CAST, MISSING, RESOURCES, World, ids

every_resource = pytest.mark.parametrize("resource", RESOURCES)
everybody = pytest.mark.parametrize("who", CAST)
Api = Callable[[str], Client]


@every_resource
@everybody
def test_list_holds_what_a_person_may_see_and_nothing_else(
    world: World, api: Api, who: str, resource: str
) -> None:
    assert ids(api(who), resource) == world.seen_by(who, resource)


@every_resource
@everybody
def test_row_is_found_by_those_who_see_it_and_to_the_byte_missing_for_everybody_else(
    world: World, api: Api, who: str, resource: str
) -> None:
    client = api(who)
    for pk in world.seen_by(who, resource):
        assert client.get(f"/api/v1/{resource}/{pk}/").json()["id"] == pk
    missing = client.get(f"/api/v1/{resource}/{MISSING}/")
    assert missing.status_code == 404
    for pk in world.all_of(resource) - world.seen_by(who, resource):
        foreign = client.get(f"/api/v1/{resource}/{pk}/")
        assert (foreign.status_code, foreign.content) == (404, missing.content)
        assert dict(foreign.headers) == dict(missing.headers)


@every_resource
def test_person_without_any_role_sees_nothing(
    world: World, client_of: Callable[[User], Client], resource: str
) -> None:
    nobody = User.objects.create_user("nobody@example.org")
    assert ids(client_of(nobody), resource) == set()


@every_resource
def test_filter_by_a_foreign_borough_answers_as_by_an_unknown_one(
    world: World, api: Api, resource: str
) -> None:
    client = api("camden_adviser")
    # Hosts of events are shared in a programme, so there the foreign borough is one of another programme.
    foreign = client.get(f"/api/v1/{resource}/", {"borough": "hackney"})
    unknown = client.get(f"/api/v1/{resource}/", {"borough": "atlantis"})
    assert foreign.status_code == 200
    assert foreign.content == unknown.content
    if resource != "events":
        assert client.get(f"/api/v1/{resource}/", {"borough": "haringey"}).content == unknown.content


@every_resource
def test_filter_by_a_foreign_programme_answers_as_by_an_unknown_one(
    world: World, api: Api, resource: str
) -> None:
    client = api("coordinator")
    foreign = client.get(f"/api/v1/{resource}/", {"programme": "elsewhere"})
    assert foreign.content == client.get(f"/api/v1/{resource}/", {"programme": "nowhere"}).content
    assert foreign.json()["results"] == []


@every_resource
def test_person_of_two_programmes_sees_both_and_can_ask_for_one(
    world: World, api: Api, resource: str
) -> None:
    user = world.people["camden_adviser"]
    role_grant(user=user, role=Role.COORDINATOR, over=Programme.objects.get(slug="elsewhere"))
    client = api("camden_adviser")
    london, elsewhere = world.seen_by("camden_adviser", resource), world.seen_by("stranger", resource)
    assert ids(client, resource) == london | elsewhere
    assert ids(client, resource, programme="london-2006") == london
    assert ids(client, resource, programme="elsewhere") == elsewhere
    rows = client.get(f"/api/v1/{resource}/").json()["results"]
    assert {row["programme"] for row in rows} == {"london-2006", "elsewhere"}


@every_resource
def test_person_who_was_made_inactive_is_not_signed_in_any_more(
    world: World, api: Api, resource: str
) -> None:
    client = api("coordinator")
    User.objects.filter(email="coordinator@example.org").update(is_active=False)
    assert client.get(f"/api/v1/{resource}/").status_code == 401


@pytest.mark.parametrize("resource", [*RESOURCES, "nothing-of-the-kind"])
def test_anonymous_caller_is_told_to_sign_in(client: Client, db: None, resource: str) -> None:
    paths = (f"/api/v1/{resource}/", f"/api/v1/{resource}/1/")
    for path, method in product(paths, ("get", "head", "post", "put", "patch", "delete", "options")):
        answer = getattr(client, method)(path)
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"
        assert answer["WWW-Authenticate"] == "Session"
