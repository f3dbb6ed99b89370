"""A ring without an answer: noting it, and striking it out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from boroughs.access.views import SignedInRequest, load
from boroughs.programme.forms import StrikeOutForm
from boroughs.programme.views import FormPage, actor, crumbs, take_form, typed
from config import clock
from config.dates import say
from hub.chasing.by_hand.ringing import ring_note, ring_void
from hub.chasing.models import Ring
from hub.chasing.pages.desk import open_ask, open_chasing
from hub.chasing.pages.forms import RingForm
from hub.chasing.selectors import chase_plan


def ask_ring(request: SignedInRequest, programme: str, ask: int) -> HttpResponse:
    """Note that somebody was rung about an ask, and not reached."""
    asked = open_ask(request, programme, ask)
    found, borough = asked.borough.programme, asked.borough
    plan = chase_plan(found, clock.now(), [asked]) if asked.is_open else []
    page = FormPage(
        found,
        "I rang, and did not reach them",
        reverse("borough", args=[found.slug, borough.slug]),
        crumbs(found, borough, (asked.title, reverse("ask", args=[found.slug, asked.pk]))),
        caption=f"{borough}: {asked.title}",
        intro="It is no reply: chasing goes on, and nothing is sent because of it.",
    )
    form = RingForm(typed(request), borough=borough, whom=plan[0].recipient if plan else None)

    def save(said: Mapping[str, Any]) -> str:
        ring = ring_note(ask=asked, whom=form.person(), on=said["on"], note=said["note"], by=actor(request))
        then = chase_plan(found, clock.now(), [asked])
        again = f" {then[0].ring_again}" if then and then[0].ring_again else ""
        return f"Noted: you rang {ring.whom} on {say(ring.rang_on)}.{again}"

    return take_form(request, form, page, verb=save)


def void(request: SignedInRequest, programme: str, ring: int) -> HttpResponse:
    """Strike out a ring that was noted by mistake."""
    found = open_chasing(request, programme)
    rows = Ring.objects.filter(ask__borough__programme=found).select_related("ask__borough__programme")
    noted = load(rows, request.user, pk=ring)
    borough = noted.ask.borough
    page = FormPage(
        found,
        "Strike out this ring",
        reverse("borough", args=[found.slug, borough.slug]),
        crumbs(found, borough),
        caption=f"{noted.ask}: {noted}",
        submit="Strike it out",
    )

    def save(said: Mapping[str, Any]) -> str:
        ring_void(ring=noted, reason=said["reason"], by=actor(request))
        return "Struck out."

    return take_form(request, StrikeOutForm(typed(request)), page, verb=save)
