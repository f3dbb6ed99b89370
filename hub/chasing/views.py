"""Going out next, the log of what was sent, and stopping it: holds, pauses, withdrawing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from boroughs.access.states import Action
from boroughs.access.views import SignedInRequest, load, require
from boroughs.asks.models import Ask
from boroughs.asks.stopping import pause_settle
from boroughs.history.services import Refused
from boroughs.programme.models import Programme
from boroughs.programme.selectors import referral_words
from boroughs.programme.views import FormPage, actor, crumbs, open_borough, open_programme, take_form, typed
from config import clock
from config.dates import say
from hub.chasing.bundles import bundles, letter_of
from hub.chasing.escalating import escalation_decide
from hub.chasing.forms import HoldForm, PauseForm, WithdrawForm
from hub.chasing.models import Hold
from hub.chasing.selectors import chase_plan, holds_in_force, whole_plan
from hub.chasing.states import HoldKind, Outcome
from hub.chasing.stopping import ask_withdraw_and_tell, hold_lift, hold_place
from hub.mail.models import Email
from hub.mail.selectors import mail_log, mail_standing
from hub.mail.services import email_confirm, email_resend
from hub.mail.states import TROUBLED, State

PAGE = 50


def _open(request: SignedInRequest, slug: str) -> Programme:
    programme = open_programme(request, slug)
    require(request.user, Action.COORDINATE, programme)
    return programme


def _crumbs(programme: Programme) -> list[tuple[str, str]]:
    return crumbs(programme, None, ("Chasing", reverse("chasing", args=[programme.slug])))


@require_safe
def preview(request: SignedInRequest, programme: str) -> HttpResponse:
    """Show who gets what, when and why; and who gets nothing, and why not."""
    found = _open(request, programme)
    whole = whole_plan(found, clock.now())
    plan = whole.asks
    context = {
        "programme": found,
        "crumbs": crumbs(found),
        "going": bundles(found, plan, whole.welcomes),
        "ringing": [each for each in plan if each.outcome == Outcome.RING],
        "staying": [each for each in plan if each.outcome not in {Outcome.SEND, Outcome.RING}],
        "welcomes_waiting": [each for each in whole.welcomes if each.send_at is None],
        "mail": mail_standing(found),
        "holds": holds_in_force(found, clock.today()),
    }
    return render(request, "chasing/preview.html", context)


@require_safe
def log(request: SignedInRequest, programme: str) -> HttpResponse:
    """Show what was sent, newest first."""
    found = _open(request, programme)
    page = Paginator(mail_log(found).filter(pk__in=Email.objects.visible_to(request.user)), PAGE).get_page(
        request.GET.get("page")
    )
    context = {"programme": found, "crumbs": _crumbs(found), "page": page}
    return render(request, "chasing/log.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def email(request: SignedInRequest, programme: str, email: int) -> HttpResponse:
    """Show the very text of one e-mail and what became of it; send a failed one again, clear up a doubtful one."""
    found = _open(request, programme)
    rows = Email.objects.filter(programme=found).select_related("contact", "borough")
    shown = load(rows, request.user, pk=email)
    if request.method == "POST":
        has_arrived = request.POST.get("decision") == "arrived"
        try:
            (email_confirm if has_arrived else email_resend)(email=shown, by=actor(request))
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            done = "Noted: it has arrived." if has_arrived else "It will be sent again now."
            messages.success(request, done)
        return redirect("chasing-email", found.slug, shown.pk)
    context = {
        "programme": found,
        "crumbs": _crumbs(found),
        "email": shown,
        # One that carried an answer link is erased once it has left, so it cannot go again.
        "has_failed": shown.state in TROUBLED and shown.raw is not None,
        "is_doubtful": shown.state == State.DOUBTFUL,
    }
    return render(request, "chasing/email.html", context)


def _ask(request: SignedInRequest, slug: str, ask: int) -> Ask:
    programme = _open(request, slug)
    found = load(
        Ask.objects.select_related("borough__programme"), request.user, pk=ask, borough__programme=programme
    )
    request.place.referral = referral_words(programme, found.borough)
    return found


def _ask_page(ask: Ask, title: str, *, submit: str, intro: str) -> FormPage:
    programme, borough = ask.borough.programme, ask.borough
    back = reverse("borough", args=[programme.slug, borough.slug])
    trail = crumbs(programme, borough, (ask.title, reverse("ask", args=[programme.slug, ask.pk])))
    return FormPage(
        programme, title, back, trail, caption=f"{borough}: {ask.title}", submit=submit, intro=intro
    )


def ask_hold(request: SignedInRequest, programme: str, ask: int) -> HttpResponse:
    """Hold the chasing of one ask."""
    held = _ask(request, programme, ask)
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
    held = _ask(request, programme, ask)
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
    found = _open(request, programme)
    held = load(Hold.objects.filter(programme=found).select_related("borough"), request.user, pk=hold)
    try:
        hold_lift(hold=held, by=actor(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "The hold is lifted. Chasing resumes with a courtesy note.")
    return redirect("borough", programme, held.borough.slug)


def ask_withdraw(request: SignedInRequest, programme: str, ask: int) -> HttpResponse:
    """Withdraw an ask: our mistake."""
    asked = _ask(request, programme, ask)
    intro = "It closes at once, and stays in the log."
    page = _ask_page(asked, "Withdraw: our mistake", submit="Withdraw and tell them", intro=intro)

    def save(said: Mapping[str, Any]) -> str:
        told = ask_withdraw_and_tell(
            ask=asked, reason=said["reason"], ask_again_on=said["ask_again_on"], by=actor(request)
        )
        people = (
            "Nobody had been written to."
            if not told
            else f"{told} {'person is' if told == 1 else 'people are'} told."
        )
        return f"Withdrawn. {people}"

    return take_form(request, WithdrawForm(typed(request)), page, verb=save)


def ask_pause(request: SignedInRequest, programme: str, ask: int) -> HttpResponse:
    """Decide about a pause that the borough asked for, without holding: chasing goes on as agreed."""
    asked = _ask(request, programme, ask)
    intro = "To grant the pause, hold chasing instead. Here you write down what else you agreed."
    page = _ask_page(asked, "Decide about the pause", submit="Save", intro=intro)

    def save(said: Mapping[str, Any]) -> str:
        pause_settle(ask=asked, words=said["words"], by=actor(request))
        return f"It is {asked.borough}’s turn again."

    return take_form(request, PauseForm(typed(request)), page, verb=save)


@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: SignedInRequest, programme: str, ask: int) -> HttpResponse:
    """Approve a letter to a higher rung after reading it, or decide against it."""
    asked = _ask(request, programme, ask)
    (planned,) = chase_plan(asked.borough.programme, clock.now(), [asked])
    if planned.outcome != Outcome.APPROVE or planned.recipient is None:
        messages.info(request, "There is nothing to approve about this any more.")
        return redirect("borough", programme, asked.borough.slug)
    if request.method == "POST":
        is_approved = request.POST.get("decision") == "approve"
        try:
            escalation_decide(
                ask=asked,
                step=planned.step,
                contact=planned.recipient,
                is_approved=is_approved,
                by=actor(request),
            )
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            done = "Approved. The lower rung is told first." if is_approved else "It will not be sent."
            messages.success(request, done)
        return redirect("chasing", programme)
    context = {
        "programme": asked.borough.programme,
        "crumbs": _crumbs(asked.borough.programme),
        "planned": planned,
        "letter": letter_of(asked.borough.programme, planned, clock.today()),
    }
    return render(request, "chasing/approve.html", context)
