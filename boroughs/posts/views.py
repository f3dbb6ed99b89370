"""The pages about a post."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from boroughs.access.rules import may
from boroughs.access.states import Action
from boroughs.access.views import SignedInRequest, load, require
from boroughs.asks.kinds import Choice
from boroughs.asks.models import Ask
from boroughs.history.lines import EntryLine, entry_line
from boroughs.history.selectors import changes_of
from boroughs.people.models import Contact
from boroughs.people.selectors import people_of
from boroughs.people.services import Newcomer
from boroughs.people.states import Position
from boroughs.posts.forms import InterimForm, NewsForm
from boroughs.posts.kinds import kind_of_post
from boroughs.posts.models import Post, PostEntry
from boroughs.posts.selectors import entries_of
from boroughs.posts.services import post_entry_void, post_move, post_name_interim, post_nothing_new
from boroughs.posts.sources import NOTHING_NEW, POST_NEWS, news_of
from boroughs.posts.states import Move
from boroughs.programme.forms import StrikeOutForm
from boroughs.programme.views import (
    FormPage,
    actor,
    crumbs,
    is_coordinator,
    on_behalf,
    open_borough,
    said_by_change,
    take_form,
    typed,
)
from config.site.components import SummaryRow


@require_safe
def post(request: SignedInRequest, programme: str, borough: str) -> HttpResponse:
    """Show where an appointment stands, and how it came to this."""
    found = _load(request, programme, borough)
    own = found.borough
    args = [programme, borough]
    asks = Ask.objects.filter(borough=own, kind=POST_NEWS.name, closed_at=None)
    context = {
        "programme": own.programme,
        "post": found,
        "kind": kind_of_post(found),
        "news_on": None if _is_news_assumed(found) else found.news_on,
        "rows": _rows(found),
        "lines": _lines(request, found, args),
        "changes": [said_by_change(change) for change in changes_of(found).visible_to(request.user)],
        "asks": asks.visible_to(request.user),
        "may_update": may(request.user, Action.UPDATE_POST, found),
        "crumbs": crumbs(own.programme, own),
    }
    return render(request, "posts/post.html", context)


def post_news(request: SignedInRequest, programme: str, borough: str) -> HttpResponse:
    """Take the news of an appointment."""
    found = _load(request, programme, borough)
    require(request.user, Action.UPDATE_POST, found)
    advisers = [contact for contact in people_of(found.borough) if contact.position == Position.ADVISER]
    form = NewsForm(
        typed(request),
        post=found,
        choices=[*news_of(found), Choice(NOTHING_NEW, "Nothing new")],
        advisers=advisers,
        referral=request.place.referral,
    )

    def save(given: Mapping[str, Any]) -> str:
        by, seen = on_behalf(request), given["seen"]
        if given["choice"] == NOTHING_NEW:
            post_nothing_new(post=found, on=given["on"], note=given["note"], by=by, seen_version=seen)
            return "Noted: nothing new."
        post_move(
            post=found,
            move=Move(given["choice"]),
            on=given["on"],
            holder=_meant(found, form.details().get("holder")),
            note=given["note"],
            by=by,
            seen_version=seen,
        )
        return "The news is written down."

    page = _page(found, f"News of {_possessive(found)} post", "Save the news")
    return take_form(request, form, page, verb=save, subject=found)


def post_interim(request: SignedInRequest, programme: str, borough: str) -> HttpResponse:
    """Take who stands in while the post is vacant."""
    found = _load(request, programme, borough)
    require(request.user, Action.UPDATE_POST, found)
    people = list(people_of(found.borough))
    form = InterimForm(typed(request), post=found, people=people, referral=request.place.referral)

    def save(given: Mapping[str, Any]) -> str:
        interim = _meant(found, form.person())
        post_name_interim(
            post=found, interim=interim, on=given["on"], by=on_behalf(request), seen_version=given["seen"]
        )
        return f"{interim.name} stands in." if interim else "Nobody stands in any more."

    page = _page(found, f"Who stands in for {_possessive(found)} adviser", "Save")
    return take_form(request, form, page, verb=save, subject=found)


def post_entry_strike_out(request: SignedInRequest, programme: str, borough: str, entry: int) -> HttpResponse:
    """Strike out an entry that was a mistake."""
    found = _load(request, programme, borough)
    line = load(entries_of(found), request.user, pk=entry)
    require(request.user, Action.COORDINATE, found)
    form = StrikeOutForm(typed(request), referral=request.place.referral)

    def save(given: Mapping[str, Any]) -> str:
        post_entry_void(entry=line, reason=given["reason"], by=actor(request))
        return "The entry is struck out."

    page = _page(
        found,
        "Strike out an entry",
        "Strike it out",
        intro=f"“{line.get_stage_display()}”, {line.effective}.",
    )
    return take_form(request, form, page, verb=save)


def _load(request: SignedInRequest, programme: str, borough: str) -> Post:
    own = open_borough(request, programme, borough)
    rows = Post.objects.select_related("holder", "interim")
    found = load(rows, request.user, borough=own)
    found.borough = own
    return found


def _possessive(found: Post) -> str:
    return f"{found.borough.name}’s"


def _page(found: Post, title: str, submit: str, intro: str = "") -> FormPage:
    own = found.borough
    back = reverse("post", args=[own.programme.slug, own.slug])
    way = crumbs(own.programme, own, ("Post", back))
    return FormPage(own.programme, title, back, way, caption=own.name, intro=intro, submit=submit)


def _meant(found: Post, person: int | Newcomer | None) -> Contact | Newcomer | None:
    if isinstance(person, Newcomer) or person is None:
        return person
    contact = people_of(found.borough).filter(pk=person).first()
    if contact is None:
        raise Http404
    return contact


def _is_news_assumed(found: Post) -> bool:
    """Tell whether the last news is only a date that nobody gave."""
    return found.since is not None and found.since.is_assumed and found.news_on == found.since_on


def _rows(found: Post) -> list[SummaryRow]:
    rows = []
    if found.since:
        rows.append(
            SummaryRow("Since", f"{found.since}{' (date assumed)' if found.since.is_assumed else ''}")
        )
    label = found.borough.programme.label("adviser_long")
    rows.append(SummaryRow(label, str(found.holder) if found.holder else "Nobody yet"))
    if found.is_vacant:
        rows.append(SummaryRow("Who stands in", str(found.interim) if found.interim else "Nobody named"))
    on_behalf_of = f", on behalf of {found.borough.name}" if found.is_on_behalf else ""
    rows.append(SummaryRow("Employer", f"{found.employer or 'Not known'}{on_behalf_of}"))
    return rows


def _lines(request: SignedInRequest, found: Post, args: list[str]) -> list[EntryLine]:
    strikes = is_coordinator(request)
    return [
        entry_line(
            entry,
            _title(entry),
            details=[
                f"Holder: {entry.holder}" if entry.holder else "",
                f"Stands in: {entry.interim}" if entry.interim else "",
            ],
            note=entry.note,
            strike_out=reverse("post-entry-void", args=[*args, entry.pk]) if strikes else "",
        )
        for entry in entries_of(found).visible_to(request.user)
    ]


def _title(entry: PostEntry) -> str:
    assumed = " (assumed)" if entry.is_assumed("stage") else ""
    return f"{entry.get_stage_display()}{assumed}"
