"""The pages about events."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from boroughs.access.rules import may
from boroughs.access.states import Action
from boroughs.access.views import SignedInRequest, load, require
from boroughs.history.selectors import changes_of
from boroughs.programme.models import Borough, Programme, Theme
from boroughs.programme.views import (
    FormPage,
    actor,
    crumbs,
    is_coordinator,
    open_programme,
    said_by_change,
    take_form,
    typed,
)
from config import clock
from config.dates import listed
from config.site.components import SummaryRow
from hub.events.forms import EventEditForm, EventForm, FilterForm
from hub.events.models import Event
from hub.events.selectors import events_of, hosts_of, past, upcoming
from hub.events.services import event_add, event_edit


@require_safe
def events(request: SignedInRequest, programme: str) -> HttpResponse:
    """List what is to come and what has been."""
    at = open_programme(request, programme)
    form = FilterForm(request.GET, hosts=hosts_of(at), themes=list(Theme.objects.filter(programme=at)))
    chosen = form.chosen()
    found = events_of(at, **chosen).visible_to(request.user)
    today = clock.today()
    context = {
        "programme": at,
        "filters": form,
        "is_narrowed": any(chosen.values()),
        "upcoming": upcoming(found, today),
        "past": Paginator(past(found, today), 50).get_page(request.GET.get("page")),
        "may_add": is_coordinator(request) or _keepers(request, at),
        "crumbs": crumbs(at),
    }
    return render(request, "events/events.html", context)


@require_safe
def event(request: SignedInRequest, programme: str, event: int) -> HttpResponse:
    """Show one event, and what was changed about it."""
    at = open_programme(request, programme)
    found = load(events_of(at), request.user, pk=event)
    may_edit = may(request.user, Action.ADD_EVENT, found)
    changes = changes_of(found).visible_to(request.user) if may_edit else ()
    context = {
        "programme": at,
        "event": found,
        "rows": _rows(found),
        "may_edit": may_edit,
        "changes": [said_by_change(change) for change in changes],
        "crumbs": crumbs(at, None, ("Events", reverse("events", args=[at.slug]))),
    }
    return render(request, "events/event.html", context)


def add(request: SignedInRequest, programme: str) -> HttpResponse:
    """Take a new event: the coordinator's, or one that an adviser keeps for the own borough."""
    at = open_programme(request, programme)
    keepers = [] if is_coordinator(request) else _keepers(request, at)
    if not keepers and not is_coordinator(request):
        raise PermissionDenied
    borough = keepers[0] if keepers else None
    form = EventForm(typed(request), programme=at, kept_by=borough, referral=request.place.referral)

    def save(given: Mapping[str, Any]) -> str:
        event_add(programme=at, borough=borough, facts=form.facts(), by=actor(request))
        return f"{given['title']} is on the list."

    return take_form(request, form, _page(at, "Add an event", reverse("events", args=[at.slug])), verb=save)


def edit(request: SignedInRequest, programme: str, event: int) -> HttpResponse:
    """Take changes to an event, its calling off among them."""
    at = open_programme(request, programme)
    found = load(events_of(at), request.user, pk=event)
    require(request.user, Action.ADD_EVENT, found)
    form = EventEditForm(typed(request), event=found, referral=request.place.referral)

    def save(given: Mapping[str, Any]) -> str:
        event_edit(event=found, facts=form.facts(), by=actor(request), seen_version=given["seen"])
        return f"{given['title']} is saved."

    page = _page(at, "Change an event", reverse("event", args=[at.slug, found.pk]))
    return take_form(request, form, page, verb=save, subject=found)


def _keepers(request: SignedInRequest, programme: Programme) -> list[Borough]:
    """List the person's own boroughs for which they may add events."""
    own = Borough.objects.filter(programme=programme).visible_to(request.user)
    return [borough for borough in own if may(request.user, Action.ADD_EVENT, borough)]


def _page(programme: Programme, title: str, back: str) -> FormPage:
    return FormPage(
        programme, title, back, crumbs(programme, None, ("Events", reverse("events", args=[programme.slug])))
    )


def _rows(found: Event) -> list[SummaryRow]:
    hosts = [host.name for host in found.hosts.all()]
    if found.is_led_centrally:
        hosts.insert(0, found.programme.coordinating_organisation or "the central service")
    rows = [
        SummaryRow("When", f"{found.when}{' (date assumed)' if found.is_assumed else ''}"),
        SummaryRow("Held or led by", listed(hosts) or "Not known"),
        SummaryRow("Themes", listed(capfirst(theme.name) for theme in found.themes.all()) or "None named"),
    ]
    if found.venue:
        rows.insert(1, SummaryRow("Where", found.venue))
    if found.on <= clock.today() or found.attendance is not None:
        rows.append(
            SummaryRow("People who came", "Don’t know" if found.attendance is None else found.attendance)
        )
    return rows
