"""The board, the page of one borough, and the log of a call."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from audits.rounds.models import FileAudit
from audits.rounds.states import Position
from boroughs.access.rules import allows, roles_over
from boroughs.access.states import Action
from boroughs.access.views import SignedInRequest, require
from boroughs.asks.kinds import kind_of
from boroughs.asks.selectors import last_chased, open_asks_of
from boroughs.history.models import Change
from boroughs.people.selectors import people_of
from boroughs.posts.models import Post
from boroughs.programme.models import Programme
from boroughs.programme.services import borough_note
from boroughs.programme.views import (
    FormPage,
    crumbs,
    is_coordinator,
    on_behalf,
    open_borough,
    said_by_change,
    take_form,
    typed,
)
from config import clock
from hub.board.borough_history import asked_of, news
from hub.board.forms import NoteForm
from hub.board.kinds import kind_of_audit, kind_of_post
from hub.board.selectors import board_of, chased, heard, plan_of
from hub.chasing.models import Hold
from hub.chasing.selectors import replies_to_write_down
from hub.reports.compiler import next_report_says


def board_page(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """Show the board to the coordinator."""
    context = {"programme": programme, "board": board_of(programme, clock.now()), "today": clock.today()}
    return render(request, "board/board.html", context)


@require_safe
def borough(request: SignedInRequest, programme: str, borough: str) -> HttpResponse:
    """Show one borough: the call card, where it stands, what we asked and when, and what happened."""
    found = open_borough(request, programme, borough)
    asks = list(open_asks_of(found).visible_to(request.user))
    roles = roles_over(request.user, found)
    plan = plan_of(found, asks, clock.now()) if is_coordinator(request) else {}
    posts = Post.objects.visible_to(request.user).filter(borough=found)
    post = posts.select_related("holder", "interim").first()
    rows = FileAudit.objects.visible_to(request.user).filter(borough=found)
    audits = list(rows.select_related("round", "borough").order_by("round__asked_on"))
    holds = Hold.objects.visible_to(request.user).filter(borough=found)
    changes = Change.objects.visible_to(request.user).filter(borough=found)
    context = {
        "programme": found.programme,
        "borough": found,
        "crumbs": crumbs(found.programme),
        "asks": [(ask, plan.get(ask.pk), allows(kind_of(ask.kind).answered_under, roles)) for ask in asks],
        "post": post,
        "post_kind": kind_of_post(post) if post else "",
        "audits": [(audit, kind_of_audit(audit)) for audit in audits],
        "people": people_of(found).visible_to(request.user),
        "heard": heard(found, has_answered=any(audit.position != Position.NO_REPLY for audit in audits)),
        "chased": chased(last_chased([found]).get(found.pk)),
        "last_safe": [ask for ask in asks if ask.last_safe_on],
        "report_says": next_report_says(found, clock.today()),
        "asked": asked_of(found, request.user, with_texts=is_coordinator(request)),
        "changes": [said_by_change(change) for change in news(changes)],
        "holds": [hold for hold in holds.select_related("ask") if hold.is_in_force(clock.today())],
        "forgotten": [
            hold
            for hold in replies_to_write_down(found.programme).filter(borough=found).visible_to(request.user)
            if not hold.is_in_force(clock.today())
        ],
        "is_coordinator": is_coordinator(request),
    }
    return render(request, "board/borough.html", context)


def note(request: SignedInRequest, programme: str, borough: str) -> HttpResponse:
    """Log a call, a letter or a meeting that was about none of the open asks."""
    found = open_borough(request, programme, borough)
    require(request.user, Action.COORDINATE, found)
    page = FormPage(
        found.programme,
        "Log a call or another contact",
        back=reverse("borough", args=[found.programme.slug, found.slug]),
        crumbs=crumbs(found.programme, found),
        caption=found.name,
        intro="For a reply to something we asked, use “Record a reply” beside the ask: it stops the chase.",
    )
    form = NoteForm(typed(request), initial={"how": request.GET.get("how", ""), "on": clock.today()})

    def save(said: Mapping[str, Any]) -> str:
        borough_note(borough=found, by=on_behalf(request), **said)
        return f"Logged: {found.name} was heard."

    return take_form(request, form, page, verb=save)
