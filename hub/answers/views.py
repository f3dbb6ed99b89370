"""Pages that a link opens for people without an account: GET and HEAD only show, because mail scanners follow links."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from boroughs.asks.kinds import Answer, Choice
from boroughs.asks.selectors import choices_instead, choices_of, why_asked, written_by
from boroughs.history.services import Outdated, Refused
from boroughs.people.selectors import coordinator_of
from boroughs.programme.selectors import referral_words
from config import clock
from config.clock import LONDON
from config.site.clients import address_of
from config.site.navigation import Place
from hub.answers.forms import CopiedForm, LinkReplyForm
from hub.answers.limits import is_too_often
from hub.answers.models import AnswerLink
from hub.answers.selectors import link_for
from hub.answers.services import link_answer


class LinkRequest(HttpRequest):
    """A request by whoever holds a link; the link's token is the access, and no account counts here."""

    place: Place


LinkView = Callable[[LinkRequest, AnswerLink], HttpResponse]


def by_link(view: LinkView) -> Callable[..., HttpResponse]:
    """Open a page to whoever holds a link: public, limited in rate, never logged, passed on or found by a search.

    A wrong, old, revoked or used-up token gets one and the same page. No CSRF token is asked for: what that protects
    from is the use of somebody's session, which counts for nothing here; and as these pages pass no referrer on,
    browsers send no origin either.
    """

    @csrf_exempt
    @login_not_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def page(request: LinkRequest, token: str) -> HttpResponse:
        request.user = AnonymousUser()
        link = link_for(token)
        if link is None:
            # Only who tries tokens is held up: one address may be a whole council's, or its mail scanner's.
            is_trying = is_too_often("address", address_of(request))
            return _private(_too_often(request) if is_trying else _nothing(request))
        if is_too_often("link", str(link.pk)):
            return _private(_too_often(request))
        borough = link.ask.borough
        programme = borough.programme
        words = referral_words(programme, borough)
        request.place = Place(programme.slug, programme.title, frozenset(), words)
        return _private(view(request, link))

    return page


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _nothing(request: LinkRequest) -> HttpResponse:
    return render(request, "answers/nothing.html", {"messages": []}, status=404)


def _too_often(request: LinkRequest) -> HttpResponse:
    response = render(request, "answers/too_often.html", {"messages": []}, status=429)
    response.headers["Retry-After"] = "60"
    return response


def answer_page(request: LinkRequest, link: AnswerLink) -> HttpResponse:
    """Show the one question with its choices, take the answer, and from then on show what was recorded."""
    choices, form = choices_by(link), None
    if choices:
        data = request.POST if request.method == "POST" else None
        form = LinkReplyForm(data, link=link, choices=choices, referral=request.place.referral)
    if form is not None and form.is_bound and form.is_valid() and is_taken(form, link, form.answer()):
        return redirect(request.path)
    context = {**about(link), "form": form, "own_words": own_words(link, choices)}
    context["written"] = written_by(link.reply) if link.reply else None
    return render(request, "answers/answer.html", context)


def choices_by(link: AnswerLink) -> list[Choice]:
    """List what can be said through a link: while the ask is open its choices, then those of a correction."""
    if link.ask.is_open:
        return list(choices_of(link.ask))
    return list(choices_instead(link.reply)) if link.reply else []


def own_words(link: AnswerLink, choices: Sequence[Choice]) -> str:
    """Give the answer in the words in which the person chose it; empty where they are those of the record."""
    said = link.reply.choice if link.has_answered and link.reply else ""
    return next((choice.own for choice in choices if choice.value == said), "")


def is_taken(form: CopiedForm, link: AnswerLink, answer: Answer) -> bool:
    """Take an answer; a refusal becomes an error of the form, which keeps every word that was typed."""
    given = form.cleaned_data
    try:
        link_answer(
            link=link,
            answer=answer,
            answered_by=given["answered_by"],
            copy_to=given["copy_to"],
            seen_version=given.get("seen"),
            seen_reply=given["seen_reply"],
        )
    except Outdated:
        words = (
            "This has changed since you opened it. Look at it again, then send your answer if it still holds."
        )
        form.add_error(None, words)
    except Refused as refused:
        form.add_error(form.field_of(refused.field), refused.message)
    else:
        return True
    link.refresh_from_db()
    link.ask.refresh_from_db()
    form.show_newest(link)
    return False


def about(link: AnswerLink) -> dict[str, Any]:
    """Give what every page of a link shows of its ask, and whom to ring."""
    ask = link.ask
    return {
        "link": link,
        "ask": ask,
        "borough": ask.borough,
        "why": why_asked(ask, clock.today()),
        "recorded": link.reply,
        "asked_on": link.made_at.astimezone(LONDON).date(),
        "is_first_asked_before": not ask.asked_is_assumed and ask.was_asked_before,
        "coordinator": coordinator_of(ask.borough.programme),
        "messages": [],
    }
