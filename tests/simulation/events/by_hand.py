"""What the coordinator does by hand with the e-mails that go out next, and with those that did not arrive."""

from boroughs.history.services import Refused
from config import clock
from hub.chasing.by_hand.editing import wording_keep, wording_put_aside
from hub.chasing.by_hand.leaving_out import (
    step_leave_out,
    step_take_back,
    welcome_leave_out,
    welcome_take_back,
)
from hub.chasing.by_hand.ringing import ring_note
from hub.chasing.by_hand.sending_now import email_for_now, email_send_now
from hub.chasing.letters.batches import Batch, batches
from hub.chasing.letters.bundles import Writer, seen_of
from hub.chasing.letters.marks import marks_of
from hub.chasing.selectors import chase_plan, whole_plan
from hub.chasing.states import Handle, Outcome
from hub.mail.models import Email
from hub.mail.states import State
from hub.mail.undelivered import email_clear, email_resend
from tests.simulation.events.choosing import GOING, open_asks, pick
from tests.simulation.year import SYSTEM, Year


def leave_out(year: Year, number: int) -> None:
    each = pick([each for each in chase_plan(year.programme, clock.now()) if each.outcome in GOING], number)
    step_leave_out(ask=each.ask, step=each.step, purpose=each.purpose, by=SYSTEM)


def leave_out_welcome(year: Year, number: int) -> None:
    each = pick(whole_plan(year.programme, clock.now()).welcomes, number)
    welcome_leave_out(borough=each.borough, contact=each.contact.pk, by=SYSTEM)


def take_back(year: Year, number: int) -> None:
    left_out = [each.ask for each in chase_plan(year.programme, clock.now()) if each.left_out]
    step_take_back(ask=pick(left_out, number), by=SYSTEM)


def take_back_welcome(year: Year, number: int) -> None:
    each = pick(whole_plan(year.programme, clock.now()).welcomes_left_out, number)
    welcome_take_back(borough=each.borough, by=SYSTEM)


def edit(year: Year, number: int) -> None:
    """Write own words for an e-mail, also for one that waits because it has changed."""
    batch = pick(_to_edit(year), number)
    seen = seen_of(batch, Writer.of(year.programme).standard(batch))
    text = "\n\n".join([f"Own words {number} of {clock.today()}", *marks_of(batch.asks)])
    wording_keep(
        programme=year.programme, about=batch.handles, subject="Own", text=text, seen=seen, by=SYSTEM
    )


def go_back(year: Year, number: int) -> None:
    edited = [batch for batch in _to_edit(year) if batch.wording is not None]
    wording_put_aside(programme=year.programme, about=pick(edited, number).handles, by=SYSTEM)


def _to_edit(year: Year) -> list[Batch]:
    plan = whole_plan(year.programme, clock.now())
    return [
        batch
        for outcome in (Outcome.SEND, Outcome.LOOK_AGAIN)
        for batch in batches(plan.asks, outcome, welcomes=plan.welcomes)
    ]


def send_now(year: Year, number: int) -> None:
    """Send what goes out some day; one time in three try whatever is asked, be it held or with us."""
    going = [handle for batch in _to_edit(year) for handle in batch.handles]
    about = pick(going if number % 3 else [Handle.of_ask(ask.pk) for ask in open_asks(year)], number // 3)
    seen = email_for_now(programme=year.programme, about=about).seen
    email_send_now(programme=year.programme, about=about, seen=seen, by=SYSTEM)


def ring(year: Year, number: int) -> None:
    """Ring whoever is to be rung, and do not reach them."""
    each = pick(
        [one for one in chase_plan(year.programme, clock.now()) if one.outcome == Outcome.RING], number
    )
    if each.recipient is None:
        raise Refused("There is nobody to ring.")
    ring_note(ask=each.ask, whom=each.recipient.name, on=clock.today(), note="", by=SYSTEM)


def decide_undelivered(year: Year, number: int) -> None:
    """Send again what failed, or be done with it."""
    failed = Email.objects.filter(programme=year.programme, state=State.FAILED, cleared_at=None)
    email = pick(list(failed.order_by("pk")), number)
    if number % 2:
        email_clear(email=email, words="I have rung.", by=SYSTEM)
    else:
        email_resend(email=email, by=SYSTEM)
