"""The next step of one ask, from what is known of it: what, when, to whom and why, or why nothing goes out. Pure."""

from __future__ import annotations

from dataclasses import replace

from config.dates import say
from hub.chasing.models import Hold
from hub.chasing.plan.facts import Facts
from hub.chasing.plan.going import send
from hub.chasing.plan.ladder import comes_too_late, ring_or_escalate
from hub.chasing.plan.newcomers import Newcomer
from hub.chasing.plan.planned import Planned
from hub.chasing.plan.timing import not_reminded_before
from hub.chasing.plan.whys import why_held, why_next, why_promised, why_undelivered
from hub.chasing.states import FIRST_NAME, FIRST_REQUEST, HANDOVER, Outcome, Purpose, step_name


def plan(facts: Facts) -> Planned:
    """Plan the next step: what stops it comes first, then what it is, to whom, and the first moment for it."""
    found = _plan(facts)
    begins_at = facts.sent.begins_at if facts.sent else 0
    step = begins_at + found.step
    if found.purpose == Purpose.HANDOVER:
        begins_at = step
    is_handover = found.purpose == Purpose.HANDOVER and not found.is_news
    is_first = step == begins_at and (is_handover or not facts.way.is_expected)
    return replace(
        found,
        step=step,
        begins_at=begins_at,
        # Whoever has the role that is asked knows why; others are told.
        because=facts.way.because if is_first else "",
        is_returned=facts.is_returned,
        is_answered=facts.is_answered,
    )


def _plan(facts: Facts) -> Planned:
    """Plan it with steps counted for the person who is asked now."""
    ask = facts.ask
    if ask.is_with_us:
        why = f"It is our turn: {ask.borough} {ask.turn_reason}."
        return Planned(ask=ask, step=facts.step, outcome=Outcome.WITH_US, why=why)
    if hold := facts.hold_in_force:
        return replace(_stopped(facts, Outcome.HELD, why_held(hold)), due_on=hold.last_day, hold=hold)
    newcomer = facts.newcomer
    is_welcomed = newcomer is not None and newcomer.is_to_be_welcomed
    if facts.sent and facts.sent.is_on_its_way and not is_welcomed:
        why = f"The e-mail for {say(facts.sent.on)} is on its way."
        return replace(_stopped(facts, Outcome.QUEUED, why), step=facts.sent.step)
    if ask.deferred_until and ask.deferred_until >= facts.today:
        promised = _stopped(facts, Outcome.PROMISED, why_promised(ask, facts.today))
        return replace(promised, due_on=facts.due_on)
    if newcomer is not None and is_welcomed:
        return _with_the_welcome(facts, newcomer)
    if newcomer is not None and newcomer.is_quiet(facts.today):
        left_out = f" {newcomer.left_out.name}: {newcomer.left_out}." if newcomer.left_out else ""
        why = f"Held until {say(newcomer.quiet_until)}. New in post.{left_out}"
        settling = _stopped(facts, Outcome.HELD, why)
        return replace(settling, due_on=newcomer.quiet_until, step_name="New in post")
    return _next(facts)


def _stopped(facts: Facts, outcome: Outcome, why: str) -> Planned:
    """Plan that nothing goes out for now to whom it is asked of."""
    return Planned(
        ask=facts.ask,
        step=facts.step,
        outcome=outcome,
        why=why,
        recipient=facts.way.contact,
        as_what=facts.way.as_what,
    )


def _next(facts: Facts) -> Planned:
    """Plan the next e-mail or call of what nothing stops: of somebody new first, and no reminder of the unheard."""
    if facts.is_asked_of_somebody_new:
        return send(facts, _handover(facts))
    if facts.sent and (failed := facts.sent.undelivered):
        return replace(_stopped(facts, Outcome.UNDELIVERED, why_undelivered(failed)), failed=failed.email)
    if facts.is_news:
        return send(facts, _asked_anew(facts))
    if (over := facts.hold_over) is not None:
        return _send_in_time(facts, _courtesy(facts, over))
    if facts.step >= facts.rhythm.ring_step:
        return ring_or_escalate(facts)
    step = Planned(
        ask=facts.ask,
        step=facts.step,
        outcome=Outcome.SEND,
        why=why_next(facts),
        recipient=facts.way.contact,
        as_what=facts.way.as_what,
        due_on=facts.due_on,
        step_name=step_name(facts.step, facts.rhythm.most_reminders),
    )
    return _send_in_time(facts, step)


