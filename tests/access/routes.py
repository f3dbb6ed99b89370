"""Every route that the URL resolver knows, flat; and the things that their addresses name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern, RoutePattern

from audits.rounds.models import FileAudit, FileAuditEntry
from boroughs.asks.kinds import kinds
from boroughs.asks.models import Ask
from boroughs.people.models import Contact
from boroughs.posts.models import Post, PostEntry
from boroughs.programme.models import Borough, Programme
from hub.chasing.models import Hold, Ring
from hub.events.models import Event
from hub.mail.models import Email
from hub.reports.models import Edition, ReportQuery
from tests.access.world import World


@dataclass(frozen=True, slots=True)
class Route:
    """One route: its name (with its namespaces), the names of what its address takes, and its pattern."""

    name: str
    kwargs: tuple[str, ...]
    pattern: str

    @property
    def is_api(self) -> bool:
        """Whether it belongs to the API, which answers 401 where a page leads to the sign-in."""
        return self.pattern.startswith("api/")

    @property
    def is_ours(self) -> bool:
        """Whether it leads to a programme's page or to the API, and not to an account's page."""
        return self.is_api or "programme" in self.kwargs


def all_routes() -> list[Route]:
    """List every route; one without a name is listed under its pattern."""
    return sorted(set(_walk(get_resolver(), "", "")), key=lambda route: (route.name, route.pattern))


def _walk(resolver: URLResolver, before: str, namespace: str) -> Iterator[Route]:
    for each in resolver.url_patterns:
        pattern = before + _text(each)
        if isinstance(each, URLResolver):
            inner = f"{namespace}{each.namespace}:" if each.namespace else namespace
            yield from _walk(each, pattern, inner)
        elif isinstance(each, URLPattern):
            name = f"{namespace}{each.name}" if each.name else pattern
            yield Route(name, tuple(_names(pattern)), pattern)


def _text(each: URLPattern | URLResolver) -> str:
    if isinstance(each.pattern, RoutePattern):
        return str(each.pattern)
    assert isinstance(each.pattern, RegexPattern)
    return str(each.pattern).lstrip("^").rstrip("$").rstrip("\\Z")


def _names(pattern: str) -> list[str]:
    found = re.findall(r"<(?:\w+:)?(\w+)>", pattern)
    return list(dict.fromkeys(found))


class UnknownPart(AssertionError):
    """A part of an address of which nobody has said what it names."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What one part of an address can name: a row, by the value that the address writes."""

    value: Any
    row: Any


MISSING = {
    "programme": "no-such-programme",
    "borough": "no-such-borough",
    "format": "no-such-format",
    "kind": "no-such-kind",
}
MISSING_PK = 987_654
# What the id is of, in the API's routes of one row.
API_THINGS = {
    "api-ask-detail": "ask",
    "api-borough-detail": "api-borough",
    "api-event-detail": "event",
    "api-file-audit-detail": "audit",
    "api-post-detail": "post",
}


def things(world: World, borough: str, route: Route) -> dict[str, list[Thing]]:
    """List, for each part of the route's address, the rows of one borough (or of its programme) that it can name.

    UnknownPart for a part that is not known here.
    """
    own = Borough.objects.get(pk=world.boroughs[borough].pk)
    return {name: [Thing(*pair) for pair in _named(own, name, route)] for name in route.kwargs}


def _named(own: Borough, name: str, route: Route) -> list[tuple[Any, Any]]:
    programme = Programme.objects.get(pk=own.programme_id)
    match name:
        case "programme":
            return [(programme.slug, programme)]
        case "borough":
            return [(own.slug, own)]
        case "format":
            return [("html", None), ("pdf", None), ("docx", None), ("json", None)]
        case "kind":
            return [(each.name, None) for each in kinds()[:2]]
        case "entry" if "audit" in route.kwargs:
            return _first(FileAuditEntry.objects.filter(file_audit__borough=own))
        case "entry":
            return _first(PostEntry.objects.filter(post__borough=own))
        case "edition":
            editions = Edition.objects.filter(programme=programme)
            return [(each.pk, each) for each in editions.filter(state__in=("draft", "published"))]
    rows: dict[str, Any] = {
        "api-borough": Borough.objects.filter(pk=own.pk),
        "ask": Ask.objects.filter(borough=own, closed_at=None),
        "audit": FileAudit.objects.filter(borough=own),
        "contact": Contact.objects.filter(borough=own),
        "email": Email.objects.filter(borough=own),
        "event": Event.objects.filter(borough=own),
        "hold": Hold.objects.filter(borough=own),
        "ring": Ring.objects.standing().filter(ask__borough=own),
        "query": ReportQuery.objects.filter(borough=own, closed_at=None),
        "post": Post.objects.filter(borough=own),
    }
    real = API_THINGS.get(route.name, name)
    if real not in rows:
        raise UnknownPart(
            f"Tell tests/access/routes.py what <{name}> names in /{route.pattern}, "
            "and tests/access/expectations.py who sees it."
        )
    return _first(rows[real])


def _first(rows: Any) -> list[tuple[Any, Any]]:
    row = rows.order_by("pk").first()
    assert row is not None, "The world has no row for a part of an address."
    return [(row.pk, row)]


def address(route: Route, values: dict[str, Any]) -> str:
    """Write the route's address."""
    if route.name == route.pattern:
        return f"/{route.pattern}"
    return reverse(route.name, kwargs=values)


def together(parts: dict[str, list[Thing]]) -> Iterator[dict[str, Thing]]:
    """Put the parts of addresses together, one of each."""
    for number in range(max((len(each) for each in parts.values()), default=1)):
        yield {name: each[min(number, len(each) - 1)] for name, each in parts.items()}


def rows_of(route: Route, chosen: Mapping[str, Thing]) -> dict[str, Any]:
    """Give the rows that an address names, by what they are: an id of the API is of some thing."""
    real = {name: API_THINGS[route.name].removeprefix("api-") if name == "pk" else name for name in chosen}
    return {real[name]: each.row for name, each in chosen.items()}
