"""Filters, totals and caches: what narrows, counts or remembers a list tells nothing of what is not in it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse

from tests.access.conftest import Planted
from tests.access.crawling import client_for
from tests.access.routes import API_THINGS, all_routes, things

pytestmark = pytest.mark.django_db

LISTS = [route.name for route in all_routes() if route.is_api and route.name.endswith("-list")]
DETAILS = [route for route in all_routes() if route.name in API_THINGS]
READERS = ("haringey_adviser", "reviewer", "observer", "stranger", "roleless")
NOWHERE = "no-such-thing"


def _filters(name: str) -> list[str]:
    view: Any = resolve(reverse(name)).func
    return list(view.cls.filterset_class.base_filters)


def _foreign(planted: Planted, who: str) -> list[str]:
    """Short names and words that are not for somebody."""
    rules, world = planted.rules, planted.world
    eyes = rules.eyes[who]
    found = [text for text, canary in planted.cage.canaries.items() if not rules.may_meet(canary, eyes)]
    slugs = [*(each.slug for each in world.boroughs.values()), world.ours.slug, world.theirs.slug]
    return [slug for slug in slugs if any(text in slug for text in found)] + found[:2]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("who", READERS)
def test_filter_by_what_is_foreign_finds_what_a_filter_by_nothing_finds(
    planted: Planted, name: str, who: str
) -> None:
    client = client_for(planted.world.cast[who])
    foreign = _foreign(planted, who)
    assert foreign
    for field in _filters(name):
        nothing = _asked(client, name, field, NOWHERE)
        for value in foreign:
            assert _asked(client, name, field, value) == nothing, (
                f"{name}?{field}= tells that {value} is there"
            )


def _asked(client: Client, name: str, field: str, value: str) -> tuple[int, Any]:
    response = client.get(reverse(name), {field: value})
    said = response.json()
    if isinstance(said, dict) and "results" in said:
        return response.status_code, (said["count"], said["results"])
    return response.status_code, str(said).replace(value, "")


@pytest.mark.parametrize("name", LISTS)
def test_total_counts_only_what_is_listed(planted: Planted, name: str) -> None:
    for user in planted.world.people.values():
        said = client_for(user).get(reverse(name), {"page_size": 500}).json()
        assert said["count"] == len(said["results"])


@pytest.mark.parametrize("route", DETAILS, ids=lambda route: route.name)
def test_what_one_has_read_is_not_confirmed_to_another(planted: Planted, route: Any) -> None:
    """Warm as the coordinator, then read as the neighbour with the very tag that the coordinator was given."""
    (thing,) = things(planted.world, "camden", route)["pk"]
    path = reverse(route.name, args=[thing.value])
    warm = client_for(planted.world.cast["coordinator"]).get(path)
    tag = warm.headers["ETag"]
    for who in READERS:
        is_shared = API_THINGS[route.name] == "event" and planted.rules.eyes[who].programme
        if is_shared and who != "stranger":
            continue
        cold = client_for(planted.world.cast[who]).get(path, headers={"If-None-Match": tag})
        assert cold.status_code == 404
        again = client_for(planted.world.cast[who]).get(path, headers={"If-None-Match": "*"})
        assert again.status_code == 404
