"""The pages about people: everybody, one person, and what is put right about them; for the coordinator alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from boroughs.access.states import Action
from boroughs.access.views import SignedInRequest, load, require
from boroughs.history.models import Actor
from boroughs.history.selectors import changes_of
from boroughs.history.services import Refused
from boroughs.people.correcting import contact_address_confirm, contact_correct, contact_return
from boroughs.people.forms import AddForm, CorrectForm
from boroughs.people.models import Contact
from boroughs.people.selectors import directory
from boroughs.people.services import contact_add
from boroughs.people.states import Position
from boroughs.programme.models import Borough, Programme
from boroughs.programme.selectors import referral_words
from boroughs.programme.views import (
    FormPage,
    actor,
    crumbs,
    open_borough,
    open_programme,
    said_by_change,
    take_form,
    typed,
)
from config.dates import say_moment
from config.site.components import SummaryRow


@require_safe
def people(request: SignedInRequest, programme: str) -> HttpResponse:
    """List everybody, borough by borough, and who has left."""
    found = open_programme(request, programme)
    require(request.user, Action.COORDINATE, found)
    context = {
        "programme": found,
        "crumbs": crumbs(found),
        "places": directory(found, Contact.objects.visible_to(request.user)),
    }
    return render(request, "people/people.html", context)


@require_safe
def contact(request: SignedInRequest, programme: str, contact: int) -> HttpResponse:
    """Show one person, what can be put right, and what was written down about them."""
    found = open_contact(request, programme, contact)
    context = {
        "programme": found.programme,
        "contact": found,
        "rows": _rows(found),
        "is_self": found.user == request.user,
        "changes": [said_by_change(change) for change in changes_of(found).visible_to(request.user)],
        "crumbs": people_crumbs(found.programme),
    }
    return render(request, "people/contact.html", context)


def correct(request: SignedInRequest, programme: str, contact: int) -> HttpResponse:
    """Take the right name, e-mail address and telephone number of a person."""
    found = open_contact(request, programme, contact)
    form = CorrectForm(typed(request), contact=found)

    def save(given: Mapping[str, Any]) -> str:
        right = contact_correct(
            contact=found,
            name=given["name"],
            email=given["email"],
            telephone=given["telephone"],
            by=actor(request),
            seen_version=given["seen"],
        )
        return f"Saved: {right.name}."

    page = contact_page(found, f"Correct {found.name}", intro=_why(found))
    return take_form(request, form, page, verb=save, subject=found)


@require_POST
def confirm_address(request: SignedInRequest, programme: str, contact: int) -> HttpResponse:
    """Take that a rejected address is right after all."""
    words = "The address is right: they are written to there again."
    return _put_right(request, programme, contact, contact_address_confirm, words)


@require_POST
def come_back(request: SignedInRequest, programme: str, contact: int) -> HttpResponse:
    """Take back that somebody has left."""
    return _put_right(request, programme, contact, contact_return, "They are here after all.")


def add(request: SignedInRequest, programme: str, borough: str) -> HttpResponse:
    """Take somebody of a borough who is not recorded yet."""
    own = open_borough(request, programme, borough)
    require(request.user, Action.COORDINATE, own)

    def save(given: Mapping[str, Any]) -> str:
        person = contact_add(
            programme=own.programme,
            borough=own,
            position=Position(given["position"]),
            name=given["name"],
            email=given["email"],
            telephone=given["telephone"],
            by=actor(request),
        )
        return f"{person.name} is recorded."

    page = FormPage(
        own.programme,
        f"Record somebody in {own.name}",
        back=_place(own),
        crumbs=people_crumbs(own.programme),
        caption=own.name,
        intro="What waits for somebody in their position is asked of them from the next sending day on.",
    )
    return take_form(request, AddForm(typed(request)), page, verb=save)


def open_contact(request: SignedInRequest, slug: str, pk: int) -> Contact:
    """Load one person of the programme at hand for the coordinator."""
    programme = open_programme(request, slug)
    rows = Contact.objects.select_related("programme", "borough__programme", "user")
    found = load(rows, request.user, pk=pk, programme=programme)
    require(request.user, Action.COORDINATE, found)
    request.place.referral = referral_words(programme, found.borough)
    return found


def people_crumbs(programme: Programme) -> list[tuple[str, str]]:
    """Give the way down to the page under “People”."""
    return crumbs(programme, None, ("People", reverse("people", args=[programme.slug])))


def contact_page(found: Contact, title: str, *, submit: str = "Save", intro: str = "") -> FormPage:
    """Describe a page that is one form about a person and leads back to their page."""
    back = reverse("contact", args=[found.programme.slug, found.pk])
    way = [*people_crumbs(found.programme), (found.name, back)]
    caption = found.borough.name if found.borough else found.get_position_display()
    return FormPage(found.programme, title, back, way, caption=caption, intro=intro, submit=submit)


def _put_right(
    request: SignedInRequest, slug: str, pk: int, verb: Callable[..., Contact], words: str
) -> HttpResponse:
    found, by = open_contact(request, slug, pk), actor(request)
    _tell(request, found, by, verb, words)
    return redirect("contact", slug, found.pk)


def _tell(
    request: SignedInRequest, found: Contact, by: Actor, verb: Callable[..., Contact], words: str
) -> None:
    try:
        verb(contact=found, by=by)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, words)


def _place(borough: Borough) -> str:
    return f"{reverse('people', args=[borough.programme.slug])}#{borough.slug}"


def _why(found: Contact) -> str:
    if found.email_rejected_at is None:
        return ""
    return f"E-mail to {found.email} was rejected. A new address is written to from the next sending day on."


def _rows(found: Contact) -> list[SummaryRow]:
    where = found.borough.name if found.borough else found.programme.title
    rows = [
        SummaryRow("Position", f"{found.get_position_display()}, {where}"),
        SummaryRow("E-mail address", found.email or "None: they cannot be written to"),
        SummaryRow("Telephone", found.telephone or "Not known"),
        SummaryRow("Account", _account(found)),
    ]
    if found.email_rejected_at is not None:
        words = f"Rejected on {say_moment(found.email_rejected_at)}. Nobody writes there."
        rows.insert(2, SummaryRow("E-mail", words))
    return rows


def _account(found: Contact) -> str:
    if found.user is None:
        return "None: they answer by e-mailed links"
    if not found.user.is_active:
        return f"Closed ({found.user.email}): nobody writes to them"
    return f"Signs in as {found.user.email}"
