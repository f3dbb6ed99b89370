"""The ladder: who is written to when the first has not answered, and what has to be approved."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from audits.rounds.services import round_open
from boroughs.asks.models import Ask
from boroughs.history.models import Actor
from boroughs.history.services import Refused
from boroughs.people.models import Contact, User
from boroughs.people.states import Position
from boroughs.programme.models import Borough, Programme
from config import clock
from config.clock import LONDON
from config.dates import PartialDate
from hub.board.selectors import board_of
from hub.chasing.by_hand.escalating import escalation_decide
from hub.chasing.by_hand.leaving_out import step_leave_out
from hub.chasing.letters.chase_up import Matter
from hub.chasing.models import ChaseUp, Escalation, Policy
from hub.chasing.plan.planned import Planned
from hub.chasing.selectors import chase_plan
from hub.chasing.sending.queueing import chase_ups_queue
from hub.chasing.states import Outcome
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from tests.factories.people import person

SYSTEM = Actor.system()
TUESDAY = datetime(2007, 1, 9, 10, 30, tzinfo=LONDON)

pytestmark = pytest.mark.django_db(transaction=True)


class Page(NamedTuple):
    """A page as it reads, and what its form carries unseen."""

    text: str
    seen: dict[str, str]


@pytest.fixture
def asked(
    programme: Programme,
    camden: Borough,
    camden_lead: User,
    coordinator: User,
    settings: object,
    tmp_path: Path,
) -> Ask:
    """Camden was asked on 4 December 2006 whether it can contribute files; it has a head and a chair."""
    setattr(settings, "EMAIL_URL", f"file://{tmp_path}")  # noqa: B010 (a fixture without a type of its own)
    person(Position.HEAD_OF_SAFEGUARDING, borough=camden, email="head@example.org")
    person(Position.CHAIR, borough=camden, email="chair@example.org")
    round_open(
        programme=programme, slug="files", title="Case files", asked=PartialDate(date(2006, 12, 4)), by=SYSTEM
    )
    return Ask.objects.select_related("borough__programme").get(kind="audit-reply")


def planned(ask: Ask) -> Planned:
    return next(each for each in chase_plan(ask.borough.programme, clock.now()) if each.ask.pk == ask.pk)


def until(frozen: time_machine.Traveller, last: date, ask: Ask) -> list[tuple[date, str, str]]:
    """Let every day pass until `last`, and tell what left: day, address, name of the step."""
    moment = clock.now().astimezone(LONDON).replace(hour=10, minute=30)
    told: list[tuple[date, str, str]] = []
    while moment.date() <= last:
        frozen.move_to(moment)
        before = set(ChaseUp.objects.values_list("pk", flat=True))
        chase_ups_queue(programme=ask.borough.programme, now=clock.now())
        deliver_due()
        rows = ChaseUp.objects.exclude(pk__in=before).filter(left_out=None).order_by("pk")
        told += [(moment.date(), to, name) for to, name in rows.values_list("sending__address", "name")]
        moment = datetime.combine(moment.date() + timedelta(days=1), moment.time(), LONDON)
    return told


def test_head_of_safeguarding_is_never_written_to_without_approval(
    asked: Ask, frozen: time_machine.Traveller
) -> None:
    told = until(frozen, date(2007, 4, 30), asked)
    assert [(str(day), to) for day, to, _ in told] == [
        ("2007-01-09", "camden.lead@example.org"),
        ("2007-01-16", "camden.lead@example.org"),
    ]
    assert planned(asked).outcome == Outcome.APPROVE
    needs = [task.title for task in board_of(asked.borough.programme, clock.now()).needs]
    assert any(title.startswith("Camden: approve a letter to") for title in needs)


def test_lower_rung_is_told_two_working_days_before_an_approved_letter(
    asked: Ask, frozen: time_machine.Traveller
) -> None:
    until(frozen, date(2007, 2, 4), asked)
    each = planned(asked)
    assert each.recipient is not None
    escalation_decide(ask=asked, step=each.step, contact=each.recipient, is_approved=True, by=SYSTEM)
    told = until(frozen, date(2007, 2, 14), asked)
    assert told == [
        (date(2007, 2, 6), "camden.lead@example.org", "Notice of a letter to the head of safeguarding"),
        (date(2007, 2, 8), "head@example.org", "Letter to the head of safeguarding"),
    ]
    letter = Email.objects.get(to_address="head@example.org")
    assert letter.subject == "Camden: may I ask your help with the file review?"
    assert "I wrote again on 9 and 16 January and 6 February 2007." in letter.text
    assert "There may be a good reason why I have not heard." in letter.text
    assert "Any answer helps: “Too early to say” is useful, and so is a request to be excused." in letter.text


@pytest.fixture
def page(asked: Ask, frozen: time_machine.Traveller, coordinator: User) -> Callable[..., Page]:
    """The page on which the letter is approved, read or answered by the coordinator."""
    until(frozen, date(2007, 2, 4), asked)
    client = Client()
    client.force_login(coordinator, backend="allauth.account.auth_backends.AuthenticationBackend")
    path = reverse("chasing-approve", args=[asked.borough.programme.slug, asked.pk])

    def ask(sent: Mapping[str, str] | None = None) -> Page:
        answer = client.get(path) if sent is None else client.post(path, sent, follow=True)
        form = answer.context.get("form") if answer.context else None
        return Page(answer.text, {name: form[name].value() for name in ("seen", "saw")} if form else {})

    return ask


def test_letter_that_was_read_is_approved(page: Callable[..., Page]) -> None:
    answer = page({**page().seen, "decision": "approve"})
    assert "is told first." in answer.text
    assert Escalation.objects.get().is_approved


def test_letter_to_somebody_else_than_was_read_is_not_approved(page: Callable[..., Page], asked: Ask) -> None:
    seen = page().seen
    Contact.objects.filter(email="head@example.org").update(is_active=False)
    answer = page({**seen, "decision": "approve"})
    assert "This letter has changed since you opened it." in answer.text
    assert "What changed" in answer.text
    assert not Escalation.objects.exists()
    page({**answer.seen, "decision": "approve"})
    assert Escalation.objects.get().contact.email == "chair@example.org"


@pytest.mark.parametrize("sent", [{}, {"decision": "perhaps"}])
def test_only_a_button_decides(page: Callable[..., Page], sent: dict[str, str]) -> None:
    answer = page({**page().seen, **sent})
    assert "Choose one of the two buttons" in answer.text
    assert not Escalation.objects.exists()


def test_letter_that_is_not_approved_is_not_sent_and_ringing_stays(
    asked: Ask, frozen: time_machine.Traveller
) -> None:
    until(frozen, date(2007, 2, 4), asked)
    each = planned(asked)
    assert each.recipient is not None
    escalation_decide(ask=asked, step=each.step, contact=each.recipient, is_approved=False, by=SYSTEM)
    assert until(frozen, date(2007, 3, 31), asked) == []
    assert planned(asked).outcome == Outcome.RING
    with pytest.raises(Refused, match="decided already"):
        escalation_decide(ask=asked, step=each.step, contact=each.recipient, is_approved=True, by=SYSTEM)


def test_business_manager_follows_by_themselves_unless_the_policy_gates_them(
    asked: Ask, frozen: time_machine.Traveller
) -> None:
    person(Position.BUSINESS_MANAGER, borough=asked.borough, email="business@example.org")
    told = until(frozen, date(2007, 2, 4), asked)
    # Ring from 23 January; five working days later the next rung.
    assert told[-1] == (
        date(2007, 1, 30),
        "business@example.org",
        "Letter to the partnership business manager",
    )


def test_position_that_is_called_otherwise_meanwhile_gets_no_second_letter(
    asked: Ask, frozen: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(Position.BUSINESS_MANAGER, borough=asked.borough, email="business@example.org")
    told = until(frozen, date(2007, 2, 4), asked)
    assert told[-1][1] == "business@example.org"
    monkeypatch.setattr(Position.BUSINESS_MANAGER, "_label_", "Partnership manager")
    assert until(frozen, date(2007, 2, 28), asked) == []
    each = planned(asked)
    assert (each.outcome, each.rung) == (Outcome.APPROVE, Position.HEAD_OF_SAFEGUARDING)


def test_letter_that_was_left_out_is_not_written_once_its_position_is_called_otherwise(
    asked: Ask, frozen: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    person(Position.BUSINESS_MANAGER, borough=asked.borough, email="business@example.org")
    until(frozen, date(2007, 1, 29), asked)
    frozen.move_to(datetime(2007, 1, 30, 9, 0, tzinfo=LONDON))
    each = planned(asked)
    step_leave_out(ask=asked, step=each.step, purpose=each.purpose, by=SYSTEM)
    monkeypatch.setattr(Position.BUSINESS_MANAGER, "_label_", "Partnership manager")
    assert until(frozen, date(2007, 2, 28), asked) == []
    assert planned(asked).rung == Position.HEAD_OF_SAFEGUARDING


def test_letter_says_that_somebody_knows_of_it_only_when_they_were_told(
    asked: Ask, frozen: time_machine.Traveller
) -> None:
    person(Position.BUSINESS_MANAGER, borough=asked.borough, email="business@example.org")
    until(frozen, date(2007, 2, 11), asked)
    assert "knows that I am writing" not in Email.objects.get(to_address="business@example.org").text
    each = planned(asked)
    assert each.outcome == Outcome.APPROVE
    assert each.recipient is not None
    escalation_decide(ask=asked, step=each.step, contact=each.recipient, is_approved=True, by=SYSTEM)
    until(frozen, date(2007, 2, 18), asked)
    assert "knows that I am writing" in Email.objects.get(to_address="head@example.org").text


def test_letter_about_the_monthly_update_does_not_speak_of_being_excused(
    programme: Programme, camden: Borough, coordinator: User
) -> None:
    ask = Ask(borough=camden, kind="update", title="Has anything changed?", asked_on=date(2007, 1, 9))
    matter = Matter(ask=ask, step=4, wanted_by=date(2007, 2, 20), is_escalation=True)
    assert matter.asked_words.endswith("Any answer helps: “Nothing has changed” is useful, too.")


def test_gate_of_the_policy_asks_for_approval(asked: Ask, frozen: time_machine.Traveller) -> None:
    person(Position.BUSINESS_MANAGER, borough=asked.borough, email="business@example.org")
    Policy.objects.create(programme=asked.borough.programme, kind="audit-reply", gates=["business_manager"])
    until(frozen, date(2007, 2, 4), asked)
    assert planned(asked).outcome == Outcome.APPROVE


def test_chair_is_written_to_at_most_once_a_month(asked: Ask, frozen: time_machine.Traveller) -> None:
    Policy.objects.create(programme=asked.borough.programme, kind="audit-reply", ladder=["chair"])
    until(frozen, date(2007, 2, 4), asked)
    first = planned(asked)
    assert first.recipient is not None
    escalation_decide(ask=asked, step=first.step, contact=first.recipient, is_approved=True, by=SYSTEM)
    round_open(
        programme=asked.borough.programme,
        slug="more",
        title="More",
        asked=PartialDate(date(2006, 12, 5)),
        by=SYSTEM,
    )
    until(frozen, date(2007, 3, 1), asked)
    second = Ask.objects.select_related("borough__programme").exclude(pk=asked.pk).get(kind="audit-reply")
    each = planned(second)
    assert each.outcome == Outcome.APPROVE
    assert each.recipient is not None
    escalation_decide(ask=second, step=each.step, contact=each.recipient, is_approved=True, by=SYSTEM)
    until(frozen, date(2007, 4, 30), asked)
    letters = ChaseUp.objects.filter(sending__address="chair@example.org")
    days = list(letters.values_list("sending__sent_for", flat=True))
    assert len(days) == 2
    assert days[1] >= date(2007, 3, 8)
    assert days[0] == date(2007, 2, 8)


def test_policy_without_reminders_rings_straight_away(asked: Ask, frozen: time_machine.Traveller) -> None:
    Policy.objects.create(programme=asked.borough.programme, kind="audit-reply", most_reminders=0, ladder=[])
    assert until(frozen, date(2007, 1, 31), asked) == []
    assert planned(asked).outcome == Outcome.RING
