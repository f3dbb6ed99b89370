"""What happens in a simulated year: each event takes the year and a number, which chooses to whom and how much."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar

from audits.rounds.models import FileAudit, Round
from audits.rounds.services import Details, audit_move, round_open
from audits.rounds.states import Move
from audits.rounds.states import Position as AuditPosition
from boroughs.asks.kinds import Answer
from boroughs.asks.models import Ask
from boroughs.asks.replying import reply_record, update_give
from boroughs.asks.selectors import choices_of
from boroughs.asks.services import reconcile
from boroughs.asks.stopping import pause_settle
from boroughs.history.services import Refused
from boroughs.people.models import Contact
from boroughs.people.services import Newcomer, contact_deactivate
from boroughs.people.states import Position
from boroughs.posts.models import Post, PostEntry
from boroughs.posts.services import post_entry_void, post_move, post_name_interim
from boroughs.posts.states import Move as PostMove
from boroughs.posts.states import Stage
from boroughs.programme.models import KeyDate
from boroughs.programme.states import Heard
from config import clock
from config.dates import PartialDate, Precision
from hub.chasing.bundles import Writer, batches
from hub.chasing.editing import wording_keep, wording_put_aside
from hub.chasing.escalating import escalation_decide
from hub.chasing.leaving_out import step_leave_out, step_take_back
from hub.chasing.marks import marks_of
from hub.chasing.models import Hold, Policy, Welcome
from hub.chasing.selectors import chase_plan
from hub.chasing.sending_now import email_for_now, email_send_now
from hub.chasing.states import HoldKind, Outcome
from hub.chasing.stopping import ask_withdraw_and_tell, hold_lift, hold_place
from tests.factories import ContactFactory
from tests.simulation.year import EVERYBODY, SYSTEM, Year

T = TypeVar("T")
Event = Callable[[Year, int], None]
GOING = (Outcome.SEND, Outcome.LOOK_AGAIN)


def pick(things: Sequence[T], number: int) -> T:
    """Choose one; Refused when there is none, which ends the event."""
    if not things:
        raise Refused("There is nothing to choose from.")
    return things[number % len(things)]


def open_asks(year: Year) -> list[Ask]:
    """List what is open, in a fixed order."""
    asks = Ask.objects.filter(borough__programme=year.programme, closed_at=None).order_by("pk")
    return list(asks.select_related("borough__programme"))


def reply(year: Year, number: int) -> None:
    ask = pick([ask for ask in open_asks(year) if not ask.is_with_us], number)
    choice = pick(choices_of(ask), number // 7)
    holder = None
    if "holder" in choice.needs:
        holder = ContactFactory.create(borough=ask.borough, position=Position.ADVISER).pk
    today = clock.today()
    answer = Answer(
        choice.value,
        today,
        "Somebody",
        Heard.TELEPHONE,
        firm=PartialDate(today + timedelta(days=number % 60))
        if "firm" in choice.takes and number % 2
        else None,
        files=number % 9 + 1 if "files" in choice.needs | choice.takes else None,
        holder=holder,
        reason="a joint area review" if "reason" in choice.needs | choice.takes else "",
        promised_on=today + timedelta(days=number % 30 + 1) if "promised_on" in choice.needs else None,
    )
    reply_record(ask=ask, answer=answer, by=SYSTEM)


def promise(year: Year, number: int) -> None:
    ask = pick([ask for ask in open_asks(year) if not ask.is_with_us], number)
    promised = clock.today() + timedelta(days=number % 40 + 1)
    answer = Answer("promise", clock.today(), "X", Heard.EMAIL, promised_on=promised)
    reply_record(ask=ask, answer=answer, by=SYSTEM)
    assert not ask.is_past_use(promised), "a day past the last safe one was promised"


def pause(year: Year, number: int) -> None:
    ask = pick([ask for ask in open_asks(year) if not ask.is_with_us], number)
    reply_record(
        ask=ask, answer=Answer("pause", clock.today(), "X", Heard.EMAIL, reason="illness"), by=SYSTEM
    )


def update(year: Year, number: int) -> None:
    borough = pick(year.boroughs, number)
    update_give(
        borough=borough, something_changed=False, said_by="X", how=Heard.EMAIL, on=clock.today(), by=SYSTEM
    )


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


def deactivate(year: Year, number: int) -> None:
    active = Contact.objects.filter(borough__isnull=False, is_active=True).order_by("pk")
    contact_deactivate(contact=pick(list(active), number), by=SYSTEM)


def arrive(year: Year, number: int) -> None:
    ContactFactory.create(borough=pick(year.boroughs, number), position=pick(EVERYBODY, number // 3))


def leave_post(year: Year, number: int) -> None:
    held = Post.objects.exclude(holder=None).order_by("pk")
    post_move(post=pick(list(held), number), move=PostMove.LEAVE, on=PartialDate(clock.today()), by=SYSTEM)


def appoint(year: Year, number: int) -> None:
    post = pick(list(Post.objects.filter(holder=None).order_by("pk")), number)
    holder = ContactFactory.create(borough=post.borough, position=Position.ADVISER)
    post_move(post=post, move=PostMove.APPOINT, on=PartialDate(clock.today()), holder=holder, by=SYSTEM)


def appoint_late(year: Year, number: int) -> None:
    """We hear of it weeks later, of somebody who was never written to or of the one who stood in."""
    post = pick(list(Post.objects.filter(holder=None).order_by("pk")), number)
    holder = post.interim if number % 3 == 0 else None
    is_back = Welcome.objects.filter(contact=holder).exists()
    if holder is None or is_back or holder.position != Position.ADVISER:
        holder = ContactFactory.create(borough=post.borough, position=Position.ADVISER)
    began = PartialDate(max(clock.today() - timedelta(days=number % 30), post.since_on or clock.today()))
    post_move(post=post, move=PostMove.APPOINT, on=began, holder=holder, by=SYSTEM)


def strike_out_appointment(year: Year, number: int) -> None:
    entries = PostEntry.objects.standing().filter(stage=Stage.IN_POST, change__verb="post-appoint")
    post_entry_void(entry=pick(list(entries.order_by("pk")), number), reason="a mistake", by=SYSTEM)


def stand_in(year: Year, number: int) -> None:
    post = pick(list(Post.objects.filter(holder=None).order_by("pk")), number)
    people = Contact.objects.filter(borough=post.borough, is_active=True).order_by("pk")
    post_name_interim(
        post=post, interim=pick(list(people), number // 3), on=PartialDate(clock.today()), by=SYSTEM
    )


def refer(year: Year, number: int) -> None:
    """Somebody says who else is to be asked: now somebody whom we know, now somebody new."""
    ask = pick([ask for ask in open_asks(year) if not ask.is_with_us], number)
    known = list(Contact.objects.filter(borough=ask.borough, is_active=True).order_by("pk"))
    contact = pick(known, number // 5)
    named = Newcomer(contact.name, contact.email)
    if number % 2:
        named = Newcomer("Somebody else", f"somebody-{ask.borough_id}-{number}@example.org")
    answer = Answer("refer", clock.today(), "X", Heard.EMAIL, refer_to=named)
    reply_record(ask=ask, answer=answer, by=SYSTEM)


def ask_excusal(year: Year, number: int) -> None:
    audit = pick(list(FileAudit.objects.order_by("pk")), number)
    details = Details(reason="a joint area review")
    audit_move(audit=audit, move=Move.ASK_EXCUSAL, on=PartialDate(clock.today()), details=details, by=SYSTEM)


def outage(year: Year, number: int) -> None:
    year.works_from = clock.today() + timedelta(days=number % 31)


def mail_outage(year: Year, number: int) -> None:
    year.mail_from = clock.today() + timedelta(days=number % 6)


def move_date(year: Year, number: int) -> None:
    """A moved date keeps each row, and with it the sequence."""
    dated = FileAudit.objects.filter(position=AuditPosition.AGREED_DATED).order_by("pk")
    audit = pick(list(dated), number)
    reconcile(boroughs=year.boroughs, today=clock.today())  # what an outage kept from being opened or closed
    before = {(ask.borough_id, ask.key): ask.pk for ask in open_asks(year)}
    details = Details(firm=PartialDate(clock.today() + timedelta(days=number % 90)))
    audit_move(audit=audit, move=Move.AGREE, on=PartialDate(clock.today()), details=details, by=SYSTEM)
    after = {(ask.borough_id, ask.key): ask.pk for ask in open_asks(year)}
    assert before == after, "a moved date closed or reopened an ask"


def move_drafting(year: Year, number: int) -> None:
    """Another day, to the day or the month, on which drafting begins moves last safe days, and nothing else."""
    begins = clock.today() + timedelta(days=number % 120 - 10)
    precision = Precision.MONTH if number % 2 else Precision.DAY
    reconcile(boroughs=year.boroughs, today=clock.today())
    before = {(ask.pk, ask.asked_on, ask.promised_on, ask.steps_sent) for ask in open_asks(year)}
    KeyDate.objects.filter(programme=year.programme).update(on=begins, precision=precision)
    year.drafting_moved_on = clock.today()
    reconcile(boroughs=year.boroughs, today=clock.today())
    after = {(ask.pk, ask.asked_on, ask.promised_on, ask.steps_sent) for ask in open_asks(year)}
    assert before == after, "a moved key date changed more than the last safe days"


def open_round(year: Year, number: int) -> None:
    if (there := Round.objects.count()) < 3:
        asked = PartialDate(clock.today() - timedelta(days=number % 20))
        round_open(programme=year.programme, slug=f"round-{there}", title="Files", asked=asked, by=SYSTEM)


def edit_policy(year: Year, number: int) -> None:
    facts = {"days_to_reply": number % 15 + 1, "most_reminders": number % 4, "ring_after": number % 7 + 1}
    kind = pick(["update", "audit-reply", "audit-date", "post-news"], number)
    Policy.objects.update_or_create(programme=year.programme, kind=kind, defaults=facts)


def quiet_period(year: Year, number: int) -> None:
    year.programme.refresh_from_db()
    begins, ends = clock.today() + timedelta(days=3), clock.today() + timedelta(days=3 + number % 14)
    period = {"label": "quiet", "begins_on": begins.isoformat(), "ends_on": ends.isoformat()}
    year.programme.quiet_periods.append(period)
    year.programme.save()


def withdraw(year: Year, number: int) -> None:
    ask = pick(open_asks(year), number)
    again_on = clock.today() + timedelta(days=number % 50) if number % 4 else None
    ask_withdraw_and_tell(ask=ask, reason="Our mistake.", ask_again_on=again_on, by=SYSTEM)


def decide_letters(year: Year, number: int) -> None:
    waiting = [each for each in chase_plan(year.programme, clock.now()) if each.outcome == Outcome.APPROVE]
    each = pick(waiting, number)
    assert each.recipient is not None
    is_approved = number % 4 != 0
    escalation_decide(
        ask=each.ask, step=each.step, contact=each.recipient, is_approved=is_approved, by=SYSTEM
    )


def leave_out(year: Year, number: int) -> None:
    each = pick([each for each in chase_plan(year.programme, clock.now()) if each.outcome in GOING], number)
    step_leave_out(ask=each.ask, step=each.step, purpose=each.purpose, by=SYSTEM)


def take_back(year: Year, number: int) -> None:
    left_out = [each.ask for each in chase_plan(year.programme, clock.now()) if each.left_out]
    step_take_back(ask=pick(left_out, number), by=SYSTEM)


def edit(year: Year, number: int) -> None:
    """Write own words for an e-mail, also for one that waits because it has changed."""
    plan = chase_plan(year.programme, clock.now())
    batch = pick([*batches(plan), *batches(plan, Outcome.LOOK_AGAIN)], number)
    seen = batch.seen(Writer.of(year.programme).standard(batch))
    text = "\n\n".join([f"Own words {number} of {clock.today()}", *marks_of(batch.asks)])
    asks = [ask.pk for ask in batch.asks]
    wording_keep(programme=year.programme, asks=asks, subject="Own", text=text, seen=seen, by=SYSTEM)


def go_back(year: Year, number: int) -> None:
    plan = chase_plan(year.programme, clock.now())
    edited = [each.ask.pk for each in plan if each.wording is not None]
    wording_put_aside(programme=year.programme, asks=[pick(edited, number)], by=SYSTEM)


def send_now(year: Year, number: int) -> None:
    """Send what goes out some day; one time in three try whatever is asked, be it held or with us."""
    plan = chase_plan(year.programme, clock.now())
    going = [each.ask for each in plan if each.outcome in GOING]
    ask = pick(going if number % 3 else open_asks(year), number // 3)
    seen = email_for_now(programme=year.programme, ask=ask).seen
    email_send_now(programme=year.programme, ask=ask, seen=seen, by=SYSTEM)


EVENTS: tuple[Event, ...] = (
    open_round,
    reply,
    reply,
    update,
    promise,
    hold_borough,
    hold_ask,
    inspect,
    lift,
    lift,
    pause,
    settle,
    settle,
    decide_excusal,
    decide_excusal,
    decide_letters,
    decide_letters,
    deactivate,
    arrive,
    arrive,
    arrive,
    leave_post,
    leave_post,
    appoint,
    appoint,
    appoint_late,
    strike_out_appointment,
    stand_in,
    stand_in,
    refer,
    refer,
    ask_excusal,
    outage,
    mail_outage,
    move_date,
    move_drafting,
    edit_policy,
    quiet_period,
    withdraw,
    leave_out,
    take_back,
    edit,
    edit,
    go_back,
    send_now,
    send_now,
)
