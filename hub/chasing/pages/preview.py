"""Going out next, and the approval of letters."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from boroughs.access.views import SignedInRequest
from boroughs.history.services import Refused
from boroughs.people.models import Contact
from boroughs.programme.views import actor, crumbs, typed
from config import clock
from hub.chasing.by_hand.escalating import escalation_decide
from hub.chasing.letters.batches import batches
from hub.chasing.letters.bundles import bundles, letter_of
from hub.chasing.pages.by_hand import to_confirm
from hub.chasing.pages.desk import chasing_crumbs, open_ask, open_chasing
from hub.chasing.pages.forms import ApproveForm
from hub.chasing.plan.planned import Planned
from hub.chasing.selectors import chase_plan, holds_in_force, whole_plan
from hub.chasing.states import Outcome
from hub.mail.selectors import mail_standing

CHANGED = "This letter has changed since you opened it. Read it again before you decide."
# What the preview tells in lists of its own.
TOLD_APART = frozenset({Outcome.SEND, Outcome.RING, Outcome.LOOK_AGAIN})


@require_safe
def preview(request: SignedInRequest, programme: str) -> HttpResponse:
    """Show who gets what, when and why; and who gets nothing, and why not."""
    found = open_chasing(request, programme)
    whole = whole_plan(found, clock.now())
    plan = whole.asks
    context = {
        "programme": found,
        "crumbs": crumbs(found),
        "going": bundles(found, plan, whole.welcomes),
        "ringing": [each for each in plan if each.outcome == Outcome.RING],
        "changed": batches(plan, Outcome.LOOK_AGAIN, welcomes=whole.welcomes),
        "left_out": [each for each in plan if each.left_out is not None],
        "welcomes_left_out": whole.welcomes_left_out,
        "staying": [each for each in plan if each.outcome not in TOLD_APART],
        "welcomes_waiting": [each for each in whole.welcomes if each.outcome not in TOLD_APART],
        "mail": mail_standing(found),
        "holds": holds_in_force(found, clock.today()),
    }
    return render(request, "chasing/preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: SignedInRequest, programme: str, ask: int) -> HttpResponse:
    """Approve a letter to a higher rung after reading it, or decide against it; only the one that was read."""
    asked = open_ask(request, programme, ask)
    plan = chase_plan(asked.borough.programme, clock.now(), [asked])
    planned = plan[0] if plan else None
    if planned is None or planned.outcome != Outcome.APPROVE or planned.recipient is None:
        messages.info(request, "There is nothing to approve about this any more.")
        return redirect("borough", programme, asked.borough.slug)
    letter = letter_of(asked.borough.programme, planned, clock.now())
    form = ApproveForm(typed(request))
    if form.is_bound and form.is_valid():
        if form.cleaned_data["seen"] != letter.seen:
            form.add_error(None, CHANGED)
        else:
            _decide(request, planned, planned.recipient, is_approved=form.is_approved)
            return redirect("chasing", programme)
    context = {
        "programme": asked.borough.programme,
        "crumbs": chasing_crumbs(asked.borough.programme),
        "planned": planned,
        **to_confirm(form, letter),
    }
    return render(request, "chasing/approve.html", context)


def _decide(request: SignedInRequest, planned: Planned, contact: Contact, *, is_approved: bool) -> None:
    try:
        escalation_decide(
            ask=planned.ask, step=planned.step, contact=contact, is_approved=is_approved, by=actor(request)
        )
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _decided(planned, is_approved=is_approved))


def _decided(planned: Planned, *, is_approved: bool) -> str:
    if not is_approved:
        return f"{planned.recipient} is not written to. Ring {planned.ask.borough} again instead."
    told = planned.lower_rung
    return f"Approved. {told} is told first." if told else "Approved. It goes out next."
