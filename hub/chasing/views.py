"""Going out next, and the log of what was sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from boroughs.access.states import Action
from boroughs.access.views import SignedInRequest, load, require
from boroughs.people.models import Contact
from boroughs.people.selectors import coordinator_of
from boroughs.programme.models import Programme
from boroughs.programme.selectors import days_of
from boroughs.programme.views import actor, crumbs, open_programme
from config import clock
from config.clock import LONDON
from config.site.components import Crumb
from hub.chasing.letters import Matter, Words, compose
from hub.chasing.selectors import Planned, chase_plan, rhythms_of
from hub.chasing.states import Outcome
from hub.chasing.timing import Rhythm, answer_wanted_by
from hub.mail.models import Email
from hub.mail.selectors import mail_log, mail_standing
from hub.mail.services import email_resend
from hub.mail.states import State
from django.contrib import messages
from django.shortcuts import redirect
from boroughs.history.services import Refused

PAGE = 50


@dataclass(frozen=True, slots=True)
class GoingOut:
    """One e-mail of the preview: to whom, when, what about, and its very words."""

    recipient: Contact
    send_at: datetime
    planned: list[Planned]
    words: Words


def _open(request: SignedInRequest, slug: str) -> Programme:
    programme = open_programme(request, slug)
    require(request.user, Action.COORDINATE, programme)
    return programme


def _crumbs(programme: Programme) -> list[Crumb]:
    return crumbs(programme, None, Crumb("Chasing", reverse("chasing", args=[programme.slug])))


@require_safe
def preview(request: SignedInRequest, programme: str) -> HttpResponse:
    """Show who gets what, when and why; and who gets nothing, and why not."""
    found = _open(request, programme)
    plan = chase_plan(found, clock.now())
    going = _going_out(found, plan)
    context = {
        "programme": found,
        "crumbs": crumbs(found),
        "going": going,
        "ringing": [each for each in plan if each.outcome == Outcome.RING],
        "staying": [each for each in plan if each.outcome not in {Outcome.SEND, Outcome.RING}],
        "mail": mail_standing(found),
    }
    return render(request, "chasing/preview.html", context)


def _going_out(programme: Programme, plan: Iterable[Planned]) -> list[GoingOut]:
    """Group what goes out as it will be sent: one e-mail for each person and day."""
    groups: dict[tuple[datetime, str], list[Planned]] = defaultdict(list)
    for each in plan:
        if each.outcome == Outcome.SEND and each.send_at is not None and each.recipient is not None:
            groups[each.send_at, each.recipient.email].append(each)
    coordinator, rhythms, days = coordinator_of(programme), rhythms_of(programme), days_of(programme)
    found = []
    for (send_at, _), planned in sorted(groups.items(), key=lambda group: group[0]):
        day = send_at.astimezone(LONDON).date()
        matters = [
            Matter(each.ask, each.step, answer_wanted_by(each.step, day, rhythms.get(each.ask.kind, Rhythm()), days))
            for each in planned
        ]
        recipient = planned[0].recipient
        assert recipient is not None  # only those with a recipient are grouped
        found.append(GoingOut(recipient, send_at, planned, compose(programme, recipient, matters, coordinator)))
    return found


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
    context = {"programme": found, "crumbs": _crumbs(found), "email": shown, "has_failed": shown.state == State.FAILED}
    return render(request, "chasing/email.html", context)
