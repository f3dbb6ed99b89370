"""Sentences about what the coordinator and the Board decide."""

from datetime import date

from audits.rounds.services import Details, audit_move
from audits.rounds.states import Move
from boroughs.asks.models import Ask
from boroughs.asks.stopping import pause_settle
from config import clock
from config.dates import PartialDate
from hub.chasing.by_hand.escalating import escalation_decide
from hub.chasing.by_hand.ringing import ring_note, ring_void
from hub.chasing.by_hand.stopping import ask_withdraw_and_tell, hold_lift, hold_place
from hub.chasing.models import Hold, Ring
from hub.chasing.selectors import chase_plan
from hub.chasing.states import HoldKind, Outcome
from tests.stories.sentences import sentence
from tests.stories.world import COORDINATOR, World


@sentence("The Board excuses {borough}")
def excuse(world: World, borough: str) -> None:
    _decide_excusal(world, borough, Move.EXCUSE)


@sentence("The Board does not excuse {borough}")
def refuse_excusal(world: World, borough: str) -> None:
    _decide_excusal(world, borough, Move.REFUSE_EXCUSAL)


def _decide_excusal(world: World, borough: str, move: Move) -> None:
    details = Details(decided_by="the Board")
    audit_move(
        audit=world.audit(borough), move=move, on=PartialDate(world.today), details=details, by=COORDINATOR
    )


@sentence(
    "The coordinator holds {borough} until {day}[ because of {reason}]",
    "The coordinator holds {borough} until she lifts it",
    "The coordinator holds {borough}’s {topic} until {day}",
)
def hold(
    world: World, borough: str, day: date | None = None, topic: str | None = None, reason: str = ""
) -> None:
    ask = world.open_ask(borough, topic) if topic else None
    hold_place(
        borough=world.boroughs[borough],
        ask=ask,
        kind=HoldKind.OTHER,
        ends_on=day,
        reason=reason,
        by=COORDINATOR,
    )


@sentence("The coordinator grants {borough}’s pause until {day}")
def grant_pause(world: World, borough: str, day: date) -> None:
    hold_place(borough=world.boroughs[borough], ask=None, kind=HoldKind.PAUSE, ends_on=day, by=COORDINATOR)


@sentence("The coordinator settles {borough}’s pause without a hold")
def settle(world: World, borough: str) -> None:
    pause_settle(ask=world.open_ask(borough), words="They will answer soon", by=COORDINATOR)


@sentence("{borough} has replied, and the coordinator will record it later")
def replied(world: World, borough: str) -> None:
    ask = world.open_ask(borough)
    hold_place(borough=ask.borough, ask=ask, kind=HoldKind.REPLIED, by=COORDINATOR)


@sentence("An inspection holds {borough}, with fieldwork until {day}")
def inspection(world: World, borough: str, day: date) -> None:
    hold_place(
        borough=world.boroughs[borough],
        ask=None,
        kind=HoldKind.INSPECTION,
        fieldwork_ends_on=day,
        by=COORDINATOR,
    )


@sentence("The coordinator lifts the hold of {borough}")
def lift(world: World, borough: str) -> None:
    found = Hold.objects.filter(borough=world.boroughs[borough], lifted_on=None)
    (lifted,) = (each for each in found if each.may_be_lifted(world.today))
    hold_lift(hold=lifted, by=COORDINATOR)


@sentence("The coordinator withdraws {borough}’s {topic}, our mistake")
def withdraw(world: World, borough: str, topic: str) -> None:
    _withdraw(world, borough, topic, None)


@sentence("The coordinator withdraws {borough}’s {topic}, our mistake, to be asked again on {day}")
def withdraw_for_now(world: World, borough: str, topic: str, day: date) -> None:
    _withdraw(world, borough, topic, day)


@sentence("The coordinator withdraws all that {borough} is asked, our mistake")
def withdraw_all(world: World, borough: str) -> None:
    for ask in Ask.objects.filter(borough=world.boroughs[borough], closed_at=None):
        ask_withdraw_and_tell(ask=ask, reason="It was not meant for you.", ask_again_on=None, by=COORDINATOR)


def _withdraw(world: World, borough: str, topic: str, again_on: date | None) -> None:
    ask_withdraw_and_tell(
        ask=world.open_ask(borough, topic),
        reason="It was not meant for you.",
        ask_again_on=again_on,
        by=COORDINATOR,
    )


@sentence("The coordinator rings {person}, and does not reach them")
def ring(world: World, person: str) -> None:
    contact = world.people[person]
    ask = world.open_ask(str(contact.borough))
    ring_note(ask=ask, whom=contact.name, on=world.today, note="It rang for long.", by=COORDINATOR)


@sentence("That the coordinator rang {person} was a mistake, and is struck out")
def strike_out_ring(world: World, person: str) -> None:
    found = Ring.objects.standing().filter(whom=world.people[person].name).latest("pk")
    ring_void(ring=found, reason="It was another borough.", by=COORDINATOR)


@sentence("The coordinator approves the letter to {person}")
def approve(world: World, person: str) -> None:
    _decide_letters(world, person, is_approved=True)


@sentence("The coordinator decides against the letter to {person}")
def decide_against(world: World, person: str) -> None:
    _decide_letters(world, person, is_approved=False)


def _decide_letters(world: World, person: str, *, is_approved: bool) -> None:
    waiting = [
        each
        for each in chase_plan(world.programme, clock.now())
        if each.outcome == Outcome.APPROVE and each.recipient == world.people[person]
    ]
    assert waiting, f"No letter to {person} waits for approval on {world.today}."
    for each in waiting:
        escalation_decide(
            ask=each.ask,
            step=each.step,
            contact=world.people[person],
            is_approved=is_approved,
            by=COORDINATOR,
        )
