"""Leave out one step of one ask, or a welcome, and take that back."""

from django.db import transaction

from boroughs.asks.models import Ask
from boroughs.history.models import Actor
from boroughs.history.services import Refused, record
from boroughs.people.states import Position
from boroughs.programme.locking import borough_locked, programme_locked
from boroughs.programme.models import Borough, Programme
from boroughs.programme.selectors import days_of
from config import clock
from config.dates import say
from hub.chasing.by_hand.editing import wordings_put_aside
from hub.chasing.models import ChaseUp, Welcome
from hub.chasing.plan.newcomers import Newcomer
from hub.chasing.plan.planned import Planned
from hub.chasing.selectors import chase_plan, whole_plan
from hub.chasing.states import NOTICE_DAYS, Handle, Outcome, Purpose, letter_name

FIRST = (
    "They have not been asked yet, and every later e-mail says that they were, so this one cannot be left out. "
    "Hold it, or withdraw it, instead."
)

TOO_LATE = (
    "This cannot be taken back: the days to settle in are over, they have been written to meanwhile, or they hold the "
    "post no more."
)


@transaction.atomic
def step_leave_out(*, ask: Ask, step: int, purpose: str, by: Actor) -> ChaseUp:
    """Leave out the next step of an ask: it is not sent, takes up its place, and the next one counts from its day.

    `step` and `purpose` say which step was seen. Leaving out the notice before a letter leaves out the letter that it
    announces, which is never written without. Refused when another step is next by now, when nothing is about to go
    out, and for a first request: every later e-mail says that it was sent.
    """
    each = _next(ask)
    if each.outcome not in {Outcome.SEND, Outcome.LOOK_AGAIN} or each.day is None:
        raise Refused(f"There is no e-mail to leave out. {each.why}")
    if (each.step, each.purpose) != (step, purpose):
        raise Refused(f"Another step is next about this by now: {each.step_name.lower()}. Look at it again.")
    if each.is_first_request:
        raise Refused(FIRST)
    name, kept, rung, day = each.step_name, each.purpose, each.rung, each.day
    if each.purpose == Purpose.NOTICE and each.next_rung is not None:
        rung = Position(each.next_rung.position)
        name, kept = letter_name(rung), Purpose.STEP
        day = days_of(ask.borough.programme).add(day, NOTICE_DAYS)
    summary = f"{name} left out, which would have gone on {say(day)}"
    change = record(subject=ask, verb="step-leave-out", summary=summary, by=by, is_private=True)
    if each.wording is not None and each.wording.handles == {Handle.of_ask(ask.pk)}:
        wordings_put_aside([each.wording])
    return ChaseUp.objects.create(
        ask=ask,
        step=each.step,
        purpose=kept,
        hold=each.hold if kept == Purpose.COURTESY else None,
        rung=rung or "",
        name=name,
        why=each.why,
        left_out=change,
        left_out_for=day,
    )


@transaction.atomic
def step_take_back(*, ask: Ask, by: Actor) -> ChaseUp:
    """Plan a step after all that was left out. Refused when that was not the last one, or the ask is closed."""
    _lock(ask)
    last = ask.chase_ups.filter(is_withdrawn=False).last()
    if last is None or last.left_out_for is None:
        raise Refused("This cannot be taken back: the next step has gone out meanwhile.")
    if not ask.is_open:
        raise Refused("This has been answered meanwhile, so nothing goes out about it.")
    last.is_withdrawn = True
    last.save(update_fields=["is_withdrawn"])
    record(
        subject=ask,
        verb="step-take-back",
        summary=f"{last.name}: not left out after all",
        by=by,
        is_private=True,
    )
    return last


@transaction.atomic
def welcome_leave_out(*, borough: Borough, contact: int, by: Actor) -> Welcome:
    """Leave out the welcome in a borough: it is not sent, and counts as if it had been.

    So nobody reminds the newcomer until the ten working days are over, and what would have been handed over is asked
    then. `contact` is whose welcome was seen. Refused when it is another's by now, or not about to go out.
    """
    each = _welcome(borough)
    if each is None or each.contact.pk != contact:
        raise Refused("Nobody is about to be welcomed as you have seen it. Look at what goes out next.")
    if each.outcome not in {Outcome.SEND, Outcome.LOOK_AGAIN} or each.day is None:
        raise Refused(f"There is no e-mail to leave out. {each.why}")
    welcome = Welcome.objects.create(
        borough=borough, contact=each.contact, quiet_until=each.quiet_until, left_out_for=each.day
    )
    summary = f"Welcome to {each.contact} left out, which would have gone on {say(each.day)}"
    welcome.left_out = record(
        subject=welcome, verb="welcome-leave-out", summary=summary, by=by, is_private=True
    )
    welcome.save(update_fields=["left_out"])
    if each.wording is not None:
        wordings_put_aside([each.wording])
    return welcome


@transaction.atomic
def welcome_take_back(*, borough: Borough, by: Actor) -> Welcome:
    """Plan a welcome after all that was left out.

    Refused once the ten working days are over, when they have been written to meanwhile, or hold the post no more.
    """
    each = _welcome(borough)
    if each is None or each.left_out is None:
        raise Refused(TOO_LATE)
    welcome = Welcome.objects.get(borough=borough, contact=each.contact, is_withdrawn=False)
    welcome.is_withdrawn = True
    welcome.save(update_fields=["is_withdrawn"])
    if _welcome(borough) is None:
        raise Refused(TOO_LATE)
    summary = f"Welcome to {each.contact}: not left out after all"
    record(subject=welcome, verb="welcome-take-back", summary=summary, by=by, is_private=True)
    return welcome


def _welcome(borough: Borough) -> Newcomer | None:
    """Find the welcome in a borough while nobody queues it, be it left out."""
    programme = programme_locked(borough.programme_id)
    borough_locked(borough.pk)
    found = whole_plan(programme, clock.now()).row(Handle.of_welcome(borough.pk))
    return found if isinstance(found, Newcomer) else None


def _next(ask: Ask) -> Planned:
    programme = _lock(ask)
    plan = chase_plan(programme, clock.now(), [ask]) if ask.is_open else []
    if not plan:
        raise Refused(
            "Nothing goes out about this any more: it has been answered, or the programme has ended."
        )
    return plan[0]


def _lock(ask: Ask) -> Programme:
    """Keep the sender from queueing meanwhile, and see how the ask stands now."""
    programme = programme_locked(ask.borough.programme_id)
    borough_locked(ask.borough_id)
    ask.refresh_from_db()
    return programme
