"""Going out next, and the log of what was sent."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from boroughs.access.states import Action
from boroughs.access.views import SignedInRequest, load, require
from boroughs.history.services import Refused
from boroughs.programme.models import Programme
from boroughs.programme.views import actor, crumbs, open_programme
from config import clock
from hub.chasing.bundles import bundles
from hub.chasing.selectors import chase_plan
from hub.chasing.states import Outcome
from hub.mail.models import Email
from hub.mail.selectors import mail_log, mail_standing
from hub.mail.services import email_resend
from hub.mail.states import State

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
    plan = chase_plan(found, clock.now())
    context = {
        "programme": found,
        "crumbs": crumbs(found),
        "going": bundles(found, plan),
        "ringing": [each for each in plan if each.outcome == Outcome.RING],
        "staying": [each for each in plan if each.outcome not in {Outcome.SEND, Outcome.RING}],
        "mail": mail_standing(found),
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
    """Show the very text of one e-mail and what became of it; send a failed one again."""
    found = _open(request, programme)
    rows = Email.objects.filter(programme=found).select_related("contact", "borough")
    shown = load(rows, request.user, pk=email)
    if request.method == "POST":
        try:
            email_resend(email=shown, by=actor(request))
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, "It will be sent again now.")
        return redirect("chasing-email", found.slug, shown.pk)
    context = {
        "programme": found,
        "crumbs": _crumbs(found),
        "email": shown,
        "has_failed": shown.state == State.FAILED,
    }
    return render(request, "chasing/email.html", context)
