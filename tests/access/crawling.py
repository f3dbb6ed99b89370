"""Somebody who opens everything: follows every link, downloads every file, submits every form, asks the API."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.policy import default
from html import unescape
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Max
from django.test import Client
from django.urls import Resolver404, resolve

from boroughs.history.models import Change
from boroughs.people.models import User
from hub.mail.models import Email
from tests.access.reading import Field, PageForm, Read, read
from tests.access.routes import Route, UnknownPart, address, all_routes, things, together
from tests.access.world import World

MOST_PAGES = 900
# Of pages of one kind so many are opened: more than anybody has who does not coordinate.
MOST_PER_ROUTE = 12
MOST_CHOICES = 5
# Signing out in the middle of a crawl would only end it.
NOT_SUBMITTED = frozenset({"account_logout"})
TYPED = "Typed in by a test"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request and what came back."""

    method: str
    path: str
    status: int
    read: Read
    headers: Mapping[str, str]
    sent: Mapping[str, Any] = field(default_factory=dict)
    # What a submission did before it was rolled back: where it was recorded (programme, borough), and e-mails.
    recorded: tuple[tuple[int, int | None], ...] = ()
    mailed: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        sent = f" with {dict(self.sent)}" if self.sent else ""
        return f"{self.method} {self.path}{sent} ({self.status})"


def client_for(user: User | None) -> Client:
    """Give somebody a browser, signed in if they are somebody; a fault is a page, as it is for people."""
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def starting_points(world: World, who: str) -> list[str]:
    """List the addresses of everything of the person's own, so that a page that nothing links to is opened too."""
    user = world.cast[who]
    borough = world.borough_of(who)
    own = borough.slug if borough else ("leeds" if who == "stranger" else "newham")
    slug = next(key for key, each in world.boroughs.items() if key == own.partition("-")[0])
    found = ["/"]
    for route in all_routes():
        if user is None or not route.is_ours:
            if not route.kwargs and route.name not in NOT_SUBMITTED:
                found.append(address(route, {}))
            continue
        found += [path for path in of_route(world, slug, route) if path]
    return list(dict.fromkeys(found))


def of_route(world: World, slug: str, route: Route) -> Iterator[str]:
    """Write a route's addresses for what is of one borough (or of its programme)."""
    try:
        choices = things(world, slug, route)
    except UnknownPart:
        # The matrix complains of it; here the links lead on.
        return
    for chosen in together(choices):
        yield address(route, {name: each.value for name, each in chosen.items()})


def crawl(world: World, who: str) -> Iterator[Visit]:
    """Open everything that can be reached, then submit every form in many ways; what is submitted is rolled back."""
    client = client_for(world.cast[who])
    per_route: Counter[str] = Counter()
    waiting, seen = deque(starting_points(world, who)), set()
    forms: dict[tuple[str, str, tuple[str, ...]], PageForm] = {}
    while waiting:
        path = waiting.popleft()
        if path in seen or per_route[route_name(path)] >= MOST_PER_ROUTE:
            continue
        seen.add(path)
        per_route[route_name(path)] += 1
        assert len(seen) <= MOST_PAGES, f"{who} found more than {MOST_PAGES} pages; the last is {path}."
        visit = fetch(client, path)
        yield visit
        waiting.extend(link for link in visit.read.links if link not in seen)
        for form in visit.read.forms:
            forms.setdefault(form.key(), form)
            if form.method == "get":
                waiting.extend(link for link in _queries(form) if link not in seen)
    submitted: set[tuple[str, tuple[str, ...]]] = set()
    followed: set[tuple[str, str]] = set()
    for form in forms.values():
        # A form of the same route with the same fields is the same form, for another row.
        kind = (route_name(form.action), form.key()[2])
        if form.method == "post" and kind[0] not in NOT_SUBMITTED and kind not in submitted:
            submitted.add(kind)
            for sent in submissions(form):
                yield from submit(client, form.action, sent, followed)


