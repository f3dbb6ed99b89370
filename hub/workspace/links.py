"""The page behind an e-mailed link: one question; for the monthly update, the adviser's whole minute."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from boroughs.access.rules import allows
from boroughs.access.states import Action
from boroughs.asks.sources import MONTHLY_UPDATE
from boroughs.asks.states import OF_EVERY_ASK
from boroughs.history.services import Refused
from boroughs.people.states import ACCESS_OF, Position
from config import clock
from config.clock import LONDON
from hub.answers.forms import LinkReplyForm, SignedForm
from hub.answers.models import AnswerLink
from hub.answers.selectors import other_link_of
from hub.answers.services import actor_of
from hub.answers.views import LinkRequest, about, answer_page, by_link, choices_by, is_taken
from hub.events.models import Event
from hub.events.services import event_add
from hub.reports.compiler import next_report_says
from hub.reports.models import ReportQuery
from hub.reports.services import query_raise
from hub.workspace.minute import SOMETHING, ChangedForm, DidForm, WrongForm

# The parts of the page, each a form of its own; “wrong” goes on with the place of its sentence.
UPDATE, REPLY, OTHER, DID, WRONG = "update", "reply", "other", "did", "wrong"
# What the page says once a part was sent; the address then names the part.
DONE = {
    UPDATE: "Thank you, it is recorded.",
    REPLY: "Thank you, it is recorded.",
    OTHER: "Thank you, your answer is recorded.",
    DID: "Thank you, it is in the programme’s events.",
    WRONG: "Thank you, the coordinator has been told. It is their turn now.",
}


@dataclass(slots=True)
class Minute:
    """The parts of the page; a part that is not for this person, or has nothing to ask, is None.

    `lacks_words` tells that something is said to have changed, and not what.
    """

    changed: ChangedForm | None
    reply: LinkReplyForm | None
    other: AnswerLink | None
    other_form: LinkReplyForm | None
    did: DidForm | None
    wrong: list[tuple[str, WrongForm]]
    lacks_words: bool

    def forms(self) -> list[SignedForm]:
        """List the forms, for the summary of errors."""
        wrong = [form for _, form in self.wrong]
        some = [self.changed, self.reply, self.other_form, self.did, *wrong]
        return [form for form in some if form is not None]


@by_link
def answer(request: LinkRequest, link: AnswerLink) -> HttpResponse:
    """Show what a link asks, or take the answer."""
    if link.ask.kind == MONTHLY_UPDATE.name:
        return _minute_page(request, link)
    return answer_page(request, link)


def _minute_page(request: LinkRequest, link: AnswerLink) -> HttpResponse:
    """Show the minute, or take the part of it that was sent."""
    part = request.POST.get("part", "") if request.method == "POST" else ""
    minute = _minute(request, link, part)
    if part and _is_part_taken(minute, link):
        return redirect(f"{request.path}?done={part.partition('-')[0]}")
    if part and not any(form.is_bound for form in minute.forms()):
        # What was answered is not asked any more, by this person or another: the page shows how it stands.
        return redirect(request.path)
    context = {
        **about(link),
        "minute": minute,
        "form": next((form for form in minute.forms() if form.errors), None),
        "done": DONE.get(request.GET.get("done", "")) if not part else None,
        "events": _added(link),
        "queries": list(ReportQuery.objects.filter(borough=link.ask.borough_id, closed_at=None)[:5]),
    }
    return render(request, "workspace/minute.html", context)


def _minute(request: LinkRequest, link: AnswerLink, part: str) -> Minute:
    referral = request.place.referral
    roles = frozenset({ACCESS_OF[Position(link.contact.position)]})
    data = request.POST if part else None
    other = other_link_of(link)

    def sent(name: str) -> Any:
        return data if part == name else None

    said = [each.text for each in next_report_says(link.ask.borough, clock.today())]
    wrong = [
        (text, WrongForm(sent(name), link=link, said=said, about=text, prefix=name, referral=referral))
        for name, text in ((f"{WRONG}-{place}", text) for place, text in enumerate(said))
    ]
    choices = choices_by(link)
    later = [choice for choice in choices if choice.value in OF_EVERY_ASK]
    return Minute(
        changed=ChangedForm(sent(UPDATE), link=link, prefix=UPDATE, referral=referral) if choices else None,
        reply=LinkReplyForm(sent(REPLY), link=link, choices=later, prefix=REPLY, referral=referral)
        if later
        else None,
        other=other,
        other_form=LinkReplyForm(
            sent(OTHER), link=other, choices=choices_by(other), prefix=OTHER, referral=referral
        )
        if other
        else None,
        did=DidForm(sent(DID), link=link, prefix=DID) if allows(Action.ADD_EVENT, roles) else None,
        wrong=wrong if allows(Action.QUERY_REPORT, roles) else [],
        lacks_words=link.reply is not None and link.reply.choice == SOMETHING and not link.reply.words,
    )


def _is_part_taken(minute: Minute, link: AnswerLink) -> bool:
    """Take the one part that was sent; its form keeps the errors."""
    form = next((each for each in minute.forms() if each.is_bound), None)
    if form is None or not form.is_valid():
        return False
    if isinstance(form, ChangedForm):
        return is_taken(form, link, form.answer())
    if isinstance(form, LinkReplyForm):
        return is_taken(form, form.link, form.answer())
    try:
        _take(form, link)
    except Refused as refused:
        form.add_error(form.field_of(refused.field), refused.message)
        return False
    return True


def _take(form: SignedForm, link: AnswerLink) -> None:
    borough, by = link.ask.borough, actor_of(link, form.cleaned_data["answered_by"])
    if isinstance(form, DidForm):
        event_add(programme=borough.programme, borough=borough, facts=form.facts(), by=by)
    else:
        given = form.cleaned_data
        query_raise(borough=borough, sentence=given["sentence"], words=given["words"], by=by)


def _added(link: AnswerLink) -> list[Event]:
    """List what the borough has added since the link was made, so that nobody adds it twice."""
    since = link.made_at.astimezone(LONDON).date()
    rows = Event.objects.filter(borough=link.ask.borough_id, known_on__gte=since)
    return list(rows.order_by("-pk")[:3])
