"""The log of what was sent: all of it, one e-mail, and sending again what did not arrive."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from boroughs.access.views import SignedInRequest, load
from boroughs.history.services import Refused
from boroughs.programme.models import Borough, Programme
from boroughs.programme.views import actor
from config import clock
from config.dates import counted
from hub.chasing.pages.desk import chasing_crumbs, open_chasing
from hub.chasing.sending.undelivered import again_of, outlook_of
from hub.mail.forms import DoneForm, LogForm
from hub.mail.models import Email
from hub.mail.selectors import given_up, mail_log, outage_of
from hub.mail.states import CLEARABLE, TROUBLED, Shown, State
from hub.mail.undelivered import (
    Resent,
    email_clear,
    email_confirm,
    email_resend,
    failed_resend,
    is_written_anew,
)

PAGE = 50


def _crumbs(programme: Programme, *, is_below_log: bool) -> list[tuple[str, str]]:
    the_log = ("Log of what was sent", reverse("chasing-log", args=[programme.slug]))
    return [*chasing_crumbs(programme), *([the_log] if is_below_log else [])]


@require_safe
def log(request: SignedInRequest, programme: str) -> HttpResponse:
    """Show what was sent, newest first, or what of it is looked for."""
    found = open_chasing(request, programme)
    boroughs = Borough.objects.filter(programme=found).visible_to(request.user).order_by("name")
    form = LogForm(request.GET, boroughs=list(boroughs))
    chosen = form.chosen()
    rows = mail_log(found, **chosen).visible_to(request.user)
    context = {
        "programme": found,
        "crumbs": _crumbs(found, is_below_log=False),
        "filters": form,
        "is_narrowed": any(chosen.values()),
        "outage": outage_of(found),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "chasing/log.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def email(request: SignedInRequest, programme: str, email: int) -> HttpResponse:
    """Show the very text of one e-mail and what became of it; decide what becomes of one that did not arrive."""
    found = open_chasing(request, programme)
    rows = Email.objects.filter(programme=found).select_related("contact", "borough")
    shown = load(rows, request.user, pk=email)
    form = DoneForm(request.POST if request.POST.get("decision") == "done" else None)
    form.referral = request.place.referral or form.referral
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        try:
            done = _decide(request, shown, form)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, done)
        return redirect("chasing-email", found.slug, shown.pk)
    is_troubled = shown.state in TROUBLED
    again = again_of(shown, clock.now()) if is_troubled and is_written_anew(shown) else []
    context = {
        "programme": found,
        "crumbs": _crumbs(found, is_below_log=True),
        "email": shown,
        "is_doubtful": shown.state == State.DOUBTFUL,
        "is_troubled": is_troubled,
        "again": again,
        "is_written_anew": is_written_anew(shown),
        "may_resend": any(each.is_asked for each in again)
        if is_written_anew(shown)
        else shown.raw is not None,
        "form": form if shown.state in CLEARABLE and shown.cleared_at is None else None,
    }
    return render(request, "chasing/email.html", context)


def _decide(request: SignedInRequest, email: Email, form: DoneForm) -> str:
    """Do what the coordinator decided about an e-mail, and say what that was."""
    match request.POST.get("decision"):
        case "arrived":
            email_confirm(email=email, by=actor(request))
            return "Noted: it has arrived."
        case "done":
            email_clear(email=email, words=form.cleaned_data["words"], by=actor(request))
            return "Done with it. It stays in the log."
        case "again":
            email_resend(email=email, by=actor(request))
            if not is_written_anew(email):
                return "It will be sent again now."
            return "It is written anew. You find it under “Going out next”."
    raise Refused("Choose one of the buttons.")


@require_http_methods(["GET", "HEAD", "POST"])
def failed(request: SignedInRequest, programme: str) -> HttpResponse:
    """Say what becomes of everything that failed because the mail server was away, and send it again."""
    found = open_chasing(request, programme)
    if request.method == "POST":
        resent = failed_resend(programme=found, by=actor(request))
        messages.success(request, _say(resent))
        return redirect("chasing", found.slug)
    outage = outage_of(found)
    if outage is None:
        messages.info(request, "There is nothing to send again.")
        return redirect("chasing-log", found.slug)
    emails = list(given_up(found).visible_to(request.user).values_list("pk", flat=True))
    context = {
        "programme": found,
        "crumbs": _crumbs(found, is_below_log=True),
        "outage": outage,
        "outlook": outlook_of(found, emails, clock.now()),
        "away": Shown.AWAY,
    }
    return render(request, "chasing/failed.html", context)


def _say(resent: Resent) -> str:
    said = []
    if resent.anew:
        said.append(f"{_emails(resent.anew)} written anew.")
    if resent.again:
        said.append(f"{_emails(resent.again)} sent again now.")
    if resent.unwanted:
        said.append(f"{_emails(resent.unwanted)} not wanted any more.")
    return " ".join(said) or "There was nothing to send again."


def _emails(number: int) -> str:
    return "One e-mail is" if number == 1 else f"{counted(number).capitalize()} e-mails are"
