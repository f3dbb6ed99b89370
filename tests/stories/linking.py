"""Sentences about what people do through the links in their e-mails: each goes through the real page."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.test import Client

from boroughs.asks.models import Ask, Reply
from boroughs.history.services import Refused
from config.clock import LONDON
from hub.answers.models import AnswerLink
from hub.answers.tokens import digest_of
from tests.stories.answering import ANSWERS
from tests.stories.leaving import text_of
from tests.stories.sentences import sentence
from tests.stories.topics import TOPICS
from tests.stories.world import World

_ADDRESS = re.compile(r"(/answer/([^/\s]+)/)")
_MONTHLY = "update"


@sentence("{person} answers by the link[ of {day}] that {answer}")
def answer(world: World, person: str, answer: str, day: date | None = None) -> None:
    topics, choice = ANSWERS[answer]
    _send(_address(world, person, *topics, day=day), {"choice": choice})


@sentence("{person} agrees by the link, with the files on {day}")
def agree(world: World, person: str, day: date) -> None:
    _send(
        _address(world, person, "reply", "date"),
        {"choice": "agree", **_date("agree_firm", day), "agree_files": "6"},
    )


@sentence("{person} asks by the link to be excused because of {reason}")
def ask_excusal(world: World, person: str, reason: str) -> None:
    _send(_address(world, person, "reply", "date"), {"choice": "ask_excusal", "ask_excusal_reason": reason})


@sentence("{person} asks by the link for a pause because of {reason}")
def ask_pause(world: World, person: str, reason: str) -> None:
    _send(_address(world, person), {"choice": "pause", "pause_reason": reason})


@sentence("{person} promises by the link an answer by {day}")
def promise(world: World, person: str, day: date) -> None:
    _send(_address(world, person), {"choice": "promise", **_date("promise_promised_on", day)})


@sentence("{person} says by the link that {other} is the right person")
def refer(world: World, person: str, other: str) -> None:
    email = _email_of(world, other)
    named = {"refer_refer_to_name": other, "refer_refer_to_email": email}
    ask = _link(world, person).ask
    _send(_address(world, person), {"choice": "refer", **named})
    owner = Ask.objects.select_related("owner").get(pk=ask.pk).owner
    if owner is not None:
        world.people[other] = owner


@sentence("{person} passes the link on, and {other} answers that {answer}")
def pass_on(world: World, person: str, other: str, answer: str) -> None:
    topics, choice = ANSWERS[answer]
    signed = {"answered_by": other, "copy_to": _email_of(world, other)}
    _send(_address(world, person, *topics), {"choice": choice, **signed})


@sentence("{person} answers by the link’s other question that {answer}")
def answer_other(world: World, person: str, answer: str) -> None:
    _, choice = ANSWERS[answer]
    _send(_address(world, person, _MONTHLY), {"choice": choice}, part="other")


@sentence("{person} adds by the link something that she did: {words}")
def did(world: World, person: str, words: str) -> None:
    facts = {"title": words, **_date("when", world.today), "counted": "unknown"}
    _send(_address(world, person, _MONTHLY), facts, part="did")


@sentence("{person} says by the link that the report is wrong: {words}")
def wrong(world: World, person: str, words: str) -> None:
    _send(_address(world, person, _MONTHLY), {"words": words}, part="wrong-0")


@sentence("A mail scanner follows every link to {person}")
def scan(world: World, person: str) -> None:
    for address, _ in _links(world, person):
        for each in (address, f"{address}?choice=decline&answered_by=A+scanner"):
            Client().get(each)
            Client().head(each)


@sentence("{person} opens the link and reads “{words}”")
def read(world: World, person: str, words: str) -> None:
    response = Client().get(_address(world, person))
    assert response.status_code == 200, f"The link of {person} answers {response.status_code}."
    page = " ".join(response.content.decode().split())
    assert words in page, f"The page of {person} does not say “{words}”."


@sentence("{person} finds the link[ of {day}] ended")
def find_ended(world: World, person: str, day: date | None = None) -> None:
    """A link that has ended tells nothing, and takes nothing."""
    address, said = _address(world, person, day=day), Reply.objects.count()
    for response in (Client().get(address), Client().post(address, {"choice": "decline"})):
        assert response.status_code == 404, f"The link of {person} answers {response.status_code}."
        assert str(world.people[person].borough) not in response.content.decode()
    assert Reply.objects.count() == said


@sentence("Somebody tries {number} links that lead nowhere")
def knock(world: World, number: int) -> None:
    for tried in range(number):
        Client().get(f"/answer/nothing-{tried}/")


def _send(address: str, typed: Mapping[str, str], *, part: str = "") -> None:
    """Open the page, fill in the form and send it; Refused when the page does not take it."""
    page = Client().get(address)
    if page.status_code != 200:
        raise Refused(f"The link answers {page.status_code}.")
    minute = page.context.get("minute")
    form, part = _form_of(minute, part) if minute else (page.context["form"], "")
    if form is None:
        raise Refused("The page asks nothing any more.")
    data = _prefilled(form) | {form.add_prefix(name): value for name, value in typed.items()}
    answered = Client().post(address, {**data, "part": part} if part else data)
    if answered.status_code != 302:
        raise Refused(f"The page does not take it: {_errors(answered.context)}")


def _form_of(minute: Any, part: str) -> tuple[forms.Form | None, str]:
    """Find one part of the adviser’s minute; without a name, the question whether anything has changed."""
    wrong = {form.prefix: form for _, form in minute.wrong}
    parts = {"update": minute.changed, "other": minute.other_form, "did": minute.did, **wrong}
    return parts.get(part or _MONTHLY), part or _MONTHLY


def _prefilled(form: forms.Form) -> dict[str, str]:
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {form.add_prefix(name): str(value) for name, value in values.items() if value is not None}


def _errors(context: Any) -> object:
    form = context.get("form") if context else None
    return dict(form.errors) if form is not None else "no form"


def _date(name: str, day: date) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def _email_of(world: World, name: str) -> str:
    """Give the address of somebody, who may be known to nobody yet."""
    if name in world.people:
        return world.people[name].email
    email = f"{name.lower().replace('’', '-').replace(' ', '-')}@example.org"
    world.strangers[email] = name
    return email


def _address(world: World, person: str, *topics: str, day: date | None = None) -> str:
    """Give the address that the last e-mail to a person carries about one of the topics, or that of a day."""
    found = [
        address
        for address, link in _links(world, person)
        if (not topics or link.ask.kind in {TOPICS[topic] for topic in topics})
        and (day is None or link.made_at.astimezone(LONDON).date() == day)
    ]
    assert found, f"No e-mail to {person} has such a link on {world.today}."
    return found[-1]


def _link(world: World, person: str) -> AnswerLink:
    return _links(world, person)[-1][1]


def _links(world: World, person: str) -> list[tuple[str, AnswerLink]]:
    """List every link that was sent to a person, with its address, the oldest first."""
    sent = [each for each in world.office.taken if each.to_address == world.people[person].email]
    links = AnswerLink.objects.select_related("ask")
    return [
        (address, links.get(digest=digest_of(token)))
        for parcel in sent
        for address, token in _ADDRESS.findall(text_of(parcel))
    ]
