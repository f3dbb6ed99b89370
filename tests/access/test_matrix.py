"""The matrix: every route that the resolver knows, by each of the cast, on what is theirs and what is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.access.conftest import Planted
from tests.access.crawling import client_for
from tests.access.expectations import ACCOUNT, PAGES, PUBLIC, Page, may, sees
from tests.access.reading import body
from tests.access.routes import API_THINGS, MISSING, MISSING_PK, Route, Thing, address, all_routes, things
from tests.access.world import ANONYMOUS

pytestmark = pytest.mark.django_db

CAST = (
    "coordinator",
    "camden_adviser",
    "haringey_adviser",
    "camden_lead",
    "reviewer",
    "observer",
    "stranger",
    "roleless",
    ANONYMOUS,
)
ROUTES = all_routes()
OURS = [route for route in ROUTES if route.name in PAGES]
# Boroughs whose things are asked for: two neighbours, one whose files go to the reviewer, and one abroad.
BOROUGHS = ("camden", "haringey", "newham", "leeds")
WRITING = ("POST", "PUT", "PATCH", "DELETE")
_WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
_CSRF = re.compile(
    rb'(csrfmiddlewaretoken" value="|csrf[-_]?token["\']?\s*[:=]\s*["\'])[^"\']+', re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One address of a route: the rows that it names (none where nothing is there), and the one it is compared with."""

    what: str
    values: Mapping[str, Any]
    rows: Mapping[str, Any] | None


def test_every_route_is_in_the_table() -> None:
    known = PAGES.keys() | PUBLIC.keys() | ACCOUNT
    new = [f"{route.name} (/{route.pattern})" for route in ROUTES if route.name not in known]
    assert not new, f"Say in tests/access/expectations.py who may open and do what at: {', '.join(new)}."


def test_table_has_no_route_that_is_gone() -> None:
    gone = (PAGES.keys() | PUBLIC.keys() | ACCOUNT) - {route.name for route in ROUTES}
    assert not gone, f"Take these out of tests/access/expectations.py, no route has them: {sorted(gone)}."


def test_every_list_names_a_route_once() -> None:
    assert not PAGES.keys() & PUBLIC.keys()
    assert not ACCOUNT & (PAGES.keys() | PUBLIC.keys())


def cells(planted: Planted, route: Route) -> Iterator[Cell]:
    """Write every kind of address of a route: of one borough, mixed from two, and with a part that nothing has."""
    if not route.kwargs:
        yield Cell("it", {}, {})
        return
    named = {borough: things(planted.world, borough, route) for borough in BOROUGHS}
    for borough, parts in named.items():
        for chosen in _together(route, parts):
            yield Cell(f"what is of {borough}", _values(chosen), _rows(route, chosen))
    own = {name: each[0] for name, each in named["camden"].items()}
    for name in route.kwargs:
        for borough in ("haringey", "leeds"):
            other = named[borough][name][0]
            is_mixed = borough == "leeds" or name in {"entry"}
            if is_mixed and name != "format" and other.value != own[name].value and len(route.kwargs) > 1:
                yield Cell(f"Camden’s with the {name} of {borough}", _values(own) | {name: other.value}, None)
        yield Cell(f"Camden’s with a {name} that is missing", _values(own) | {name: missing(name)}, None)


def _together(route: Route, parts: dict[str, list[Thing]]) -> Iterator[dict[str, Thing]]:
    for number in range(max(len(each) for each in parts.values())):
        yield {name: each[min(number, len(each) - 1)] for name, each in parts.items()}


def _values(chosen: Mapping[str, Thing]) -> dict[str, Any]:
    return {name: each.value for name, each in chosen.items()}


def _rows(route: Route, chosen: Mapping[str, Thing]) -> dict[str, Any]:
    real = {name: API_THINGS[route.name].removeprefix("api-") if name == "pk" else name for name in chosen}
    return {real[name]: each.row for name, each in chosen.items()}


def missing(name: str) -> Any:
    """Give what nothing has."""
    return MISSING.get(name, MISSING_PK)


@pytest.fixture(scope="module")
def clients(planted: Planted) -> dict[str, Client]:
    """A browser for each of the cast."""
    return {name: client_for(user) for name, user in planted.world.cast.items()}


@pytest.mark.parametrize("route", OURS, ids=lambda route: route.name)
def test_everybody_gets_what_the_table_says(
    route: Route, planted: Planted, clients: dict[str, Client]
) -> None:
    page = PAGES[route.name]
    methods = ("GET", *(WRITING if route.is_api else ("POST",)))
    wrong = []
    for cell in cells(planted, route):
        path = address(route, dict(cell.values))
        for who in CAST if cell.what in {"it", "what is of camden"} else CAST[:-2]:
            wanted = _wanted(planted, route, page, cell, who)
            for method in methods:
                fault = _fault(clients[who], method, path, page, wanted, is_anonymous=who == ANONYMOUS)
                if fault:
                    wrong.append(f"{who}, {cell.what}: {method} {path} {fault}")
    assert not wrong, "\n".join(wrong)


