"""The matrix: every route that the resolver knows, by each of the cast, on what is theirs and what is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.access.conftest import Planted
from tests.access.crawling import client_for, undone
from tests.access.expectations import ACCOUNT, CLOSED, PAGES, PUBLIC, Page, may, sees
from tests.access.reading import body
from tests.access.routes import (
    API_THINGS,
    MISSING,
    MISSING_PK,
    Route,
    Thing,
    address,
    all_routes,
    rows_of,
    things,
    together,
)
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
# Boroughs whose things are asked for: two neighbours, and one abroad; where it is about files, one of the reviewer's.
BOROUGHS = ("camden", "haringey", "leeds")
WITH_FILES = ("newham",)
# Who asks for what is mixed or missing: somebody of each kind.
FEW = ("coordinator", "camden_adviser", "stranger")
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
    known = PAGES.keys() | PUBLIC.keys() | ACCOUNT | CLOSED
    new = [f"{route.name} (/{route.pattern})" for route in ROUTES if route.name not in known]
    assert not new, f"Say in tests/access/expectations.py who may open and do what at: {', '.join(new)}."


def test_table_has_no_route_that_is_gone() -> None:
    gone = (PAGES.keys() | PUBLIC.keys() | ACCOUNT | CLOSED) - {route.name for route in ROUTES}
    assert not gone, f"Take these out of tests/access/expectations.py, no route has them: {sorted(gone)}."


def test_every_list_names_a_route_once() -> None:
    assert not PAGES.keys() & PUBLIC.keys()
    assert not ACCOUNT & (PAGES.keys() | PUBLIC.keys())
    assert not CLOSED & (PAGES.keys() | PUBLIC.keys() | ACCOUNT)


def cells(planted: Planted, route: Route) -> Iterator[Cell]:
    """Write every kind of address of a route: of one borough, mixed from two, and with a part that nothing has."""
    if not route.kwargs:
        yield Cell("it", {}, {})
        return
    boroughs = (*BOROUGHS, *WITH_FILES) if "audit" in route.name else BOROUGHS
    named = {borough: things(planted.world, borough, route) for borough in boroughs}
    for borough, parts in named.items():
        for chosen in together(parts):
            yield Cell(f"what is of {borough}", _values(chosen), rows_of(route, chosen))
    own = {name: each[0] for name, each in named["camden"].items()}
    # A format or a kind of ask is nobody's: it is the same one in every programme.
    owned = [name for name in route.kwargs if name not in {"format", "kind"}]
    for name in route.kwargs:
        for borough in ("haringey", "leeds"):
            other = named[borough][name][0]
            is_mixed = borough == "leeds" or name in {"entry"}
            if is_mixed and name in owned and other.value != own[name].value and len(owned) > 1:
                yield Cell(f"Camden’s with the {name} of {borough}", _values(own) | {name: other.value}, None)
        yield Cell(f"Camden’s with a {name} that is missing", _values(own) | {name: missing(name)}, None)


def _values(chosen: Mapping[str, Thing]) -> dict[str, Any]:
    return {name: each.value for name, each in chosen.items()}


def missing(name: str) -> Any:
    """Give what nothing has."""
    return MISSING.get(name, MISSING_PK)


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody was answered: enough to compare two of them, and what was written on the way (nothing is kept)."""

    status: int
    digest: bytes
    headers: tuple[tuple[str, str], ...]
    written: str

    @property
    def is_stored(self) -> bool:
        """Whether a cache on the way may keep it."""
        return "no-store" not in dict(self.headers).get("Cache-Control", "")


class Asking:
    """A browser for each of the cast, which remembers every answer: nothing changes from one to the next."""

    def __init__(self, planted: Planted) -> None:
        self.clients = {name: client_for(user) for name, user in planted.world.cast.items()}
        self.answers: dict[tuple[str, str, str], Answer] = {}

    def ask(self, who: str, method: str, path: str) -> Answer:
        """Ask once."""
        if (who, method, path) not in self.answers:
            self.answers[who, method, path] = self._ask(self.clients[who], method, path)
        return self.answers[who, method, path]

    def _ask(self, client: Client, method: str, path: str) -> Answer:
        kind = "application/json" if path.startswith("/api/") else "application/x-www-form-urlencoded"
        with undone(client), CaptureQueriesContext(connection) as queries:
            response = client.generic(method, path, b"", kind)
        written = next((each["sql"] for each in queries.captured_queries if _is_kept(each["sql"])), "")
        headers = sorted(
            (name, value) for name, value in response.headers.items() if name != "Content-Security-Policy"
        )
        digest = blake2b(_CSRF.sub(rb"\1", body(response))).digest()
        return Answer(response.status_code, digest, tuple(headers), written)


