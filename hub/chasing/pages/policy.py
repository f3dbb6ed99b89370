"""How each kind of ask is chased: in words, as a dated example, and to be changed."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from boroughs.access.states import Action
from boroughs.access.views import SignedInRequest, require
from boroughs.asks.kinds import kind_of, kinds
from boroughs.asks.selectors import next_last_safe_days
from boroughs.programme.models import Programme
from boroughs.programme.selectors import days_of
from boroughs.programme.views import FormPage, actor, crumbs, open_programme, take_form, typed
from config import clock
from hub.chasing.models import Policy
from hub.chasing.pages.forms import PolicyForm
from hub.chasing.plan.rhythms import rhythm_of, rhythms_of
from hub.chasing.plan.timing import Rhythm
from hub.chasing.policy.examples import examples
from hub.chasing.policy.services import policy_set
from hub.chasing.policy.words import ladder_of, last_days, people, sentences


def _open(request: SignedInRequest, slug: str) -> Programme:
    programme = open_programme(request, slug)
    require(request.user, Action.COORDINATE, programme)
    return programme


@require_safe
def policies(request: SignedInRequest, programme: str) -> HttpResponse:
    """Say of every kind of ask how it is chased."""
    found = _open(request, programme)
    rhythms, days, today = rhythms_of(found), days_of(found), clock.today()
    last_safe = next_last_safe_days(found, today)
    told = []
    for kind in kinds():
        rhythm = rhythms.get(kind.name, Rhythm())
        played = examples(kind, rhythm, days, today, last_safe.get(kind.name))
        told.append((kind, sentences(kind, rhythm), played))
    trail = crumbs(found, None, ("Chasing", reverse("chasing", args=[found.slug])))
    context = {
        "programme": found,
        "crumbs": trail,
        "kinds": told,
        "quiet": days.quiet,
        "today": today,
        "general": [last_days(), people()],
    }
    return render(request, "chasing/policies.html", context)


def policy(request: SignedInRequest, programme: str, kind: str) -> HttpResponse:
    """Change how one kind of ask is chased."""
    found = _open(request, programme)
    if kind not in {each.name for each in kinds()}:
        raise Http404
    stored = Policy.objects.visible_to(request.user).filter(programme=found, kind=kind).first()
    rhythm = rhythm_of(stored)
    shown = stored or Policy(programme=found, kind=kind)
    initial = {
        **{name: getattr(shown, name) for name in PolicyForm.base_fields if name != "seen"},
        "ladder": [each.value for each in ladder_of(kind_of(kind), rhythm)],
        "sending_days": [str(day) for day in shown.sending_days],
        "sends_from": f"{shown.sends_from:%H:%M}",
        "sends_until": f"{shown.sends_until:%H:%M}",
    }
    form = PolicyForm(typed(request), kind=kind_of(kind), subject=shown, initial=initial)
    back = reverse("chasing-policies", args=[found.slug])
    trail = crumbs(found, None, ("Chasing", reverse("chasing", args=[found.slug])), ("How we chase", back))
    page = FormPage(found, kind_of(kind).label, back, trail, caption="How we chase")

    def save(said: Mapping[str, Any]) -> str:
        seen = said["seen"] if stored else None
        policy_set(programme=found, kind=kind, facts=form.facts(), by=actor(request), seen_version=seen)
        return "Saved. What has been sent stays sent; what comes next follows this."

    return take_form(request, form, page, verb=save, subject=stored)
