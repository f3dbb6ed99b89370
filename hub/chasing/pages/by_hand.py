"""The coordinator's hand on what goes out: send an e-mail now, leave a step or a welcome out, take that back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from boroughs.access.views import SignedInRequest
from boroughs.history.services import Refused
from boroughs.programme.views import actor, typed
from config import clock
from config.dates import say
from hub.chasing.by_hand.leaving_out import (
    FIRST,
    step_leave_out,
    step_take_back,
    welcome_leave_out,
    welcome_take_back,
)
from hub.chasing.by_hand.sending_now import email_for_now, email_send_now
from hub.chasing.letters.bundles import Bundle
from hub.chasing.letters.own_words import lines_changed, matters_of, whole_of
from hub.chasing.pages.desk import Desk, open_ask, open_email, open_welcome
from hub.chasing.pages.forms import LeaveOutForm, LeaveWelcomeOutForm, ReadForm
from hub.chasing.plan.newcomers import Newcomer
from hub.chasing.selectors import chase_plan, whole_plan
from hub.chasing.states import Handle, Outcome

# What can be left out: what goes out next, be it that it waits to be looked at again.
GOING = frozenset({Outcome.SEND, Outcome.LOOK_AGAIN})


@require_http_methods(["GET", "HEAD", "POST"])
def send_now(request: SignedInRequest, programme: str, ask: int) -> HttpResponse:
    """Send now the e-mail in which an ask goes out next."""
    return _send_now(request, open_email(request, programme, ask))


@require_http_methods(["GET", "HEAD", "POST"])
def welcome_send_now(request: SignedInRequest, programme: str, borough: str) -> HttpResponse:
    """Send a welcome now."""
    return _send_now(request, open_welcome(request, programme, borough))


def _send_now(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """Show the very e-mail that would leave now and who gets it, and send it once that is confirmed."""
    form = ReadForm(typed(request))
    if form.is_bound and form.is_valid():
        try:
            sending = email_send_now(
                programme=desk.programme, about=desk.about, seen=form.cleaned_data["seen"], by=actor(request)
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"The e-mail to {sending.contact} is on its way.")
            return redirect("chasing-email", desk.programme.slug, sending.email_id)
    try:
        bundle = email_for_now(programme=desk.programme, about=desk.about)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("chasing", desk.programme.slug)
    return render(request, "chasing/send_now.html", {**desk.context(), **to_confirm(form, bundle)})


def to_confirm(form: ReadForm, bundle: Bundle) -> dict[str, Any]:
    """Show an e-mail to be confirmed by somebody who has read it; when sent back, with what has changed since."""
    text = whole_of(bundle.recipient, matters_of(bundle), bundle.words.subject, bundle.words.text)
    changed: list[tuple[str, str]] = []
    if form.is_bound:
        changed = lines_changed(form.data.get("saw", ""), text)
        form.show_now(bundle.seen, text)
    else:
        form = type(form)(initial={"seen": bundle.seen, "saw": text})
    return {"form": form, "bundle": bundle, "changed": changed}


@require_http_methods(["GET", "HEAD", "POST"])
def leave_out(request: SignedInRequest, programme: str, ask: int) -> HttpResponse:
    """Say what leaving out the next step of an ask means, and do it once that is confirmed."""
    asked = open_ask(request, programme, ask)
    form = LeaveOutForm(typed(request))
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            step = step_leave_out(ask=asked, step=said["step"], purpose=said["purpose"], by=actor(request))
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, f"{step.name} left out. You can take that back until the next step.")
        return redirect("chasing", programme)
    plan = chase_plan(asked.borough.programme, clock.now(), [asked]) if asked.is_open else []
    planned = next((each for each in plan if each.outcome in GOING), None)
    if planned is None or planned.is_first_request:
        messages.info(request, "There is no step to leave out about this." if planned is None else FIRST)
        return redirect("chasing", programme)
    form = LeaveOutForm(initial={"step": planned.step, "purpose": planned.purpose})
    desk = Desk(asked.borough, Handle.of_ask(asked.pk))
    return render(request, "chasing/leave_out.html", {**desk.context(), "form": form, "planned": planned})


@require_http_methods(["GET", "HEAD", "POST"])
def welcome_leave_out_page(request: SignedInRequest, programme: str, borough: str) -> HttpResponse:
    """Say what leaving out a welcome means, and do it once that is confirmed."""
    desk = open_welcome(request, programme, borough)
    form = LeaveWelcomeOutForm(typed(request))
    if form.is_bound and form.is_valid():
        contact = form.cleaned_data["contact"]
        try:
            welcome = welcome_leave_out(borough=desk.borough, contact=contact, by=actor(request))
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            until = say(welcome.quiet_until)
            messages.success(request, f"Welcome left out. You can take that back until {until}.")
        return redirect("chasing", programme)
    planned = whole_plan(desk.programme, clock.now()).row(desk.about)
    if not isinstance(planned, Newcomer) or planned.outcome not in GOING:
        messages.info(request, "There is no welcome to leave out.")
        return redirect("chasing", programme)
    form = LeaveWelcomeOutForm(initial={"contact": planned.contact.pk})
    return render(
        request, "chasing/leave_welcome_out.html", {**desk.context(), "form": form, "planned": planned}
    )


@require_POST
def take_back(request: SignedInRequest, programme: str, ask: int) -> HttpResponse:
    """Plan a step after all that was left out."""
    asked = open_ask(request, programme, ask)
    try:
        step = step_take_back(ask=asked, by=actor(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(
            request, f"{step.name} goes out after all, at the next sending hour from its day on."
        )
    return redirect("chasing", programme)


@require_POST
def welcome_take_back_page(request: SignedInRequest, programme: str, borough: str) -> HttpResponse:
    """Plan a welcome after all that was left out."""
    desk = open_welcome(request, programme, borough)
    try:
        welcome = welcome_take_back(borough=desk.borough, by=actor(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(
            request, f"The welcome to {welcome.contact} goes out after all, at the next sending hour."
        )
    return redirect("chasing", programme)