def _wanted(planted: Planted, route: Route, page: Page, cell: Cell, who: str) -> frozenset[int]:
    """Say what somebody is answered, method apart."""
    if who == ANONYMOUS:
        return frozenset({401} if route.is_api and route.name != "api-docs" else {302})
    eyes = planted.rules.eyes[who]
    rows = cell.rows
    is_seen = rows is not None and all(sees(name, row, eyes, planted.rules) for name, row in rows.items())
    if is_seen and rows is not None:
        return page.answers if may(page, eyes, rows) else frozenset({403})
    is_inside = str(cell.values.get("programme")) == _programme_of(planted, who)
    return frozenset({403 if page.is_closed and is_inside and eyes.role not in page.may else 404})


def _programme_of(planted: Planted, who: str) -> str:
    by_id = {each.pk: each.slug for each in (planted.world.ours, planted.world.theirs)}
    return by_id.get(planted.rules.eyes[who].programme or 0, "")


def _fault(
    client: Client, method: str, path: str, page: Page, wanted: frozenset[int], *, is_anonymous: bool
) -> str:
    """Ask, and say what is wrong with the answer; nothing is kept of what a POST did."""
    is_known = method in page.methods or method == "HEAD"
    if not is_known and not is_anonymous and 404 not in page.answers:
        wanted = frozenset({405})
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        response = client.generic(method, path, b"", _type(path))
        transaction.set_rollback(True)
    if response.status_code not in wanted:
        return f"gave {response.status_code}, not {' or '.join(map(str, sorted(wanted)))}"
    is_allowed = response.status_code in {200, 302} and method != "GET"
    written = [each["sql"] for each in queries.captured_queries if _is_kept(each["sql"])]
    if written and not is_allowed:
        return f"wrote: {written[0][:200]}"
    if "no-store" not in response.headers.get("Cache-Control", ""):
        return "may be kept by a cache"
    return ""


def _type(path: str) -> str:
    return "application/json" if path.startswith("/api/") else "application/x-www-form-urlencoded"


def _is_kept(sql: str) -> bool:
    return bool(_WRITES.match(sql)) and "django_session" not in sql


@pytest.mark.parametrize("route", [route for route in OURS if route.kwargs], ids=lambda route: route.name)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_foreign_answers_exactly_as_missing(
    route: Route, method: str, planted: Planted, clients: dict[str, Client]
) -> None:
    page = PAGES[route.name]
    answers: dict[tuple[str, str], tuple[int, bytes, dict[str, str]]] = {}

    def said(who: str, path: str) -> tuple[int, bytes, dict[str, str]]:
        if (who, path) not in answers:
            answers[who, path] = _said(clients[who], method, path)
        return answers[who, path]

    for who in CAST[:-1]:
        for cell in cells(planted, route):
            if _wanted(planted, route, page, cell, who) <= page.answers or not _is_foreign(
                planted, cell, who
            ):
                continue
            name = _hidden_part(planted, route, cell, who)
            other = dict(cell.values) | {name: missing(name)}
            first, second = (said(who, address(route, dict(values))) for values in (cell.values, other))
            assert first == second, f"{who} can tell {cell.what} from a {name} that is missing"


def _is_foreign(planted: Planted, cell: Cell, who: str) -> bool:
    eyes = planted.rules.eyes[who]
    rows = cell.rows
    return rows is not None and not all(sees(name, row, eyes, planted.rules) for name, row in rows.items())


def _hidden_part(planted: Planted, route: Route, cell: Cell, who: str) -> str:
    """Find the first part of the address that the person does not see."""
    eyes = planted.rules.eyes[who]
    assert cell.rows is not None
    real = API_THINGS.get(route.name, "").removeprefix("api-")
    hidden = next(name for name, row in cell.rows.items() if not sees(name, row, eyes, planted.rules))
    return "pk" if hidden == real else hidden


def _said(client: Client, method: str, path: str) -> tuple[int, bytes, dict[str, str]]:
    with transaction.atomic():
        response = client.generic(method, path, b"", _type(path))
        transaction.set_rollback(True)
    headers = {name: value for name, value in response.headers.items() if name != "Content-Security-Policy"}
    return response.status_code, _CSRF.sub(rb"\1", body(response)), headers


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_public_pages_need_nobody(name: str, planted: Planted, clients: dict[str, Client]) -> None:
    values = {
        "account_confirm_email": {"key": "x"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "x"},
    }
    response = clients[ANONYMOUS].get(reverse(name, kwargs=values.get(name)))
    assert response.status_code in {200, 302, 404}
    if response.status_code == 302:
        assert name == "account_confirm_login_code"


@pytest.mark.parametrize("name", sorted(ACCOUNT))
def test_account_pages_ask_to_sign_in(name: str, planted: Planted, clients: dict[str, Client]) -> None:
    response = clients[ANONYMOUS].get(reverse(name))
    assert response.status_code == 302
    for who in CAST[:-1]:
        assert clients[who].get(reverse(name)).status_code in {200, 302}


def test_anonymous_is_led_to_the_sign_in(planted: Planted, clients: dict[str, Client]) -> None:
    path = f"/{planted.world.ours.slug}/reports/"
    response = clients[ANONYMOUS].get(path)
    assert response.headers["Location"] == f"{reverse('account_login')}?next={path}"


def test_somebody_who_is_closed_out_sees_nothing(planted: Planted, clients: dict[str, Client]) -> None:
    user = planted.world.people["camden_adviser"]
    path = f"/{planted.world.ours.slug}/boroughs/{planted.world.boroughs['camden'].slug}/"
    assert clients["camden_adviser"].get(path).status_code == 200
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert clients["camden_adviser"].get(path).status_code == 302
