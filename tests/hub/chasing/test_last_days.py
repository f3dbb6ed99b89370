"""The last safe day in the plan and in the letters: by when, why that day, and a call where an e-mail is too late."""

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from audits.rounds.services import round_open
from boroughs.asks.models import Ask
from boroughs.asks.services import reconcile
from boroughs.history.models import Actor
from boroughs.people.models import User
from boroughs.people.states import Position
from boroughs.programme.calendar import WorkingDays
from boroughs.programme.models import Borough, KeyDate, Programme
from config import clock
from config.clock import LONDON
from config.dates import PartialDate, Precision
from hub.chasing.letters.bundles import bundles, letter_of
from hub.chasing.letters.chase_up import Words
from hub.chasing.models import Policy
from hub.chasing.plan.last_days import is_too_late, last_chase_up_on, ring_on, wanted_by
from hub.chasing.plan.planned import Planned
from hub.chasing.selectors import chase_plan
from hub.chasing.states import Outcome
from tests.factories import KeyDateFactory
from tests.factories.people import person
from tests.stories.reading import read_day

WHY = "Drafting begins in March 2007, so files are needed by 9 February 2007."
OFTEN = WorkingDays()

some_days = st.dates(date(2006, 1, 2), date(2008, 12, 31))


@pytest.fixture
def asked(programme: Programme, camden: Borough, camden_lead: User, coordinator: User) -> Ask:
    """Camden was asked on 4 December 2006; an answer is of use until 2 February, as drafting begins in March."""
    KeyDateFactory.create(programme=programme, precision=Precision.MONTH)
    before = PartialDate(date(2006, 12, 4))
    round_open(programme=programme, slug="files", title="Case files", asked=before, by=Actor.system())
    return Ask.objects.get(kind="audit-reply")


def planned(ask: Ask) -> Planned:
    """The plan of this ask."""
    return next(each for each in chase_plan(ask.borough.programme, clock.now()) if each.ask == ask)


def letter(ask: Ask) -> Words:
    """The words of the one e-mail that goes out about it."""
    (bundle,) = bundles(ask.borough.programme, [planned(ask)])
    return bundle.words


def at(frozen: time_machine.Traveller, day: date) -> None:
    frozen.move_to(datetime(day.year, day.month, day.day, 9, tzinfo=LONDON))


def test_letter_says_by_when_and_why_that_day(asked: Ask) -> None:
    text = letter(asked).text
    assert "by 16 January 2007?" in text
    assert WHY in text
    assert WHY in letter(asked).html


def test_letter_without_a_last_safe_day_says_why_it_is_asked(asked: Ask) -> None:
    KeyDate.objects.update(is_assumed=True)
    reconcile(boroughs=[asked.borough], today=clock.today())
    asked.refresh_from_db()
    assert asked.last_safe_on is None
    text = letter(asked).text
    assert "March 2007" not in text
    assert "The review has to know which boroughs give files" in text


def test_day_asked_for_is_never_past_the_last_safe_day(asked: Ask) -> None:
    Policy.objects.create(programme=asked.borough.programme, kind="audit-reply", second_reminder_after=40)
    assert "by 2 February 2007?" in letter(asked).text


def test_too_late_for_an_e_mail_the_coordinator_rings(asked: Ask, frozen: time_machine.Traveller) -> None:
    at(frozen, date(2007, 1, 31))
    assert planned(asked).outcome == Outcome.SEND
    at(frozen, date(2007, 2, 1))
    each = planned(asked)
    assert (each.outcome, each.send_at) == (Outcome.RING, None)
    assert each.why.endswith(
        "An e-mail would come too late: ring them. The last safe day is 2 February 2007."
    )
    at(frozen, date(2007, 2, 5))
    assert planned(asked).why.endswith(
        "No further e-mail: ring them. The last safe day, 2 February 2007, has passed."
    )


def test_letter_that_is_approved_after_the_last_safe_day_names_no_day_and_no_reason_that_has_passed(
    asked: Ask, frozen: time_machine.Traveller
) -> None:
    person(Position.BUSINESS_MANAGER, borough=asked.borough, email="manager@example.org")
    at(frozen, date(2007, 2, 20))
    each = planned(asked)
    assert each.outcome == Outcome.APPROVE
    text = letter_of(asked.borough.programme, each, clock.now()).words.text
    assert "Could you, or someone you name, tell me as soon as you can?" in text
    assert "9 February 2007" not in text
    assert "2 February 2007" not in text


def test_promise_past_a_day_that_came_nearer_says_until_when_it_defers(asked: Ask) -> None:
    Ask.objects.update(promised_on=date(2007, 1, 31))
    KeyDate.objects.update(on=date(2007, 2, 15), precision=Precision.DAY)
    reconcile(boroughs=[asked.borough], today=clock.today())
    each = planned(asked)
    assert each.outcome == Outcome.PROMISED
    assert each.why == (
        "An answer is promised by 31 January 2007. That defers chasing until 19 January 2007 only: drafting begins on "
        "15 February 2007, so files are needed by 26 January 2007."
    )


@pytest.mark.parametrize("wait", range(0, 60, 3))
def test_no_e_mail_of_any_day_asks_for_an_answer_by_an_impossible_one(
    asked: Ask, frozen: time_machine.Traveller, wait: int
) -> None:
    person(Position.BUSINESS_MANAGER, borough=asked.borough, email="manager@example.org")
    at(frozen, date(2007, 1, 8) + timedelta(wait))
    assert asked.last_safe_on is not None
    for each in bundles(asked.borough.programme, chase_plan(asked.borough.programme, clock.now())):
        leaves_on = each.send_at.astimezone(LONDON).date()
        wanted = [read_day(day) for day in re.findall(r"by (\d+ \w+ \d{4})\?", each.words.text)]
        about = [one.ask for one in each.planned]
        assert all(day >= leaves_on for day in wanted)
        assert asked not in about or all(day <= asked.last_safe_on for day in wanted)
        assert asked not in about or leaves_on <= date(2007, 1, 31)


@given(some_days, some_days)
def test_last_e_mail_leaves_two_working_days_for_the_answer(last: date, moment: date) -> None:
    ask = Ask(last_safe_on=last)
    chase_on = last_chase_up_on(ask, OFTEN)
    assert chase_on is not None
    assert chase_on < last
    assert OFTEN.add(chase_on, 2) <= OFTEN.add(last, 0)
    sent = datetime(moment.year, moment.month, moment.day, 10, tzinfo=LONDON)
    assert is_too_late(sent, ask, OFTEN) == (moment > chase_on)


@given(some_days, some_days, some_days)
def test_day_asked_for_is_not_past_nor_past_use(last: date, by: date, sent_on: date) -> None:
    wanted = wanted_by(Ask(last_safe_on=last), max(by, sent_on), sent_on)
    assert (wanted is None) == (last < sent_on)
    assert wanted is None or sent_on <= wanted <= last


@given(some_days, some_days, some_days, st.none() | some_days)
def test_call_comes_no_later_than_right_after_the_last_safe_day_and_not_before_an_agreed_one(
    due: date, since: date, last: date, agreed: date | None
) -> None:
    on = ring_on(due, since, Ask(last_safe_on=last, due_on=agreed), OFTEN)
    assert on <= due
    if since <= last:
        assert on <= OFTEN.add(max(last, agreed or last), 1)
    if agreed is not None and due > agreed:
        assert on > agreed
    assert ring_on(due, since, Ask(), OFTEN) == due
