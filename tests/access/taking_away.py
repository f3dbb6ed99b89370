"""Every place that asks `visible_to`, and what happens when one of them no longer does.

A place is where the product asks: a function and a model. The check is taken away at one place; if nobody then meets
a canary, every other check is taken away as well (and every right given), so that only that one is left to hold.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from django.conf import settings
from django.db import models

from boroughs.access.models import AccessQuerySet
from boroughs.access.rules import may
from boroughs.access.views import load
from config.site.api.views import ReadOnly
from tests.access.conftest import Planted
from tests.access.crawling import client_for, fetch, of_route, submissions, undone
from tests.access.expectations import PAGES
from tests.access.reading import PageForm, Read
from tests.access.routes import all_routes

PACKAGES = ("audits", "boroughs", "config", "hub", "tasks")
# Who opens the addresses first, to see which places each of them asks; and who opens them when one does not.
SCOUTS = ("coordinator", "camden_adviser", "camden_lead", "observer")
VIEWERS = ("haringey_adviser", "stranger", "reviewer", "observer", "camden_adviser", "camden_lead")
MOST_REQUESTS = 3
LOADS = r"from boroughs\.access\.views import [^)]*\bload\b"
CSRF = re.compile(r'csrfmiddlewaretoken" value="\w+|Set-Cookie.*|Vary.*')

Sent = tuple[tuple[str, str], ...] | None


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where `visible_to` is asked: the function's module and name, and the model."""

    module: str
    function: str
    model: str

    def __str__(self) -> str:
        return f"{self.model} in {self.module}.{self.function}"


@dataclass(frozen=True, slots=True)
class Request:
    """Something that was opened, or sent."""

    path: str
    sent: Sent = None


@dataclass
class Watch:
    """A stand-in for `visible_to`: it notes each place that asks, and lets through what is taken away."""

    original: Any
    asked: set[Place] = field(default_factory=set)
    away: frozenset[Place] = frozenset()
    only: Place | None = None
    is_open: bool = False

    def visible_to(self, rows: AccessQuerySet[Any], user: Any) -> Any:
        """Answer as the original does, or with everything."""
        place = _place(sys._getframe(2), rows.model)
        self.asked.add(place)
        is_away = place in self.away or (self.is_open and place != self.only)
        return rows if is_away else self.original(rows, user)


def _place(frame: FrameType, model: type[models.Model]) -> Place:
    detail = ""
    while frame.f_globals["__name__"].startswith("django.") and frame.f_back is not None:
        frame = frame.f_back  # a manager hands the question on to its queryset
    if frame.f_code is load.__code__ and frame.f_back is not None:
        frame = frame.f_back
    elif frame.f_code is ReadOnly.get_queryset.__code__:
        detail = f" of {type(frame.f_locals['self']).__name__}"
    function = frame.f_code.co_qualname.partition(".<locals>")[0]
    return Place(frame.f_globals["__name__"], f"{function}{detail}", model._meta.label_lower)


@contextmanager
def watching() -> Iterator[Watch]:
    """Stand in for `visible_to` for a while."""
    watch = Watch(AccessQuerySet.visible_to)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(AccessQuerySet, "visible_to", lambda rows, user: watch.visible_to(rows, user))
        right = may  # this module's own name is replaced too
        for module in [each for each in sys.modules.values() if vars(each).get("may") is may]:
            patch.setattr(module, "may", lambda *asked: watch.is_open or right(*asked))
        yield watch


