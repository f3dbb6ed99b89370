"""The page on which the coordinator edits one e-mail that goes out next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from boroughs.access.views import SignedInRequest
from boroughs.history.services import Refused
from boroughs.programme.models import Programme
from boroughs.programme.views import actor, typed
from config import clock
from hub.chasing.by_hand.editing import GONE, wording_keep, wording_put_aside
from hub.chasing.letters.batches import Batch
from hub.chasing.letters.bundles import Writer, seen_of
from hub.chasing.letters.chase_up import Words
from hub.chasing.letters.own_words import lines_changed, matters_of, whole_of
from hub.chasing.pages.desk import Desk, open_email, open_welcome
from hub.chasing.pages.forms import EmailForm
from hub.chasing.selectors import whole_plan
from hub.chasing.states import Handle


@dataclass(frozen=True, slots=True)
class _Opened:
    """An e-mail that is there: what it is, and its standard words as they are now."""

    batch: Batch
    standard: Words

    @property
    def seen(self) -> str:
        return seen_of(self.batch, self.standard)

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
            # A welcome is found by its borough alone: without it, what was handed over goes out in other e-mails.
            "about": "" if self.batch.welcome else " ".join(str(ask.pk) for ask in self.batch.asks),
        }

    def changed_since(self, saw: str) -> list[tuple[str, str]]:
        """Set side by side what differs from what was seen, or from what was edited."""
        wording = self.batch.wording
        if not saw and wording is not None and self.batch.has_changed:
            saw = whole_of(wording.contact, wording.matters, wording.standard_subject, wording.standard_text)
        return lines_changed(saw, self.saw) if saw else []


def _opened(programme: Programme, about: Sequence[Handle]) -> _Opened | None:
    batch = whole_plan(programme, clock.now()).letter(about)
    return _Opened(batch, Writer.of(programme).standard(batch)) if batch else None


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, programme: str, ask: int) -> HttpResponse:
    """Edit the text of the e-mail in which an ask goes out next."""
    return _edit(request, open_email(request, programme, ask))


@require_http_methods(["GET", "HEAD", "POST"])
def welcome_edit(request: SignedInRequest, programme: str, borough: str) -> HttpResponse:
    """Edit the text of a welcome."""
    return _edit(request, open_welcome(request, programme, borough))


def _edit(request: SignedInRequest, desk: Desk) -> HttpResponse:
    """Show and take the form; whatever happens meanwhile, no typed word is lost."""
    form = EmailForm(typed(request), referral=request.place.referral)
    about = [desk.about, *(Handle.of_ask(ask) for ask in form.asks() if form.is_bound)]
    if form.is_bound and form.is_valid() and _is_kept(request, desk, about, form):
        return redirect("chasing", desk.programme.slug)
    opened = _opened(desk.programme, about)
    if opened is None:
        if not form.is_bound:
            messages.info(request, GONE)
            return redirect("chasing", desk.programme.slug)
        context = {"title": "Edit an e-mail", "form": form, "submit": "Try again"}
        return render(request, "chasing/edit.html", {**desk.context(), **context})
    saw = ""
    if form.is_bound:
        saw = form.data.get("saw", "")
        if form.data.get("seen") != opened.seen:
            form.show_now(opened.seen, opened.saw)
    else:
        form = EmailForm(initial=opened.first_words(), referral=request.place.referral)
    if not opened.batch.asks:
        form.without_links()
    context = {
        "title": f"Edit the e-mail to {opened.batch.recipient}",
        "form": form,
        "batch": opened.batch,
        "standard": opened.standard,
        "back_to_standard": desk.page("email-standard"),
        "changed": opened.changed_since(saw),
        "submit": "Save these words",
    }
    return render(request, "chasing/edit.html", {**desk.context(), **context})


def _is_kept(request: SignedInRequest, desk: Desk, about: Sequence[Handle], form: EmailForm) -> bool:
    said = form.cleaned_data
    try:
        wording = wording_keep(
            programme=desk.programme,
            about=about,
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
    return _standard(request, open_email(request, programme, ask))


@require_POST
def welcome_standard(request: SignedInRequest, programme: str, borough: str) -> HttpResponse:
    """Go back to the standard text of a welcome."""
    return _standard(request, open_welcome(request, programme, borough))


def _standard(request: SignedInRequest, desk: Desk) -> HttpResponse:
    try:
        wording_put_aside(programme=desk.programme, about=[desk.about], by=actor(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "The e-mail goes out in the standard words.")
    return redirect("chasing", desk.programme.slug)
