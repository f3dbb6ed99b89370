"""Who gets what, when and why; and who gets nothing, and why not."""

from datetime import date, datetime

import pytest
import time_machine

from audits.rounds.services import Details, audit_move, round_open
from audits.rounds.states import Move
from boroughs.asks.kinds import Answer
from boroughs.asks.models import Ask
from boroughs.asks.replying import reply_record, update_give
from boroughs.asks.services import reconcile
from boroughs.history.models import Actor
from boroughs.people.models import Contact, User
from boroughs.people.services import contact_deactivate
from boroughs.people.states import Position
from boroughs.programme.models import Borough, Programme
from boroughs.programme.states import Heard
from config import clock
from config.clock import LONDON
from config.dates import PartialDate
from hub.chasing.plan.planned import Planned
from hub.chasing.selectors import chase_plan, whole_plan
from hub.chasing.states import Outcome
from tests.factories.people import person

SYSTEM = Actor.system()


@pytest.fixture
def asked(programme: Programme, camden: Borough, camden_lead: User, coordinator: User) -> Borough:
    """Camden was asked on 4 December 2006 whether it can contribute files, and has said nothing since."""
    update_give(
        borough=camden,
        something_changed=False,
        said_by="Camden",
        how=Heard.EMAIL,
        on=clock.today(),
        by=SYSTEM,
    )
    round_open(
        programme=programme, slug="files", title="Case files", asked=PartialDate(date(2006, 12, 4)), by=SYSTEM
    )
    return camden


def planned(programme: Programme) -> Planned:
    """The one thing planned."""
    (found,) = chase_plan(programme, clock.now())
    return found


def test_overdue_reply_is_chased_on_the_next_sending_day(programme: Programme, asked: Borough) -> None:
    each = planned(programme)
    assert (each.outcome, each.step) == (Outcome.SEND, 1)
    assert each.send_at == datetime(2007, 1, 9, 10, tzinfo=LONDON)
    assert each.recipient is not None
    assert each.recipient.email == "camden.lead@example.org"
    assert each.why.startswith("Asked on 4 December 2006, with no answer by 18 December 2006.")


def test_row_of_the_preview_has_the_agreed_keys(programme: Programme, asked: Borough) -> None:
    assert planned(programme).as_row().keys() == {
        "borough",
        "ask",
        "kind",
        "step",
        "recipient",
        "send_at",
        "why",
        "outcome",
        "step_name",
        "edited",
        "left_out",
    }


def test_while_the_turn_is_ours_nobody_is_chased(programme: Programme, asked: Borough) -> None:
    audit = asked.file_audits.get()
    audit_move(
        audit=audit,
        move=Move.ASK_EXCUSAL,
        on=PartialDate(clock.today()),
        details=Details(reason="a joint area review"),
        by=SYSTEM,
    )
    each = planned(programme)
    assert each.outcome == Outcome.WITH_US
    assert each.why == "It is our turn: Camden asks to be excused because of a joint area review."


def test_promise_stops_the_chase_until_its_day_and_shows_when_broken(
    programme: Programme, asked: Borough, frozen: time_machine.Traveller
) -> None:
    ask = Ask.objects.get(closed_at=None)
    answer = Answer("promise", clock.today(), "Camden", Heard.TELEPHONE, promised_on=date(2007, 1, 18))
    reply_record(ask=ask, answer=answer, by=SYSTEM)
    assert planned(programme).outcome == Outcome.PROMISED
    frozen.move_to(datetime(2007, 1, 19, 9, tzinfo=LONDON))
    each = planned(programme)
    assert each.outcome == Outcome.SEND
    assert each.ask.is_promise_broken(clock.today())
    assert each.why.startswith("An answer was promised by 18 January 2007 and has not come.")


def test_without_an_audit_lead_the_business_manager_is_written_to(
    programme: Programme, asked: Borough
) -> None:
    person(Position.BUSINESS_MANAGER, borough=asked, email="manager@example.org")
    contact_deactivate(contact=Contact.objects.get(email="camden.lead@example.org"), by=SYSTEM)
    each = planned(programme)
    assert each.recipient is not None
    assert each.recipient.email == "manager@example.org"
    assert each.as_what == "partnership business manager, because there is no audit lead to write to"


@pytest.mark.parametrize("position", [Position.CHAIR, Position.HEAD_OF_SAFEGUARDING])
def test_chairs_and_directors_are_never_written_to_by_themselves(
    programme: Programme, asked: Borough, position: Position
) -> None:
    person(position, borough=asked, email="chair@example.org")
    contact_deactivate(contact=Contact.objects.get(email="camden.lead@example.org"), by=SYSTEM)
    each = planned(programme)
    assert (each.outcome, each.recipient) == (Outcome.NOBODY, None)
    assert each.why == "No audit lead to write to, and nobody in their place."


def test_user_whose_account_is_closed_is_not_written_to(programme: Programme, asked: Borough) -> None:
    User.objects.filter(email="camden.lead@example.org").update(is_active=False)
    assert planned(programme).outcome == Outcome.NOBODY


def test_vacant_post_sends_the_update_to_the_interim_then_the_manager(
    programme: Programme, camden: Borough, frozen: time_machine.Traveller
) -> None:
    person(Position.MANAGER, borough=camden, email="manager@example.org")
    reconcile(boroughs=[camden], today=clock.today())
    each = planned(programme)
    assert each.recipient is not None
    assert each.recipient.email == "manager@example.org"


def test_ended_programme_asks_for_nothing(
    programme: Programme, asked: Borough, frozen: time_machine.Traveller
) -> None:
    frozen.move_to(datetime(2007, 7, 1, 12, tzinfo=LONDON))
    reconcile(boroughs=[asked], today=clock.today())
    assert chase_plan(programme, clock.now()) == []


@pytest.mark.parametrize(
    "day", [datetime(2007, 7, 1, 12, tzinfo=LONDON), datetime(2005, 7, 1, 12, tzinfo=LONDON)]
)
def test_nothing_is_planned_in_a_programme_that_does_not_run_whatever_is_still_open(
    programme: Programme, asked: Borough, day: datetime
) -> None:
    assert Ask.objects.filter(closed_at=None).exists()
    plan = whole_plan(programme, day)
    assert (plan.asks, plan.newcomers) == ([], [])


def test_moved_date_neither_closes_nor_restarts(programme: Programme, asked: Borough) -> None:
    before = Ask.objects.get(closed_at=None)
    round_ = asked.file_audits.get().round
    round_.asked_on = date(2006, 11, 1)
    round_.save()
    reconcile(boroughs=[asked], today=clock.today())
    after = Ask.objects.get(closed_at=None)
    assert (after.pk, after.asked_on, after.steps_sent) == (before.pk, before.asked_on, before.steps_sent)
