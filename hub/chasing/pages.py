"""How the pages about chasing begin: for the coordinator alone, who is told before anything else is looked up."""

from __future__ import annotations

from django.urls import reverse

from boroughs.access.states import Action
from boroughs.access.views import SignedInRequest, load, require
from boroughs.asks.models import Ask
from boroughs.programme.models import Programme
from boroughs.programme.selectors import referral_words
from boroughs.programme.views import crumbs, open_programme


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