def _is_kept(sql: str) -> bool:
    return bool(_WRITES.match(sql)) and "django_session" not in sql


@pytest.fixture(scope="module")
def asking(planted: Planted) -> Asking:
    """Let the whole cast ask."""
    return Asking(planted)


@pytest.mark.parametrize("route", OURS, ids=lambda route: route.name)
def test_everybody_gets_what_the_table_says(route: Route, planted: Planted, asking: Asking) -> None:
    page = PAGES[route.name]
    methods = ("GET", *(WRITING if route.is_api else ("POST",)))
    wrong = []
    for cell in cells(planted, route):
        path = address(route, dict(cell.values))
        for who in _askers(cell):
            wanted = _wanted(planted, route, page, cell, who)
            for method in methods:
                fault = _fault(asking.ask(who, method, path), method, page, wanted, who)
                if fault:
                    wrong.append(f"{who}, {cell.what}: {method} {path} {fault}")
    assert not wrong, "\n".join(wrong)


def _askers(cell: Cell) -> tuple[str, ...]:
    if cell.what in {"it", "what is of camden"}:
        return CAST
    return FEW if cell.rows is None else CAST[:-2]


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


def _fault(answer: Answer, method: str, page: Page, wanted: frozenset[int], who: str) -> str:
    """Say what is wrong with an answer; nothing if it is right."""
    if method not in page.methods and who != ANONYMOUS and 404 not in page.answers:
        wanted = frozenset({405})
    if answer.status not in wanted:
        return f"gave {answer.status}, not {' or '.join(map(str, sorted(wanted)))}"
    is_taken = method != "GET" and answer.status in {200, 302} and who != ANONYMOUS
    if answer.written and not is_taken:
        return f"wrote: {answer.written[:200]}"
    return "may be kept by a cache" if answer.is_stored else ""


@pytest.mark.parametrize("route", [route for route in OURS if route.kwargs], ids=lambda route: route.name)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_foreign_answers_exactly_as_missing(
    route: Route, method: str, planted: Planted, asking: Asking
) -> None:
    for who in CAST[:-2]:
        for cell in cells(planted, route):
            if not _is_foreign(planted, cell, who):
                continue
            name = _hidden_part(planted, route, cell, who)
            other = dict(cell.values) | {name: missing(name)}
            first, second = (
                asking.ask(who, method, address(route, dict(values))) for values in (cell.values, other)
            )
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


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_public_pages_need_nobody(name: str, planted: Planted, asking: Asking) -> None:
    values = {
        "answer": {"token": "x"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "x"},
    }
    response = asking.clients[ANONYMOUS].get(reverse(name, kwargs=values.get(name)))
    assert response.status_code in {200, 404}


@pytest.mark.parametrize("name", sorted(ACCOUNT))
def test_account_pages_ask_to_sign_in(name: str, planted: Planted, asking: Asking) -> None:
    response = asking.clients[ANONYMOUS].get(reverse(name))
    assert response.status_code == 302
    for who in CAST[:-1]:
        assert asking.clients[who].get(reverse(name)).status_code in {200, 302}


@pytest.mark.parametrize("name", sorted(CLOSED))
@pytest.mark.parametrize("who", CAST)
def test_closed_pages_answer_nobody(name: str, who: str, planted: Planted, asking: Asking) -> None:
    path = reverse(name, kwargs={"key": "x"} if name == "account_confirm_email" else None)
    assert asking.clients[who].get(path).status_code == 404
    assert asking.clients[who].post(path, {"email": "x@example.org", "action_add": ""}).status_code == 404


def test_anonymous_is_led_to_the_sign_in(planted: Planted, asking: Asking) -> None:
    path = f"/{planted.world.ours.slug}/reports/"
    response = asking.clients[ANONYMOUS].get(path)
    assert response.headers["Location"] == f"{reverse('account_login')}?next={path}"


def test_somebody_who_is_closed_out_sees_nothing(planted: Planted, asking: Asking) -> None:
    user = planted.world.people["camden_adviser"]
    path = f"/{planted.world.ours.slug}/boroughs/{planted.world.boroughs['camden'].slug}/"
    assert asking.clients["camden_adviser"].get(path).status_code == 200
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    assert asking.clients["camden_adviser"].get(path).status_code == 302
