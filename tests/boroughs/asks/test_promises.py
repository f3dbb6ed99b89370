"""“Will answer by a date”: never past the last safe day, at the coordinator's form and at the borough's own."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from boroughs.asks.kinds import Answer
from boroughs.asks.models import Ask, Reply
from boroughs.asks.replying import reply_record
from boroughs.asks.services import reconcile
from boroughs.history.models import Actor
from boroughs.history.services import Refused
from boroughs.history.states import Door
from boroughs.people.models import User
from boroughs.programme.models import Borough, KeyDate
from boroughs.programme.states import Heard
from config import clock
from config.dates import Precision
from tests.factories import FileAuditFactory, KeyDateFactory

SignIn = Callable[[User], Client]
WHY = "Drafting begins in March 2007, so files are needed by 9 February 2007."
CAMDEN = Actor(None, Door.LINK, "Camden’s audit lead", is_of_borough=True)
HERSELF = Actor(None, Door.CALL, "The coordinator")


@pytest.fixture
def ask(camden: Borough, coordinator: User) -> Ask:
    """Camden is asked for a reply: an answer is of use until 2 February 2007."""
    KeyDateFactory.create(programme=camden.programme, precision=Precision.MONTH)
    FileAuditFactory.create(borough=camden)
    return Ask.objects.get(borough=camden, kind="audit-reply")


def promise(ask: Ask, day: date, by: Actor = CAMDEN) -> None:
    answer = Answer("promise", clock.today(), "Camden’s audit lead", Heard.TELEPHONE, promised_on=day)
    reply_record(ask=ask, answer=answer, by=by)


def typed(day: date) -> dict[str, str]:
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {f"promise_promised_on_{part}": str(value) for part, value in parts.items()}


def test_ask_carries_its_last_safe_day_and_why(ask: Ask) -> None:
    assert (ask.last_safe_on, ask.why_by_then) == (date(2007, 2, 2), WHY)


def test_update_and_vacancy_have_none(ask: Ask) -> None:
    reconcile(boroughs=[ask.borough], today=clock.today())
    assert set(Ask.objects.exclude(pk=ask.pk).values_list("last_safe_on", flat=True)) == {None}


def test_last_safe_day_can_be_promised_and_the_day_after_it_cannot(ask: Ask) -> None:
    with pytest.raises(Refused) as refused:
        promise(ask, date(2007, 2, 3))
    assert refused.value.field == "promised_on"
    assert refused.value.message == (
        f"Choose a day up to 2 February 2007. {WHY} If that is impossible, ring Coordinator, 020 7946 0100."
    )
    promise(ask, date(2007, 2, 2))
    ask.refresh_from_db()
    assert ask.promised_on == date(2007, 2, 2)


def test_coordinator_is_not_told_to_ring_herself(ask: Ask) -> None:
    with pytest.raises(Refused, match="If that is impossible, write down what they can say now"):
        promise(ask, date(2007, 2, 3), HERSELF)


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (date(2007, 2, 2), f"No day later than 2 February 2007 can be promised. {WHY}"),
        (
            date(2007, 2, 20),
            "An answer was needed by 2 February 2007, so no day can be promised any more. Ring",
        ),
    ],
)
def test_on_the_last_safe_day_and_after_it_nothing_more_can_be_promised(
    ask: Ask, today: date, words: str, frozen: time_machine.Traveller
) -> None:
    frozen.move_to(datetime(today.year, today.month, today.day, 12, tzinfo=UTC))
    with pytest.raises(Refused, match=words):
        promise(ask, date(2007, 2, 23))
    ask.refresh_from_db()
    assert ask.promised_on is None


def test_moved_drafting_moves_what_can_be_promised(ask: Ask) -> None:
    KeyDate.objects.update(on=date(2007, 4, 1))
    reconcile(boroughs=[ask.borough], today=clock.today())
    promise(ask, date(2007, 3, 1))
    ask.refresh_from_db()
    assert ask.last_safe_on is not None
    assert ask.last_safe_on > date(2007, 3, 1)


def test_promise_stands_but_defers_no_longer_than_a_last_safe_day_that_came_nearer(ask: Ask) -> None:
    promise(ask, date(2007, 2, 2))
    KeyDate.objects.update(on=date(2007, 2, 15), precision=Precision.DAY)
    reconcile(boroughs=[ask.borough], today=clock.today())
    ask.refresh_from_db()
    assert (ask.promised_on, ask.deferred_until) == (date(2007, 2, 2), date(2007, 1, 19))
    assert not ask.is_promise_broken(date(2007, 1, 22))


def test_own_form_says_up_to_which_day_and_keeps_what_was_typed(
    ask: Ask, camden_lead: User, client_of: SignIn
) -> None:
    client, address = client_of(camden_lead), reverse("ask-reply", args=["london-2006", ask.pk])
    assert "Up to 2 February 2007" in client.get(address).content.decode()
    given = {"choice": "promise", "words": "After half term.", **typed(date(2007, 2, 12))}
    page = client.post(address, given)
    (error,) = page.context["form"].errors["promise_promised_on"]
    assert error.startswith(f"Choose a day up to 2 February 2007. {WHY}")
    assert "020 7946 0100" in error
    text = page.content.decode()
    assert "After half term." in text
    assert 'value="12"' in text
    assert not Reply.objects.exists()


def test_coordinators_form_refuses_it_too(ask: Ask, coordinator: User, client_of: SignIn) -> None:
    heard = {"said_by": "other", "said_by_name": "The deputy", "how": "telephone"}
    on = {"on_day": "8", "on_month": "1", "on_year": "2007"}
    given = {**heard, **on, "choice": "promise", "words": "", **typed(date(2007, 2, 12))}
    page = client_of(coordinator).post(reverse("ask-reply", args=["london-2006", ask.pk]), given)
    (error,) = page.context["form"].errors["promise_promised_on"]
    assert error.endswith("If that is impossible, write down what they can say now.")
    assert "The deputy" in page.content.decode()


def test_form_offers_no_promise_when_no_day_is_left_and_says_why(
    ask: Ask, camden_lead: User, client_of: SignIn, frozen: time_machine.Traveller
) -> None:
    frozen.move_to(datetime(2007, 2, 2, 12, tzinfo=UTC))
    client, address = client_of(camden_lead), reverse("ask-reply", args=["london-2006", ask.pk])
    page = client.get(address)
    assert "promise" not in page.context["form"].offered
    assert f"No day later than 2 February 2007 can be promised. {WHY}" in page.content.decode()
    given = {"choice": "promise", "words": "Typed before.", **typed(date(2007, 2, 12))}
    page = client.post(address, given)
    assert "cannot be answered any more" in page.context["form"].errors["choice"][0]
    assert "Typed before." in page.content.decode()


def test_page_of_the_ask_says_the_day_and_why(ask: Ask, coordinator: User, client_of: SignIn) -> None:
    page = client_of(coordinator).get(reverse("ask", args=["london-2006", ask.pk])).content.decode()
    assert "Last safe day" in page
    assert "2 February 2007: drafting begins in March 2007" in page
