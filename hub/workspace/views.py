"""The first page of everybody: board, workspace or what is shared; and “This is wrong” about the report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from audits.rounds.models import FileAudit
from boroughs.access.rules import allows, roles_over
from boroughs.access.states import BOROUGH_ROLES, Action, Role
from boroughs.access.views import SignedInRequest, load, require
from boroughs.asks.kinds import kind_of
from boroughs.asks.models import Ask
from boroughs.asks.selectors import open_asks
from boroughs.posts.models import Post
from boroughs.programme.models import Borough, Programme
from boroughs.programme.selectors import referral_words
from boroughs.programme.views import FormPage, actor, crumbs, open_borough, open_programme, take_form, typed
from config import clock
from hub.board.kinds import kind_of_audit, kind_of_post
from hub.board.views import board_page
from hub.events.models import Event
from hub.reports.compiler import next_report_says
from hub.reports.document import Sentence
from hub.reports.models import Edition, ReportQuery
from hub.reports.services import query_close, query_raise
from hub.workspace.forms import QueryAnswerForm, QueryForm

UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Desk:
    """What a borough's own people find on their first page, for one borough."""

    borough: Borough
    update: Ask | None
    is_up_to_date: bool
    mine: list[Ask]
    others: list[Ask]
    post: Post | None
    post_kind: str
    audits: list[tuple[FileAudit, str]]
    report_says: list[Sentence]
    queries: list[ReportQuery]
    may_add_event: bool


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Lead to the person's programme, or let them choose among several."""
    programmes = list(Programme.objects.visible_to(request.user))
    if len(programmes) == 1:
        return redirect("board", programmes[0].slug)
    return render(request, "workspace/home.html", {"programmes": programmes})


@require_safe
def first_page(request: SignedInRequest, programme: str) -> HttpResponse:
    """Show the board to the coordinator, a workspace to a borough, and to others what is shared."""
    found = open_programme(request, programme)
    if Role.COORDINATOR in request.place.roles:
        return board_page(request, found)
    if request.place.roles & BOROUGH_ROLES:
        return _workspace(request, found)
    return _shared(request, found)


def _workspace(request: SignedInRequest, programme: Programme) -> HttpResponse:
    today = clock.today()
    boroughs = list(
        Borough.objects.visible_to(request.user).filter(programme=programme).select_related("programme")
    )
    context = {
        "programme": programme,
        "desks": [_desk(request, borough, today) for borough in boroughs],
        "events": Event.objects.visible_to(request.user)
        .filter(programme=programme, on__gte=today)
        .order_by("on")[:3],
        "editions": Edition.objects.visible_to(request.user).filter(programme=programme)[:1],
    }
    return render(request, "workspace/workspace.html", context)


def _desk(request: SignedInRequest, borough: Borough, today: date) -> Desk:
    asks = list(open_asks(borough.programme).visible_to(request.user).filter(borough=borough))
    roles = roles_over(request.user, borough)
    post = (
        Post.objects.visible_to(request.user)
        .filter(borough=borough)
        .select_related("holder", "interim")
        .first()
    )
    audits = (
        FileAudit.objects.visible_to(request.user).filter(borough=borough).select_related("round", "borough")
    )
    mine: list[Ask] = []
    others: list[Ask] = []
    for ask in asks:
        if ask.kind != UPDATE:
            (mine if allows(kind_of(ask.kind).answered_under, roles) else others).append(ask)
    update = next((ask for ask in asks if ask.kind == UPDATE), None)
    return Desk(
        borough=borough,
        update=update,
        is_up_to_date=update is None,
        mine=mine,
        others=others,
        post=post,
        post_kind=kind_of_post(post) if post else "",
        audits=[(audit, kind_of_audit(audit)) for audit in audits.order_by("round__asked_on")],
        report_says=next_report_says(borough, today),
        queries=list(ReportQuery.objects.visible_to(request.user).filter(borough=borough)[:5]),
        may_add_event=allows(Action.ADD_EVENT, roles),
    )


def _shared(request: SignedInRequest, programme: Programme) -> HttpResponse:
    """Show what a reviewer or an observer comes for."""
    audits = FileAudit.objects.visible_to(request.user).filter(borough__programme=programme)
    events = Event.objects.visible_to(request.user).filter(programme=programme, on__gte=clock.today())
    context = {
        "programme": programme,
        "is_reviewer": Role.REVIEWER in request.place.roles,
        "editions": Edition.objects.visible_to(request.user).filter(programme=programme)[:5],
        "audits": audits.select_related("borough", "round").order_by("borough__name"),
        "events": events.order_by("on")[:5],
    }
    return render(request, "workspace/shared.html", context)


def query_add(request: SignedInRequest, programme: str, borough: str) -> HttpResponse:
    """Take a borough's “This is wrong” about what the next report says of it."""
    found = open_borough(request, programme, borough)
    require(request.user, Action.QUERY_REPORT, found)
    said = [each.text for each in next_report_says(found, clock.today())]
    sentence = request.POST.get("sentence") or request.GET.get("sentence", "")
    if sentence not in said:
        # The page may have been open while the facts changed: what is queried is then no longer said.
        raise Http404
    page = FormPage(
        found.programme,
        "Say what is wrong in the report",
        back=reverse("board", args=[found.programme.slug]),
        crumbs=crumbs(found.programme, found),
        caption=found.name,
        intro=f"The next report will say: “{sentence}”",
        submit="Tell the coordinator",
    )
    form = QueryForm(typed(request), initial={"sentence": sentence})

    def save(typed_in: Mapping[str, Any]) -> str:
        query_raise(borough=found, sentence=sentence, words=typed_in["words"], by=actor(request))
        return "The coordinator has been told. It is their turn now."

    return take_form(request, form, page, verb=save)


def query(request: SignedInRequest, programme: str, query: int) -> HttpResponse:
    """Let the coordinator deal with a borough's query about the report."""
    found = open_programme(request, programme)
    rows = ReportQuery.objects.filter(borough__programme=found).select_related("borough__programme")
    asked = load(rows, request.user, pk=query)
    require(request.user, Action.COORDINATE, asked)
    request.place.referral = referral_words(found, asked.borough)
    page = FormPage(
        found,
        "A borough says that the report is wrong",
        back=reverse("board", args=[found.slug]),
        crumbs=crumbs(found, asked.borough),
        caption=asked.borough.name,
        submit="Close the query",
        template="workspace/query.html",
        context={"query": asked},
    )

    def save(said: Mapping[str, Any]) -> str:
        query_close(query=asked, answer=said["answer"], by=actor(request))
        return f"{asked.borough} sees your answer."

    return take_form(request, QueryAnswerForm(typed(request)), page, verb=save)
