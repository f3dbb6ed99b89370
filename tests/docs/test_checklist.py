"""The checklist for a new kind of ask, gone through with a kind of its own: a lunch that a borough has to confirm."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import pytest
import time_machine

from boroughs.access.states import Action
from boroughs.asks import kinds
from boroughs.asks.kinds import Answer, Choice, Kind, Source, Wanted
from boroughs.asks.models import Ask
from boroughs.asks.replying import reply_record
from boroughs.asks.services import reconcile
from boroughs.history.models import Actor
from boroughs.people.models import User
from boroughs.people.states import Position
from boroughs.programme.models import Borough, Programme
from boroughs.programme.states import Heard
from config import clock
from hub.chasing.letters.bundles import bundles
from hub.chasing.selectors import chase_plan
from hub.chasing.states import Outcome
from tests.docs.pages import DOCS

LUNCH = Kind(
    "lunch",
    "Lunch",
    asked_of=Position.AUDIT_LEAD,
    answered_under=Action.UPDATE_AUDIT,
    question="will you come to lunch?",
    asking="whether {borough} will come to lunch",
    asked="whether {borough} would come to lunch",
    please="tell me how many of {borough} will come? “Nobody” is useful",
    why="The kitchen has to know.",
)
still_owed: set[int] = set()


def lunch_wanted(boroughs: Sequence[Borough], today: date) -> Mapping[int, Sequence[Wanted]]:
    want = Wanted("lunch", LUNCH.name, "Will you come to lunch?")
    return {borough.pk: [want] for borough in boroughs if borough.pk in still_owed}


def lunch_choices(ask: Ask) -> Sequence[Choice]:
    return [Choice("coming", "They will come")]


def lunch_take(ask: Ask, answer: Answer, by: Actor) -> None:
    still_owed.discard(ask.borough_id)


@pytest.fixture
def lunch(monkeypatch: pytest.MonkeyPatch, camden: Borough, camden_lead: User) -> Iterator[Ask]:
    """Register the kind for this test alone; Camden owes an answer."""
    monkeypatch.setattr(kinds, "_registry", kinds._Registry())
    kinds.register(Source((LUNCH,), lunch_wanted, lunch_choices, lunch_take))
    still_owed.add(camden.pk)
    reconcile(boroughs=[camden], today=clock.today())
    yield Ask.objects.get(borough=camden, kind="lunch")
    still_owed.clear()


def test_new_kind_is_asked_in_its_own_words_of_whom_it_names(programme: Programme, lunch: Ask) -> None:
    [planned] = chase_plan(programme, clock.now())
    assert planned.outcome == Outcome.SEND
    assert planned.recipient is not None
    assert planned.recipient.email == "camden.lead@example.org"
    [bundle] = bundles(programme, [planned])
    assert bundle.words.subject == "Camden: will you come to lunch?"
    assert "I am writing to ask whether Camden will come to lunch." in bundle.words.text
    assert "Could you tell me how many of Camden will come by 23 January 2007? “Nobody” is useful." in (
        bundle.words.text
    )
    assert "The kitchen has to know." in bundle.words.text


def test_answer_reaches_its_source_and_closes_it(lunch: Ask) -> None:
    answer = Answer(choice="coming", on=clock.today(), said_by="Camden’s audit lead", how=Heard.TELEPHONE)
    reply_record(ask=lunch, answer=answer, by=Actor.system())
    lunch.refresh_from_db()
    assert not lunch.is_open


def test_same_key_keeps_the_row(
    lunch: Ask, camden: Borough, frozen: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    [source] = kinds.sources()
    later = Wanted("lunch", LUNCH.name, "Will you come to dinner?", due_on=date(2007, 3, 1))
    monkeypatch.setattr(kinds, "_registry", kinds._Registry())
    kinds.register(replace(source, wanted=lambda boroughs, today: {camden.pk: [later]}))
    reconcile(boroughs=[camden], today=clock.today())
    lunch.refresh_from_db()
    assert (lunch.title, lunch.due_on, lunch.is_open) == ("Will you come to dinner?", date(2007, 3, 1), True)


def test_checklist_is_numbered_without_a_gap() -> None:
    page = (DOCS / "adding-a-kind-of-ask.md").read_text()
    steps = [line.partition(".")[0] for line in page.splitlines() if line[:1].isdigit()]
    assert steps == [str(number) for number in range(1, len(steps) + 1)]