class Experiment:
    """The places that the product asks, each with the requests that reach it, and what leaks without it."""

    def __init__(self, planted: Planted, watch: Watch) -> None:
        self.planted, self.watch = planted, watch
        self.clients = {name: client_for(planted.world.cast[name]) for name in {*SCOUTS, *VIEWERS}}
        self.reached: dict[Place, list[Request]] = {}
        self.open_to_all: dict[tuple[str, Request], str] = {}
        for who in SCOUTS:
            self._scout(who)

    def _scout(self, who: str) -> None:
        for route in all_routes():
            page = PAGES.get(route.name)
            if page is None:
                continue
            for path in of_route(self.planted.world, "camden", route):
                self._note(who, Request(path) if "GET" in page.methods else Request(path, ()))

    def _note(self, who: str, request: Request) -> None:
        self.watch.asked = set()
        read = self._ask(who, request)
        for place in self.watch.asked:
            self.reached.setdefault(place, []).append(request)
        for form in read.forms if request.sent is None else ():
            if sent := _outdated(form):
                self._note(who, Request(form.action, sent))

    def _ask(self, who: str, request: Request) -> Read:
        sent = None if request.sent is None else dict(request.sent)
        with undone(self.clients[who]):
            return fetch(self.clients[who], request.path, sent).read

    def requests(self, places: Iterable[Place]) -> list[Request]:
        """Choose requests that reach some places: for each a sent one first, and then those that differ most."""
        chosen: list[Request] = []
        for place in places:
            found = sorted(self.reached[place], key=lambda each: (each.sent is None, each.path.count("/")))
            chosen += list(dict.fromkeys([*found[:1], *found[-1:], *found]))[:MOST_REQUESTS]
        return list(dict.fromkeys(chosen))

    def leaks(self, who: str, request: Request) -> bool:
        """Tell whether one of the cast meets what they must not."""
        return bool(self.planted.leaks(self._ask(who, request), who))

    def _page(self, who: str, request: Request) -> str:
        return CSRF.sub("", self._ask(who, request).text)

    def is_noticed_alone(self, places: Collection[Place]) -> bool:
        """Take the checks of some places away, and tell whether somebody meets what they must not."""
        self.watch.away = frozenset(places)
        try:
            return any(self.leaks(who, each) for each in self.requests(places) for who in VIEWERS)
        finally:
            self.watch.away = frozenset()

    def is_noticed_last(self, place: Place) -> bool:
        """Take every other check away, and tell whether this one still keeps something from somebody."""
        return any(self._holds_back(place, who, each) for each in self.requests([place]) for who in VIEWERS)

    def _holds_back(self, place: Place, who: str, request: Request) -> bool:
        """Compare the page without any check and with this one alone: it differs only by what this one keeps back."""
        self.watch.is_open = True
        try:
            if (who, request) not in self.open_to_all:
                self.open_to_all[who, request] = self._page(who, request)
            self.watch.only = place
            return self.open_to_all[who, request] != self._page(who, request)
        finally:
            self.watch.is_open, self.watch.only = False, None


def _outdated(form: PageForm) -> Sent:
    """Fill a form in as somebody would who saw the row long ago; None for a form that does not carry its version."""
    if form.method != "post" or not any(each.name == "seen" for each in form.fields):
        return None
    good = list(submissions(form))[1]
    return tuple({**good, "seen": "0"}.items())


def functions_that_ask() -> set[tuple[str, str]]:
    """Find in the source every function that asks `visible_to`, or `load`, which does."""
    root = Path(settings.BASE_DIR)
    found: set[tuple[str, str]] = set()
    for package in PACKAGES:
        for path in (root / package).rglob("*.py"):
            text = path.read_text()
            asks = {"visible_to", "load"} if re.search(LOADS, text) else {"visible_to"}
            module = ".".join(path.relative_to(root).with_suffix("").parts)
            found |= {(module, name) for name in _asking(ast.parse(text), asks)}
    return found - {("boroughs.access.views", "load")}


def _asking(tree: ast.AST, asks: set[str], prefix: str = "") -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from _asking(node, asks, f"{prefix}{node.name}.")
        elif isinstance(node, ast.FunctionDef) and any(_is_question(each, asks) for each in ast.walk(node)):
            yield f"{prefix}{node.name}"


def _is_question(node: ast.AST, asks: set[str]) -> bool:
    if not isinstance(node, ast.Call):
        return False
    is_method = isinstance(node.func, ast.Attribute) and node.func.attr == "visible_to"
    return is_method or (isinstance(node.func, ast.Name) and node.func.id in asks - {"visible_to"})
