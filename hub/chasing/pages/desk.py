"""How the pages about chasing begin: for the coordinator alone, who is told before anything else is looked up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from boroughs.access.states import Action
from boroughs.access.views import SignedInRequest, load, require
from boroughs.asks.models import Ask
from boroughs.programme.models import Borough, Programme
from boroughs.programme.selectors import referral_words
from boroughs.programme.views import crumbs, open_programme
from hub.chasing.states import Handle


@dataclass(frozen=True, slots=True)
class Desk:
    """An e-mail that the coordinator has before her: by what it is found, and where each page about it is."""

    borough: Borough
    about: Handle

    @property
    def programme(self) -> Programme:
        """The programme at hand."""
        return self.borough.programme

    def page(self, name: str) -> str:
        """Give the address of a page about a chase-up (“email-edit”), or of the one that a welcome has for the same."""
        if self.about == Handle.of_welcome(self.borough.pk):
            return reverse(f"welcome-{name}", args=[self.programme.slug, self.borough.slug])
        return reverse(name, args=[self.programme.slug, self.about.pk])

    def context(self) -> dict[str, Any]:
        """Give what every page about it shows."""
        return {
            "programme": self.programme,
            "crumbs": chasing_crumbs(self.programme),
            "caption": self.borough.name,
            "cancel": reverse("chasing", args=[self.programme.slug]),
        }


def open_chasing(request: SignedInRequest, slug: str) -> Programme:
    """Load the programme at hand for whoever coordinates it; 403 for everybody else in it."""
    programme = open_programme(request, slug)
    require(request.user, Action.COORDINATE, programme)
    return programme


def chasing_crumbs(programme: Programme) -> list[tuple[str, str]]:
    """Give the way down to the page under “Chasing”."""
    return crumbs(programme, None, ("Chasing", reverse("chasing", args=[programme.slug])))


def open_ask(request: SignedInRequest, slug: str, ask: int) -> Ask:
    """Load one ask of the programme at hand for the coordinator."""
    programme = open_chasing(request, slug)
    found = load(
        Ask.objects.select_related("borough__programme"), request.user, pk=ask, borough__programme=programme
    )
    request.place.referral = referral_words(programme, found.borough)
    return found


def open_email(request: SignedInRequest, slug: str, ask: int) -> Desk:
    """Open the e-mail in which an ask goes out next."""
    asked = open_ask(request, slug, ask)
    return Desk(asked.borough, Handle.of_ask(asked.pk))


def open_welcome(request: SignedInRequest, slug: str, borough: str) -> Desk:
    """Open the welcome to somebody new in the post of a borough."""
    programme = open_chasing(request, slug)
    rows = Borough.objects.select_related("programme")
    found = load(rows, request.user, programme=programme, slug=borough)
    request.place.referral = referral_words(programme, found)
    return Desk(found, Handle.of_welcome(found.pk))
