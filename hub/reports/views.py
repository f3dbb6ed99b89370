"""The list of reports, one report with its progress, its files, and publishing it."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from boroughs.access.rules import may
from boroughs.access.states import Action
from boroughs.access.views import SignedInRequest, load, require
from boroughs.history.services import Refused
from boroughs.programme.models import Programme
from boroughs.programme.views import FormPage, actor, crumbs, is_coordinator, open_programme, take_form, typed
from config import clock
from config.dates import say
from config.site.progress import Progress, progress_fragment
from hub.reports.document import from_json
from hub.reports.forms import EditionForm
from hub.reports.models import Edition, EditionFile
from hub.reports.renderers import FORMATS
from hub.reports.services import edition_ask, edition_publish
from hub.reports.states import State

PAGE = 25
UNDER_WAY = frozenset({State.QUEUED, State.COMPILING})


def _crumbs(programme: Programme) -> list[tuple[str, str]]:
    return crumbs(programme, None, ("Reports", reverse("reports", args=[programme.slug])))


def _open(request: SignedInRequest, slug: str, edition: int) -> Edition:
    programme = open_programme(request, slug)
    return load(
        Edition.objects.filter(programme=programme).select_related("programme"), request.user, pk=edition
    )


@require_safe
def reports(request: SignedInRequest, programme: str) -> HttpResponse:
    """List the reports that the person may read, newest first."""
    found = open_programme(request, programme)
    editions = Edition.objects.visible_to(request.user).filter(programme=found).defer("document")
    context = {
        "programme": found,
        "crumbs": crumbs(found),
        "page": Paginator(editions, PAGE).get_page(request.GET.get("page")),
        "may_compile": may(request.user, Action.COORDINATE, found),
    }
    return render(request, "reports/reports.html", context)


def compile_new(request: SignedInRequest, programme: str) -> HttpResponse:
    """Ask for a report as at a day."""
    found = open_programme(request, programme)
    require(request.user, Action.COORDINATE, found)
    asked: list[Edition] = []
    page = FormPage(
        found,
        "Compile the central report",
        back=reverse("reports", args=[found.slug]),
        crumbs=_crumbs(found),
        submit="Compile",
    )

    def save(said: Mapping[str, Any]) -> str:
        asked.append(edition_ask(programme=found, as_at=said["as_at"], by=actor(request)))
        return "The report is being compiled."

    answer = take_form(
        request, EditionForm(typed(request), initial={"as_at": clock.today()}), page, verb=save
    )
    return redirect("report", found.slug, asked[0].pk) if asked else answer


@require_safe
def report(request: SignedInRequest, programme: str, edition: int) -> HttpResponse:
    """Show one report: its progress while it is compiled, then its words."""
    shown = _open(request, programme, edition)
    context = {
        "programme": shown.programme,
        "crumbs": _crumbs(shown.programme),
        "edition": shown,
        "progress": _progress(shown) if shown.state in UNDER_WAY else None,
        "report": from_json(shown.document) if shown.document else None,
        "files": [
            (each.format, FORMATS[each.format].label, each.sha256) for each in shown.files.defer("content")
        ],
        # The pages that sentences open are the coordinator's; to others the report is words.
        "opens_nothing": not is_coordinator(request),
        "may_publish": shown.state == State.DRAFT and may(request.user, Action.COORDINATE, shown),
    }
    return render(request, "reports/edition.html", context)


@require_safe
def progress(request: SignedInRequest, programme: str, edition: int) -> HttpResponse:
    """Answer how far a report is, for the page that asks again each second."""
    return progress_fragment(request, _progress(_open(request, programme, edition)))


def _progress(edition: Edition) -> Progress:
    where = [edition.programme.slug, edition.pk]
    page = reverse("report", args=where)
    is_over = edition.state not in UNDER_WAY
    return Progress(
        title=f"The report as at {say(edition.as_at)}",
        words=edition.error or edition.doing,
        href=reverse("report-progress", args=where),
        page=page,
        done=min(edition.progress, edition.parts),
        total=edition.parts,
        is_over=is_over,
        result=page if is_over else "",
        result_words="See what went wrong" if edition.state == State.FAILED else "Read the report",
    )


@require_safe
def download(request: SignedInRequest, programme: str, edition: int, format: str) -> HttpResponse:
    """Give one of a report's files."""
    shown = _open(request, programme, edition)
    if format not in FORMATS:
        raise Http404
    file = get_object_or_404(EditionFile, edition=shown, format=format)
    written_as = FORMATS[format]
    name = f"{slugify(shown.programme.title)}-{shown.as_at}{written_as.suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(bytes(file.content), content_type=written_as.content_type, headers=headers)


@require_POST
def publish(request: SignedInRequest, programme: str, edition: int) -> HttpResponse:
    """Publish a draft."""
    shown = _open(request, programme, edition)
    require(request.user, Action.COORDINATE, shown)
    try:
        edition_publish(edition=shown, by=actor(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "Published. Everybody in the programme can read it now.")
    return redirect("report", shown.programme.slug, shown.pk)
