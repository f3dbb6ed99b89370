"""The coordinator's hand on what goes out: edit an e-mail, leave a step out, send now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from boroughs.access.views import SignedInRequest
from boroughs.asks.models import Ask
from boroughs.history.services import Refused
from boroughs.programme.models import Programme
from boroughs.programme.views import actor, typed
from config import clock
from hub.chasing.bundles import Batch, Bundle, Writer, batch_with
from hub.chasing.editing import GONE, wording_keep, wording_put_aside
from hub.chasing.forms import EmailForm, LeaveOutForm, ReadForm
from hub.chasing.leaving_out import FIRST, step_leave_out, step_take_back
from hub.chasing.letters import Words
from hub.chasing.pages import chasing_crumbs, open_ask
from hub.chasing.selectors import chase_plan
from hub.chasing.sending_now import email_for_now, email_send_now
from hub.chasing.states import Outcome
from hub.chasing.wordings import lines_changed, matters_of, whole_of


@dataclass(frozen=True, slots=True)
class _Opened:
    """An e-mail on somebody's desk: what it is, and its standard words as they are now."""

    batch: Batch
    standard: Words

    @property
    def seen(self) -> str:
        return self.batch.seen(self.standard)

    @property
    def saw(self) -> str:
        return whole_of(
            self.batch.recipient, matters_of(self.batch), self.standard.subject, self.standard.body
        )

    def first_words(self) -> dict[str, str]:
        """Give what the form begins with: her own words, else the standard ones."""
        wording = self.batch.wording
        return {
            "subject": wording.subject if wording else self.standard.subject,
            "text": wording.text if wording else self.standard.body,
            "seen": self.seen,
            "saw": self.saw,
            "about": " ".join(str(ask.pk) for ask in self.batch.asks),
        }

    def changed_since(self, saw: str) -> list[tuple[str, str]]:
        """Set side by side what differs from what was seen, or from what was edited."""
        wording = self.batch.wording
        if not saw and wording is not None and self.batch.has_changed:
            saw = whole_of(wording.contact, wording.matters, wording.standard_subject, wording.standard_text)
        return lines_changed(saw, self.saw) if saw else []


def _opened(programme: Programme, asks: Sequence[int]) -> _Opened | None:
    batch = batch_with(chase_plan(programme, clock.now()), asks)
    return _Opened(batch, Writer.of(programme).standard(batch)) if batch else None


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, programme: str, ask: int) -> HttpResponse:
    """Edit the text of the e-mail in which an ask goes out next; whatever happens meanwhile, no typed word is lost."""
    asked = open_ask(request, programme, ask)
    found = asked.borough.programme
    form = EmailForm(typed(request), referral=request.place.referral)
    asks = [asked.pk, *(form.asks() if form.is_bound else [])]
    if form.is_bound and form.is_valid() and _is_kept(request, found, asks, form):
        return redirect("chasing", programme)
    opened = _opened(found, asks)
    if opened is None:
        if not form.is_bound:
            messages.info(request, GONE)
            return redirect("chasing", programme)
        context = {"title": "Edit an e-mail", "form": form, "submit": "Try again"}
        return render(request, "chasing/edit.html", {**_page(found, asked), **context})
    saw = ""
    if form.is_bound:
        saw = form.data.get("saw", "")
        if form.data.get("seen") != opened.seen:
            form.show_now(opened.seen, opened.saw)
    else:
        form = EmailForm(initial=opened.first_words(), referral=request.place.referral)
    context = {
        "title": f"Edit the e-mail to {opened.batch.recipient}",
        "form": form,
        "batch": opened.batch,
        "standard": opened.standard,
        "changed": opened.changed_since(saw),
        "submit": "Save these words",
    }
    return render(request, "chasing/edit.html", {**_page(found, asked), **context})


def _is_kept(request: SignedInRequest, programme: Programme, asks: Sequence[int], form: EmailForm) -> bool:
    said = form.cleaned_data
    try:
        wording = wording_keep(
            programme=programme,
            asks=asks,
            subject=said["subject"],
            text=said["text"],
            seen=said["seen"],
            by=actor(request),
        )
    except Refused as refused:
        form.add_error(form.field_of(refused.field), refused.message)
        return False
    if wording is None:
        messages.success(request, "It goes out in the standard words.")
    else:
        messages.success(request, f"Saved. The e-mail to {wording.contact} goes out in your words.")
    return True


@require_POST
def standard(request: SignedInRequest, programme: str, ask: int) -> HttpResponse:
    """Go back to the standard text of the e-mail in which an ask goes out next."""
    asked = open_ask(request, programme, ask)
    try:
        wording_put_aside(programme=asked.borough.programme, asks=[asked.pk], by=actor(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "The e-mail goes out in the standard words.")
    return redirect("chasing", programme)


@require_http_methods(["GET", "HEAD", "POST"])
def send_now(request: SignedInRequest, programme: str, ask: int) -> HttpResponse:
    """Show the very e-mail that would leave now and who gets it, and send it once that is confirmed."""
    asked = open_ask(request, programme, ask)
    found = asked.borough.programme
    form = ReadForm(typed(request))
    if form.is_bound and form.is_valid():
        try:
            sending = email_send_now(
                programme=found, ask=asked, seen=form.cleaned_data["seen"], by=actor(request)
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, f"The e-mail to {sending.contact} is on its way.")
            return redirect("chasing-email", programme, sending.email_id)
    try:
        bundle = email_for_now(programme=found, ask=asked)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("chasing", programme)
    return render(request, "chasing/send_now.html", {**_page(found, asked), **_to_confirm(form, bundle)})


def _to_confirm(form: ReadForm, bundle: Bundle) -> dict[str, Any]:
    text = whole_of(bundle.recipient, matters_of(bundle), bundle.words.subject, bundle.words.text)
    changed: list[tuple[str, str]] = []
    if form.is_bound:
        changed = lines_changed(form.data.get("saw", ""), text)
        form.show_now(bundle.seen, text)
    else:
        form = ReadForm(initial={"seen": bundle.seen, "saw": text})
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
    planned = next((each for each in plan if each.outcome in {Outcome.SEND, Outcome.LOOK_AGAIN}), None)
    if planned is None or planned.is_first_request:
        messages.info(request, "There is no step to leave out about this." if planned is None else FIRST)
        return redirect("chasing", programme)
    form = LeaveOutForm(initial={"step": planned.step, "purpose": planned.purpose})
    context = {"form": form, "planned": planned}
    return render(request, "chasing/leave_out.html", {**_page(asked.borough.programme, asked), **context})


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


def _page(programme: Programme, ask: Ask) -> dict[str, Any]:
    return {
        "programme": programme,
        "ask": ask,
        "crumbs": chasing_crumbs(programme),
        "caption": ask.borough.name,
        "cancel": reverse("chasing", args=[programme.slug]),
    }
