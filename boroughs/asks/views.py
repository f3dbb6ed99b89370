"""The pages about what was asked, and how an answer is taken."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from boroughs.access.rules import may
from boroughs.access.states import Action
from boroughs.access.views import SignedInRequest, load, require
from boroughs.asks.forms import ReplyForm, UpdateForm
from boroughs.asks.kinds import kind_of, source_of
from boroughs.asks.models import Ask, Reply
from boroughs.asks.replying import reply_record, update_give
from boroughs.history.selectors import changes_of
from boroughs.people.models import Contact
from boroughs.people.states import Position
from boroughs.programme.models import Programme
from boroughs.programme.selectors import referral_words
from boroughs.programme.views import (
    FormPage,
    crumbs,
    is_coordinator,
    on_behalf,
    open_borough,
    open_programme,
    said_by_change,
    take_form,
    typed,
)
from config import clock
from config.dates import say, say_moment
from config.site.components import HistoryItem, SummaryRow


@require_safe
def ask(request: SignedInRequest, programme: str, ask: int) -> HttpResponse:
    """Show what was asked, when and of whom, whose turn it is, and what was answered."""
    at, found = _load(request, programme, ask)
    replies = Reply.objects.filter(ask=found).visible_to(request.user)
    about = _about(found)
    context = {
        "programme": at,
        "ask": found,
        "rows": _rows(request, found),
        "replies": [_said(reply) for reply in replies],
        "changes": [said_by_change(change) for change in changes_of(found).visible_to(request.user)],
        "may_reply": found.is_open and may(request.user, kind_of(found.kind).answered_under, found),
        "is_own": not is_coordinator(request),
        "about": about,
        "is_ours": bool(about) and found.is_with_us and not found.pause_asked_on and is_coordinator(request),
        "why": kind_of(found.kind).why,
        "crumbs": crumbs(at, found.borough),
    }
    return render(request, "asks/ask.html", context)


def ask_reply(request: SignedInRequest, programme: str, ask: int) -> HttpResponse:
    """Take a reply: the coordinator's record of one, or the borough's own."""
    at, found = _load(request, programme, ask)
    require(request.user, kind_of(found.kind).answered_under, found)
    form = ReplyForm(
        typed(request),
        ask=found,
        own_name=_own_name(request),
        how=request.GET.get("how", ""),
        referral=request.place.referral,
    )

    def save(given: Mapping[str, Any]) -> str:
        reply = reply_record(
            ask=found, answer=form.answer(), by=on_behalf(request), seen_version=given["seen"]
        )
        return f"The reply is recorded: {reply.choice_label}."

    back = reverse("ask", args=[at.slug, found.pk])
    page = FormPage(
        at,
        found.title if form.own_name else "Record a reply",
        back,
        crumbs(at, found.borough, (found.title, back)),
        caption=found.borough.name if form.own_name else f"{found.borough}: {found.title}",
        submit="Send the answer" if form.own_name else "Save the reply",
        template="asks/reply.html",
        context={"ask": found},
    )
    return take_form(request, form, page, verb=save, subject=found)


def update(request: SignedInRequest, programme: str, borough: str) -> HttpResponse:
    """Take a borough's word that nothing, or something, has changed."""
    own = open_borough(request, programme, borough)
    require(request.user, Action.GIVE_UPDATE, own)
    form = UpdateForm(
        typed(request),
        borough=own,
        own_name=_own_name(request),
        how=request.GET.get("how", ""),
        referral=request.place.referral,
    )

    def save(given: Mapping[str, Any]) -> str:
        is_something = given["change"] == "something"
        update_give(borough=own, something_changed=is_something, by=on_behalf(request), **form.heard())
        if is_something:
            return "Noted. Now write down below what has changed."
        return "Thank you: noted that nothing has changed."

    page = FormPage(
        own.programme,
        f"Anything changed since {say(own.updated_on)}?" if own.updated_on else "Has anything changed?",
        reverse("update-give", args=[programme, borough]),
        crumbs(own.programme, own),
        caption=own.name,
        template="asks/update.html",
        context={"borough": own},
    )
    return take_form(request, form, page, verb=save)


def _load(request: SignedInRequest, slug: str, pk: int) -> tuple[Programme, Ask]:
    programme = open_programme(request, slug)
    rows = Ask.objects.select_related("borough__programme", "owner", "last_chased")
    found = load(rows, request.user, pk=pk, borough__programme=programme)
    request.place.referral = referral_words(programme, found.borough)
    return programme, found


def _own_name(request: SignedInRequest) -> str:
    return "" if is_coordinator(request) else str(request.user)


def _about(found: Ask) -> str:
    page = source_of(found.kind).page
    return page(found) if page and found.is_open else ""


def _said(reply: Reply) -> HistoryItem:
    how = reply.get_how_display()
    return HistoryItem(reply.choice_label, reply.said_by, reply.heard_on, text=how, words=reply.words)


def _rows(request: SignedInRequest, found: Ask) -> list[SummaryRow]:
    assumed = " (date assumed)" if found.asked_is_assumed else ""
    rows = [
        SummaryRow("Asked", f"{say(found.asked)}{assumed}" if found.is_asked else "Not yet"),
        _asked_of(request, found),
        SummaryRow("Whose turn", _turn(found)),
    ]
    if found.answered:
        rows.insert(0, SummaryRow("Last answered", say(found.answered)))
    if found.last_safe_on and found.is_open:
        rows.append(SummaryRow("Last safe day", f"{say(found.last_safe_on)}: {found.last_safe_reason}"))
    if found.promised_on:
        late = ", which has passed" if found.is_promise_broken(clock.today()) else ""
        rows.append(SummaryRow("An answer is promised by", f"{say(found.promised_on)}{late}"))
    if is_coordinator(request):
        rows.append(SummaryRow("Last chased", _chased(found)))
    return rows


def _turn(found: Ask) -> str:
    if not found.is_open:
        return f"Nobody’s: {found.get_ended_display().lower()}"
    return (
        f"{found.get_turn_display()}: {found.turn_reason}" if found.turn_reason else found.get_turn_display()
    )


def _asked_of(request: SignedInRequest, found: Ask) -> SummaryRow:
    """Say of whom it is asked; the coordinator is led to where that is put right."""
    position = kind_of(found.kind).asked_of
    holders = [found.owner] if found.owner else _holders(found, position)
    names = ", ".join(str(each) for each in holders)
    if found.owner and found.named_on:
        names = f"{names}, named by {found.named_by} on {say(found.named_on)}"
    row = SummaryRow("Asked of", names or f"{Position(position).label} (nobody is recorded)")
    if not is_coordinator(request):
        return row
    slug, own = found.borough.programme.slug, found.borough.slug
    if len(holders) == 1:
        return row._replace(href=reverse("contact", args=[slug, holders[0].pk]), action="See who it is")
    return row._replace(href=f"{reverse('people', args=[slug])}#{own}", action="See who is there")


def _holders(found: Ask, position: Position) -> list[Contact]:
    return list(Contact.objects.filter(borough=found.borough, position=position, is_active=True))


def _chased(found: Ask) -> str:
    if found.last_chased_at is None:
        return "Not yet"
    times = "once" if found.steps_sent == 1 else f"{found.steps_sent} times"
    return f"{say_moment(found.last_chased_at)}, {found.last_chased or 'nobody'} ({times} in all)"
