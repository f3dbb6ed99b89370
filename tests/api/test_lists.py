"""Pages, filters, and what lists cost."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audits.rounds.models import FileAudit, Round
from boroughs.asks.models import Ask
from boroughs.people.models import User
from boroughs.posts.models import Post
from boroughs.programme.models import Borough, Programme
from config import clock
from hub.events.models import Event
from tests.api.conftest import RESOURCES, World, ids
from tests.factories import BoroughFactory

Api = Callable[[str], Client]
# Session, user, count, rows; and for events, hosts and themes together.
QUERIES = {"boroughs": 4, "posts": 4, "file-audits": 4, "asks": 4, "events": 5}


def test_boroughs_are_narrowed_by_slug_part_and_last_heard(world: World, api: Api) -> None:
    client, of = api("coordinator"), world.of["boroughs"]
    Borough.objects.update(last_heard_on=None)
    Borough.objects.filter(slug="camden").update(part="contributor", last_heard_on=date(2007, 1, 4))
    assert ids(client, "boroughs", borough="camden") == of["camden"]
    assert ids(client, "boroughs", part="participant") == of["haringey"]
    assert ids(client, "boroughs", **{"from": "2007-01-04", "until": "2007-01-04"}) == of["camden"]
    assert ids(client, "boroughs", **{"from": "2007-01-05"}) == set()


def test_posts_are_narrowed_by_stage_and_date(world: World, api: Api) -> None:
    client, of = api("coordinator"), world.of["posts"]
    Post.objects.filter(borough__slug="haringey").update(stage="offered", since_on=date(2007, 1, 2))
    assert ids(client, "posts", stage="offered") == of["haringey"]
    assert ids(client, "posts", stage=["offered", "advertised"]) == of["haringey"] | of["camden"]
    assert ids(client, "posts", until="2006-12-31") == of["camden"]


def test_file_audits_are_narrowed_by_position_round_reviewer_and_date(world: World, api: Api) -> None:
    client, of = api("coordinator"), world.of["file-audits"]
    assert ids(client, "file-audits", position="asks_excused") == of["camden"]
    assert ids(client, "file-audits", position=["agreed", "agreed_dated"]) == of["haringey"]
    slug = Round.objects.get(programme__slug="london-2006").slug
    assert ids(client, "file-audits", round=slug) == of["camden"] | of["haringey"]
    assert ids(client, "file-audits", round="another") == set()
    assert ids(client, "file-audits", reviewed_by="borough") == set()
    assert ids(client, "file-audits", **{"from": "2007-02-01"}) == of["haringey"]


def test_asks_are_narrowed_by_kind_turn_date_and_whether_they_are_open(world: World, api: Api) -> None:
    client, of = api("coordinator"), world.of["asks"]
    pk = world.one("asks", "camden")
    Ask.objects.update(turn="borough", kind="update")
    Ask.objects.filter(pk=pk).update(closed_at=clock.now(), ended="met", turn="us", kind="post-news")
    everything = of["camden"] | of["haringey"]
    still_open = {ask.pk for ask in Ask.objects.filter(pk__in=everything, closed_at=None)}
    assert ids(client, "asks", is_open="true") == still_open
    assert ids(client, "asks", is_open="false") == everything - still_open
    assert ids(client, "asks", turn="us") == {pk}
    assert ids(client, "asks", kind="post-news") == {pk}
    assert ids(client, "asks", kind="no-such-kind") == set()
    Ask.objects.filter(pk=pk).update(asked_on=date(2006, 10, 2))
    assert ids(client, "asks", until="2006-10-02") == {pk}


def test_events_are_narrowed_by_host_theme_date_and_whether_called_off(world: World, api: Api) -> None:
    client, of = api("observer"), world.of["events"]
    camden = Event.objects.get(borough__slug="camden")
    Event.objects.filter(pk=camden.pk).update(on=date(2007, 2, 1), is_called_off=True)
    assert ids(client, "events", borough="camden") == of["camden"]
    theme = camden.themes.get().slug
    assert ids(client, "events", theme=theme) == of["camden"]
    assert ids(client, "events", is_called_off="true") == of["camden"]
    assert ids(client, "events", is_called_off="false") == of["haringey"]
    assert ids(client, "events", **{"from": "2007-01-01", "until": "2007-03-01"}) == of["camden"]


@pytest.mark.parametrize("resource", RESOURCES)
def test_pages_come_in_a_steady_order_and_miss_no_row(world: World, api: Api, resource: str) -> None:
    client = api("coordinator")
    url, found = f"/api/v1/{resource}/?page_size=1", []
    while url:
        page = client.get(url).json()
        assert page["count"] == len(world.seen_by("coordinator", resource))
        found += [row["id"] for row in page["results"]]
        url = page["next"]
    assert found == sorted(world.seen_by("coordinator", resource))


@pytest.mark.parametrize("resource", RESOURCES)
def test_page_after_the_first_leads_back(world: World, api: Api, resource: str) -> None:
    page = api("coordinator").get(f"/api/v1/{resource}/?page_size=1&page=2").json()
    assert page["previous"].endswith(f"/api/v1/{resource}/?page_size=1")


def fill(programme: Programme, boroughs: int) -> None:
    """Bring the programme to so many boroughs, each with a post, a file audit, an ask and an event."""
    more = boroughs - Borough.objects.filter(programme=programme).count()
    made = Borough.objects.bulk_create(BoroughFactory.build_batch(more, programme=programme))
    round_ = Round.objects.get(programme=programme)
    Post.objects.bulk_create(Post(borough=each) for each in made)
    FileAudit.objects.bulk_create(FileAudit(borough=each, round=round_, position="agreed") for each in made)
    Ask.objects.bulk_create(
        Ask(borough=each, key="update", kind="update", title="Anything?", asked_on=date(2006, 12, 4))
        for each in made
    )
    events = Event.objects.bulk_create(
        Event(
            programme=programme,
            borough=each,
            title="Training",
            on=date(2006, 12, 4),
            known_on=date(2006, 12, 4),
        )
        for each in made
    )
    Event.hosts.through.objects.bulk_create(
        Event.hosts.through(event=event, borough=borough) for event, borough in zip(events, made, strict=True)
    )


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("who", ["camden_adviser", "coordinator", "reviewer"])
def test_list_costs_the_same_queries_at_8_and_at_343_boroughs(
    world: World, client_of: Callable[[User], Client], programme: Programme, who: str, resource: str
) -> None:
    client = client_of(world.people[who])
    counts = []
    for boroughs in (8, 343):
        fill(programme, boroughs)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"/api/v1/{resource}/", {"page_size": 500})
        assert answer.status_code == 200
        counts.append(len(queries))
        if answer.json()["count"]:
            assert len(queries) == QUERIES[resource]
    assert counts[0] == counts[1]
