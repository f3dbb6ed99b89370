"""The coordinator decides, holds, and takes back what was a mistake."""

from datetime import timedelta

from audits.rounds.models import FileAudit
from audits.rounds.services import Details, audit_move
from audits.rounds.states import Move
from audits.rounds.states import Position as AuditPosition
from boroughs.asks.stopping import pause_settle
from config import clock
from config.dates import PartialDate
from hub.chasing.by_hand.escalating import escalation_decide
from hub.chasing.by_hand.stopping import ask_withdraw_and_tell, hold_lift, hold_place
from hub.chasing.models import Hold
from hub.chasing.selectors import chase_plan
from hub.chasing.states import HoldKind, Outcome
from tests.simulation.events.choosing import open_asks, pick
from tests.simulation.year import SYSTEM, Year


def settle(year: Year, number: int) -> None:
    paused = [ask for ask in open_asks(year) if ask.pause_asked_on]
    pause_settle(ask=pick(paused, number), words="agreed", by=SYSTEM)


def decide_excusal(year: Year, number: int) -> None:
    asking = FileAudit.objects.filter(position=AuditPosition.ASKS_EXCUSED).order_by("pk")
    move = Move.EXCUSE if number % 2 else Move.REFUSE_EXCUSAL
    details = Details(decided_by="the Board")
    audit_move(
        audit=pick(list(asking), number), move=move, on=PartialDate(clock.today()), details=details, by=SYSTEM
    )


def decide_letters(year: Year, number: int) -> None:
    waiting = [each for each in chase_plan(year.programme, clock.now()) if each.outcome == Outcome.APPROVE]
    each = pick(waiting, number)
    assert each.recipient is not None
    is_approved = number % 4 != 0
    escalation_decide(
        ask=each.ask, step=each.step, contact=each.recipient, is_approved=is_approved, by=SYSTEM
    )


def hold_borough(year: Year, number: int) -> None:
    ends = clock.today() + timedelta(days=number % 40) if number % 20 else None
    hold_place(borough=pick(year.boroughs, number), ask=None, kind=HoldKind.OTHER, ends_on=ends, by=SYSTEM)


def inspect(year: Year, number: int) -> None:
    ends = clock.today() + timedelta(days=number % 20)
    borough = pick(year.boroughs, number)
    hold_place(borough=borough, ask=None, kind=HoldKind.INSPECTION, fieldwork_ends_on=ends, by=SYSTEM)


def hold_ask(year: Year, number: int) -> None:
    ask = pick(open_asks(year), number)
    ends = clock.today() + timedelta(days=number % 25)
    kind = HoldKind.REPLIED if number % 3 == 0 else HoldKind.OTHER
    hold_place(borough=ask.borough, ask=ask, kind=kind, ends_on=ends, by=SYSTEM)


def lift(year: Year, number: int) -> None:
    in_force = [each for each in Hold.objects.order_by("pk") if each.is_in_force(clock.today())]
    hold_lift(hold=pick(in_force, number), by=SYSTEM)


def withdraw(year: Year, number: int) -> None:
    ask = pick(open_asks(year), number)
    again_on = clock.today() + timedelta(days=number % 50) if number % 4 else None
    ask_withdraw_and_tell(ask=ask, reason="Our mistake.", ask_again_on=again_on, by=SYSTEM)