def _send_in_time(facts: Facts, planned: Planned) -> Planned:
    """Send what is due, but ring where that would come too late to be answered by the last safe day.

    What has never been asked is asked whenever that is: nobody rings about something that they have not heard of.
    """
    sent = send(facts, planned)
    if facts.step > FIRST_REQUEST and comes_too_late(facts, sent):
        return ring_or_escalate(facts, instead_of=planned)
    return sent


def _with_the_welcome(facts: Facts, newcomer: Newcomer) -> Planned:
    """Hand it over with the welcome, whenever that goes out."""
    is_new = facts.is_news or (facts.sent is None and not facts.ask.was_asked_before)
    return replace(
        _handover(facts),
        why="Asked with the welcome." if is_new else "Handed over with the welcome.",
        step_name=step_name(FIRST_REQUEST, facts.rhythm.most_reminders) if is_new else HANDOVER,
        outcome=newcomer.outcome or Outcome.SEND,
        send_at=newcomer.send_at,
        due_on=newcomer.since,
        is_with_welcome=True,
    )


def _handover(facts: Facts) -> Planned:
    """Plan the first e-mail to somebody new: the question and why they get it, never a reminder.

    It is due at once, but for a day that the borough itself agreed to or promised.
    """
    ask, way = facts.ask, facts.way
    before = facts.sent.to if facts.sent else None
    asked_before = before.name if before and way.contact and not before.is_the_same_as(way.contact) else ""
    why = f"Asked of {asked_before or 'somebody else'} before, and now of them."
    if facts.is_news:
        # Whoever was written to before has never heard of it.
        why, asked_before = why_next(facts), ""
    due_on = not_reminded_before(ask.due_on, ask.deferred_until, facts.rhythm, facts.days)
    return Planned(
        ask=ask,
        step=facts.sent.step + 1 if facts.sent else FIRST_REQUEST,
        outcome=Outcome.SEND,
        why=why,
        recipient=way.contact,
        as_what=way.as_what,
        due_on=max(due_on or facts.today, facts.today),
        purpose=Purpose.HANDOVER,
        step_name=FIRST_NAME if facts.is_news else HANDOVER,
        asked_before=asked_before,
        is_news=facts.is_news,
    )


def _asked_anew(facts: Facts) -> Planned:
    """Plan to ask what was sent and never arrived, when the next step would come: nobody is reminded of it."""
    return Planned(
        ask=facts.ask,
        step=facts.sent.step + 1 if facts.sent else FIRST_REQUEST,
        outcome=Outcome.SEND,
        why=why_next(facts),
        recipient=facts.way.contact,
        as_what=facts.way.as_what,
        due_on=facts.step_due_on(1),
        purpose=Purpose.HANDOVER,
        step_name=FIRST_NAME,
        is_news=True,
    )


def _courtesy(facts: Facts, hold: Hold) -> Planned:
    """Plan the note after a hold: it repeats the last step in kinder words, and is never the next rung.

    It comes in the place of the next step, and so no sooner than that would have.
    """
    last_day = hold.last_day or facts.today
    next_on = facts.step_due_on(min(facts.step, facts.rhythm.ring_step), after=hold)
    return Planned(
        ask=facts.ask,
        step=max(facts.step - 1, FIRST_REQUEST),
        outcome=Outcome.SEND,
        why=f"Chasing was held until {say(last_day)}; it resumes with a courtesy note.",
        recipient=facts.way.contact,
        as_what=facts.way.as_what,
        due_on=max(facts.days.add(last_day, 1), next_on),
        purpose=Purpose.COURTESY,
        hold=hold,
        step_name="Courtesy note",
    )
