"""Two boroughs in one programme, one in another, and of every resource a row in each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from audits.rounds.models import FileAudit
from audits.rounds.services import Details
from audits.rounds.states import Position
from boroughs.asks.models import Ask
from boroughs.people.models import User
from boroughs.posts.models import Post
from boroughs.programme.models import Borough, Programme
from config.dates import PartialDate, Precision
from hub.events.models import Event
from tests.factories import (
    AskFactory,
    BoroughFactory,
    EventFactory,
    FileAuditFactory,
    PostFactory,
    RoundFactory,
    ThemeFactory,
)

RESOURCES = ("boroughs", "posts", "file-audits", "asks", "events")
CAST = (
    "coordinator",
    "camden_adviser",
    "camden_lead",
    "haringey_adviser",
    "reviewer",
    "observer",
    "stranger",
)
MODELS: Mapping[str, type[Model]] = {
    "boroughs": Borough,
    "posts": Post,
    "file-audits": FileAudit,
    "asks": Ask,
    "events": Event,
}
MISSING = 999_999


@dataclass(frozen=True, slots=True)
class World:
    """The ids of the rows: `of[resource][slug of the borough]`; an event is of the borough that holds it."""

    of: Mapping[str, Mapping[str, set[int]]]
    people: Mapping[str, User]

    def seen_by(self, who: str, resource: str) -> set[int]:
        """List the ids that one of the cast is to see, by the table of the design."""
        everything = {"camden", "haringey"}
        own = {
            "coordinator": everything,
            "camden_adviser": {"camden"},
            "camden_lead": {"camden"},
            "haringey_adviser": {"haringey"},
            "stranger": {"hackney"},
        }
        sees = own.get(who, set())
        if resource == "events" and who != "stranger":
            sees = everything
        if resource == "file-audits" and who == "reviewer":
            # Haringey has agreed to give files; Camden asks to be excused, which is not the reviewer's affair.
            sees = {"haringey"}
        return set().union(*(self.of[resource][slug] for slug in sees))

    def all_of(self, resource: str) -> set[int]:
        """List every id."""
        return set().union(*self.of[resource].values())

    def one(self, resource: str, slug: str) -> int:
        """Pick one row."""
        return min(self.of[resource][slug])


@pytest.fixture
def world(
    request: pytest.FixtureRequest,
    programme: Programme,
    camden: Borough,
    haringey: Borough,
    stranger: User,
) -> World:
    elsewhere = Programme.objects.get(slug="elsewhere")
    hackney = BoroughFactory.create(programme=elsewhere, name="Hackney", gss_code="E09000012")
    ours, theirs = RoundFactory.create(programme=programme), RoundFactory.create(programme=elsewhere)
    FileAuditFactory.create(
        borough=camden,
        round=ours,
        position=Position.ASKS_EXCUSED,
        details=Details(reason="a joint area review", note="Said in confidence."),
    )
    FileAuditFactory.create(
        borough=haringey,
        round=ours,
        position=Position.AGREED_DATED,
        details=Details(
            firm=PartialDate(date(2007, 2, 1), Precision.MONTH), files=6, note="After a long argument."
        ),
    )
    FileAuditFactory.create(borough=hackney, round=theirs, position=Position.HOPEFUL)
    for borough in (camden, haringey, hackney):
        PostFactory.create(borough=borough)
        AskFactory.create(borough=borough, key="extra")
        EventFactory.create(
            programme=borough.programme,
            borough=borough,
            hosts=[borough],
            themes=[ThemeFactory.create(programme=borough.programme)],
        )
    return World(
        {
            resource: {
                slug: {
                    row.pk for row in MODELS[resource]._default_manager.filter(**{_to_slug(resource): slug})
                }
                for slug in ("camden", "haringey", "hackney")
            }
            for resource in RESOURCES
        },
        {who: request.getfixturevalue(who) for who in CAST},
    )


def _to_slug(resource: str) -> str:
    return "slug" if resource == "boroughs" else "borough__slug"


@pytest.fixture
def api(client_of: Callable[[User], Client], world: World) -> Callable[[str], Client]:
    """Sign one of the cast in: `api("coordinator").get("/api/v1/posts/")`."""
    return lambda who: client_of(world.people[who])


def ids(client: Client, resource: str, **filters: Any) -> set[int]:
    """List the ids that a list answers with."""
    answer = client.get(f"/api/v1/{resource}/", {"page_size": 500, **filters})
    assert answer.status_code == 200, answer.content
    rows = answer.json()["results"]
    assert answer.json()["count"] == len(rows)
    return {row["id"] for row in rows}
