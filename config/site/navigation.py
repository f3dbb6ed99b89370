"""The service navigation: each capability registers its item, and each person sees those that their roles open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """One item: where it stands, what it is called, the view it opens, and the roles (by name) that see it."""

    place: int
    label: str
    view: str
    roles: frozenset[str]


@dataclass(slots=True)
class Place:
    """The programme that a page is about, and what the person is to it; the page that loads the programme sets it."""

    slug: str
    title: str
    roles: frozenset[str]
    referral: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


_items: list[Item] = []


def register(item: Item) -> None:
    """Add an item, once."""
    if item not in _items:
        _items.append(item)
        _items.sort()


def items_for(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """List (label, address, is current) for the programme at hand; nothing outside one."""
    place: Place | None = getattr(request, "place", None)
    if place is None:
        return []
    shown = [item for item in _items if item.roles & place.roles]
    addresses = [(item, reverse(item.view, args=[place.slug])) for item in shown]
    matching = [href for _, href in addresses if request.path.startswith(href)]
    current = max(matching, key=len, default="")
    return [(item.label, href, href == current) for item, href in addresses]
