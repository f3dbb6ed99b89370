"""How every page of a programme begins, by loading the programme that the person may see, and how forms are taken."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.request import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from boroughs.access.rules import roles_in
from boroughs.access.states import Role
from boroughs.access.views import SignedInRequest, load
from boroughs.history.models import Actor, Change, Tracked
from boroughs.history.services import Outdated, Refused
from boroughs.history.states import Door
from boroughs.programme.forms import SeenForm, VerbForm
from boroughs.programme.models import Borough, Programme
from boroughs.programme.selectors import referral_words
from config.site.components import HistoryItem
from config.site.navigation import Place


def open_programme(request: SignedInRequest, slug: str) -> Programme:
    """Load the programme at hand and remember it for the navigation; 404 for whoever has no part in it."""
    programme = load(Programme.objects.all(), request.user, slug=slug)
    roles = roles_in(request.user, programme)
    request.place = Place(programme.slug, programme.title, roles, referral_words(programme))
    return programme


def open_borough(request: SignedInRequest, slug: str, borough: str) -> Borough:
    """Load one borough of the programme at hand; 404 for whoever may not see it."""
    programme = open_programme(request, slug)
    found = load(Borough.objects.select_related("programme"), request.user, programme=programme, slug=borough)
    request.place.referral = referral_words(programme, found)
    return found


def is_coordinator(request: SignedInRequest) -> bool:
    """Tell whether the person coordinates the programme at hand."""
    return Role.COORDINATOR in request.place.roles


def actor(request: SignedInRequest) -> Actor:
    """Tell who is acting, for the history: somebody on the site."""
    is_of_borough = not is_coordinator(request)
    return Actor(request.user, Door.SITE, str(request.user), is_of_borough)


def on_behalf(request: SignedInRequest) -> Actor:
    """Tell who is acting where the coordinator may write down what a borough said."""
    acting = actor(request)
    return replace(acting, door=Door.CALL) if is_coordinator(request) else acting


def crumbs(
    programme: Programme, borough: Borough | None = None, *more: tuple[str, str]
) -> list[tuple[str, str]]:
    """Give the way from the programme's first page down to a page."""
    steps = [(programme.title, reverse("board", args=[programme.slug]))]
    if borough is not None:
        steps.append((borough.name, reverse("borough", args=[programme.slug, borough.slug])))
    return [*steps, *more]


def typed(request: SignedInRequest) -> QueryDict | None:
    """Give a form what was sent to it; nothing when the page is only being opened."""
    return request.POST if request.method == "POST" else None


def said_by_change(change: Change) -> HistoryItem:
    """Show a Change in a history."""
    # What no person did says by its name already where it came from.
    door = change.get_door_display() if change.by_id else ""
    return HistoryItem(change.summary, change.by_name, change.at, text=door)


@dataclass(frozen=True, slots=True)
class FormPage:
    """A page that is one form: its words, where it leads back to, and what else its template needs."""

    programme: Programme
    title: str
    back: str
    crumbs: Sequence[tuple[str, str]]
    caption: str = ""
    intro: str = ""
    submit: str = "Save"
    template: str = "programme/form.html"
    context: Mapping[str, Any] = field(default_factory=dict)


def take_form(
    request: SignedInRequest,
    form: VerbForm,
    page: FormPage,
    *,
    verb: Callable[[Mapping[str, Any]], str],
    subject: Tracked | None = None,
) -> HttpResponse:
    """Show a form or take it: `verb` calls one service with the cleaned fields and answers what to tell the person.

    A refusal becomes an error beside its field. When `subject` changed meanwhile, the person is shown what changed
    and keeps every word that they typed; sending the same form again then says that they want it all the same.
    """
    unseen: list[HistoryItem] = []
    form.referral = request.place.referral or form.referral
    if form.is_bound and form.is_valid():
        try:
            done = verb(form.cleaned_data)
        except Outdated as outdated:
            form.add_error(None, outdated.message)
            changes = Change.objects.filter(pk__in=[change.pk for change in outdated.changes])
            unseen = [said_by_change(change) for change in changes.visible_to(request.user)]
            if isinstance(form, SeenForm) and subject is not None:
                subject.refresh_from_db(fields=["version"])
                form.show_version(subject.version)
        except Refused as refused:
            form.add_error(form.field_of(refused.field), refused.message)
        else:
            messages.success(request, done)
            return redirect(page.back)
    context = {
        "programme": page.programme,
        "title": page.title,
        "form": form,
        "cancel": page.back,
        "crumbs": page.crumbs,
        "caption": page.caption,
        "intro": page.intro,
        "submit": page.submit,
        "unseen": unseen,
    }
    return render(request, page.template, {**context, **page.context})
