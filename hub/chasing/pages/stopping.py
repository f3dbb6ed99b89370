"""Stopping what goes out: holds, pauses, withdrawing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from boroughs.access.states import Action
from boroughs.access.views import SignedInRequest, load, require
from boroughs.asks.models import Ask
from boroughs.asks.stopping import pause_settle
from boroughs.history.services import Refused
from boroughs.programme.views import FormPage, actor, crumbs, open_borough, take_form, typed
from config.dates import listed, say
from hub.chasing.by_hand.stopping import Told, ask_withdraw_and_tell, hold_lift, hold_place
from hub.chasing.models import Hold
from hub.chasing.pages.desk import open_ask, open_chasing
from hub.chasing.pages.forms import HoldForm, PauseForm, WithdrawForm
from hub.chasing.states import HoldKind


def _ask_page(ask: Ask, title: str, *, submit: str, intro: str) -> FormPage:
    programme, borough = ask.borough.programme, ask.borough
    back = reverse("borough", args=[programme.slug, borough.slug])
    trail = crumbs(programme, borough, (ask.title, reverse("ask", args=[programme.slug, ask.pk])))
    return FormPage(
        programme, title, back, trail, caption=f"{borough}: {ask.title}", submit=submit, intro=intro
    )


def ask_hold(request: SignedInRequest, programme: str, ask: int) -> HttpResponse:
    """Hold the chasing of one ask."""
    held = open_ask(request, programme, ask)
    page = _ask_page(
        held, "Hold chasing", submit="Hold", intro="Nobody is written to about it until the hold ends."
    )

    def save(said: Mapping[str, Any]) -> str:
        return _placed(hold_place(borough=held.borough, ask=held, by=actor(request), **_hold_of(said)))

    return take_form(request, HoldForm(typed(request)), page, verb=save)


def borough_hold(request: SignedInRequest, programme: str, borough: str) -> HttpResponse:
    """Hold everything that a borough is chased about."""
    found = open_borough(request, programme, borough)
    require(request.user, Action.COORDINATE, found)
    back = reverse("borough", args=[found.programme.slug, found.slug])
    intro = f"Nobody in {found} is written to about anything until the hold ends."
    page = FormPage(
        found.programme,
        "Pause everything now",
        back,
        crumbs(found.programme, found),
        caption=found.name,
        submit="Pause everything",
        intro=intro,
    )

    def save(said: Mapping[str, Any]) -> str:
        return _placed(hold_place(borough=found, ask=None, by=actor(request), **_hold_of(said)))

    return take_form(request, HoldForm(typed(request)), page, verb=save)


def _hold_of(said: Mapping[str, Any]) -> dict[str, Any]:
    kind = HoldKind(said["kind"])
    ends_on = said["pause_ends_on"] if kind == HoldKind.PAUSE else said["ends_on"]
    return {
        "kind": kind,
        "reason": said["reason"],
        "ends_on": ends_on,
        "fieldwork_ends_on": said["fieldwork_ends_on"],
    }


def _placed(hold: Hold) -> str:
    return (
        f"Chasing is held until {say(hold.ends_on)}."
        if hold.ends_on
        else "Chasing is held until you lift it."
    )


@require_POST
def ask_replied(request: SignedInRequest, programme: str, ask: int) -> HttpResponse:
    """“They have replied, I'll record it later”: hold one ask for five working days."""
    held = open_ask(request, programme, ask)
    try:
        hold = hold_place(borough=held.borough, ask=held, kind=HoldKind.REPLIED, by=actor(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"{_placed(hold)} The board reminds you to write the reply down.")
    return redirect("borough", programme, held.borough.slug)


@require_POST
def lift(request: SignedInRequest, programme: str, hold: int) -> HttpResponse:
    """End a hold now."""
    found = open_chasing(request, programme)
    held = load(Hold.objects.filter(programme=found).select_related("borough"), request.user, pk=hold)
    try:
        hold_lift(hold=held, by=actor(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        resumes = "goes on" if held.kind == HoldKind.REPLIED else "resumes with a courtesy note"
        messages.success(request, f"The hold is lifted. Chasing {resumes}.")
    return redirect("borough", programme, held.borough.slug)


def ask_withdraw(request: SignedInRequest, programme: str, ask: int) -> HttpResponse:
    """Withdraw an ask: our mistake."""
    asked = open_ask(request, programme, ask)
    intro = "It closes at once, and stays in the log."
    page = _ask_page(asked, "Withdraw: our mistake", submit="Withdraw and tell them", intro=intro)

    def save(said: Mapping[str, Any]) -> str:
        told = ask_withdraw_and_tell(
            ask=asked, reason=said["reason"], ask_again_on=said["ask_again_on"], by=actor(request)
        )
        return f"Withdrawn. {_say_told(told)}"

    return take_form(request, WithdrawForm(typed(request)), page, verb=save)


def ask_pause(request: SignedInRequest, programme: str, ask: int) -> HttpResponse:
    """Decide about a pause that the borough asked for, without holding: chasing goes on as agreed."""
    asked = open_ask(request, programme, ask)
    intro = "To grant the pause, hold chasing instead. Here you write down what else you agreed."
    page = _ask_page(asked, "Decide about the pause", submit="Save", intro=intro)

    def save(said: Mapping[str, Any]) -> str:
        pause_settle(ask=asked, words=said["words"], by=actor(request))
        return f"It is {asked.borough}’s turn again."

    return take_form(request, PauseForm(typed(request)), page, verb=save)


def _say_told(told: Told) -> str:
    if not told.by_email and not told.not_by_email:
        return "Nobody had been written to."
    said = []
    if told.by_email:
        said.append(f"By e-mail we tell {listed(str(each) for each in told.by_email)}.")
    if told.not_by_email:
        said.append(
            f"No e-mail can go to {listed(str(each) for each in told.not_by_email)}: tell them yourself."
        )
    return " ".join(said)