def fetch(client: Client, path: str, sent: Mapping[str, Any] | None = None) -> Visit:
    """Open an address, or send something to it."""
    if sent is None:
        return _visit("GET", path, client.get(path))
    return _visit("POST", path, client.post(path, sent), sent)


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Do something as if it had never been: neither the database nor the browser remembers."""
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.load(cookies)


def submit(
    client: Client, path: str, sent: Mapping[str, Any], followed: set[tuple[str, str]]
) -> Iterator[Visit]:
    """Send a form and open the page that it leads to; then everything is as before."""
    with undone(client):
        last = (
            Change.objects.aggregate(last=Max("pk"))["last"],
            Email.objects.aggregate(last=Max("pk"))["last"],
        )
        response = client.post(path, sent)
        changes, mails = Change.objects.filter(pk__gt=last[0]), Email.objects.filter(pk__gt=last[1])
        visit = replace(
            _visit("POST", path, response, sent),
            recorded=tuple(changes.values_list("programme", "borough")),
            mailed=tuple((mail.to_address, said_in(bytes(mail.raw or b""))) for mail in mails),
        )
        yield visit
        # What a page says after a verb is read once for each verb.
        led_to = visit.read.links[-1] if visit.status in {301, 302, 303} and visit.read.links else ""
        if led_to and (route_name(path), route_name(led_to)) not in followed:
            followed.add((route_name(path), route_name(led_to)))
            yield fetch(client, led_to)


def said_in(raw: bytes) -> str:
    """Read an e-mail as its reader's program does: its headers and each of its parts."""
    letter = message_from_bytes(raw, policy=default)
    parts = [part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*(f"{name}: {value}" for name, value in letter.items()), *parts])


def _visit(method: str, path: str, response: Any, sent: Mapping[str, Any] | None = None) -> Visit:
    return Visit(method, path, response.status_code, read(response, path), dict(response.headers), sent or {})


def route_name(path: str) -> str:
    """Name the route that an address leads to."""
    try:
        return resolve(path.partition("?")[0]).view_name
    except Resolver404:
        return "no route"


def submissions(form: PageForm) -> Iterator[dict[str, Any]]:
    """Fill a form in: empty, in good faith with its choices, with nonsense, and with ids of other people's."""
    hidden = {each.name: each.value for each in form.fields if each.kind == "hidden"}
    good = hidden | {each.name: _plausible(each) for each in form.fields if each.kind != "hidden"}
    yield hidden
    yield good
    if "seen" in hidden:
        yield good | {"seen": "0"}  # opened long ago: the page tells what has changed since
    for each in form.fields:
        others = [value for value in each.offered if value != good.get(each.name)]
        for value in others[:MOST_CHOICES] if each.kind in {"choice", "checkbox"} else ():
            yield good | {each.name: value}
    yield good | {each.name: "x" * 5000 for each in form.fields if each.kind != "hidden"}
    for number in (1, 5):
        yield good | {each.name: str(number) for each in form.fields if each.kind in {"choice", "checkbox"}}


def _plausible(each: Field) -> str:
    if each.value:
        return each.value
    if each.offered:
        return next((value for value in each.offered if value), "")
    name = each.name.rpartition("_")[2]
    by_name = {"day": "4", "month": "1", "year": "2007", "email": "new@example.org"}
    if each.kind in {"number"} or re.search(r"files|attendance|received|reviewed", each.name):
        return "3"
    return by_name.get(name, TYPED)


def _queries(form: PageForm) -> Iterator[str]:
    """Write the addresses that a search form leads to: each choice by itself, a word, and nonsense."""
    path = form.action.partition("?")[0]
    for each in form.fields:
        for value in (*each.offered, TYPED.split()[0].lower(), "1"):
            yield f"{path}?{each.name}={value}"


def links_in(text: str) -> list[str]:
    """List the paths of this site that an e-mail links to."""
    found = re.findall(rf"{re.escape(settings.SITE_URL)}(/[^\s\"'<>)]*)", text)
    return list(dict.fromkeys(unescape(path).rstrip(".") for path in found))


def read_as_nobody(path: str) -> Iterator[Visit]:
    """Open a link without an account, and send its forms in every way; each time as if it were the first."""
    cache.clear()  # what counts how often a link is opened
    client = client_for(None)
    visit = fetch(client, path)
    yield visit
    for form in visit.read.forms:
        for sent in submissions(form) if form.method == "post" else ():
            cache.clear()
            yield from submit(client, form.action, sent, set())
