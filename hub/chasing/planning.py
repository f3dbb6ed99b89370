"""The next step of one ask, from what is known of it: what, when, to whom and why, or why nothing goes out. Pure."""

from __future__ import annotations

from dataclasses import replace

from boroughs.asks.kinds import kind_of
from config.dates import say
from hub.chasing.facts import Facts
from hub.chasing.going import send
from hub.chasing.ladder import comes_too_late, ring_or_escalate
from hub.chasing.models import Hold
from hub.chasing.newcomers import Newcomer
from hub.chasing.planned import Planned
from hub.chasing.routing import NAMED
from hub.chasing.states import FIRST_NAME, FIRST_REQUEST, HANDOVER, Outcome, Purpose, step_name
from hub.chasing.timing import not_reminded_before
from hub.chasing.whys import why_held, why_next, why_promised, why_undelivered


def plan(facts: Facts) -> Planned:
    """Plan the next step: what stops it comes first, then what it is, to whom, and the first moment for it."""
    found = _plan(facts)
    begins_at = facts.sent.begins_at if facts.sent else 0
    step = begins_at + found.step
    if found.purpose == Purpose.HANDOVER:
        begins_at = step
    # Whoever has the role that is asked knows why; others are told.
    is_expected = facts.way.why == kind_of(facts.ask.kind).asked_of.label.lower()
    is_handover = found.purpose == Purpose.HANDOVER and not found.is_news
    is_first = step == begins_at and (is_handover or not is_expected)
    because = facts.way.words(facts.ask) if is_first else ""
    return replace(
        found,
        step=step,
        begins_at=begins_at,
        because=because,
        as_what=facts.way.as_what(facts.ask) if found.as_what == NAMED else found.as_what,
        is_returned=facts.is_returned,
        is_answered=facts.is_answered,
    )


def _plan(facts: Facts) -> Planned:
    """Plan it with steps counted for the person who is asked now."""
    ask, way = facts.ask, facts.way
    if ask.is_with_us:
        return Planned(ask, facts.step, Outcome.WITH_US, f"It is our turn: {ask.borough} {ask.turn_reason}.")
    if hold := facts.hold_in_force:
        return Planned(
            ask, facts.step, Outcome.HELD, why_held(hold), way.contact, way.why, hold.last_day, hold=hold
        )
    newcomer = facts.newcomer
    is_welcomed = newcomer is not None and newcomer.is_to_be_welcomed
    if facts.sent and facts.sent.is_on_its_way and not is_welcomed:
        why = f"The e-mail for {say(facts.sent.on)} is on its way."
        return Planned(ask, facts.sent.step, Outcome.QUEUED, why, way.contact, way.why)
    if ask.deferred_until and ask.deferred_until >= facts.today:
        why = why_promised(ask, facts.today)
        return Planned(ask, facts.step, Outcome.PROMISED, why, way.contact, way.why, facts.due_on)
    if newcomer is not None and is_welcomed:
        return _with_the_welcome(facts, newcomer)
    if newcomer is not None and newcomer.is_quiet(facts.today):
        left_out = f" {newcomer.left_out.name}: {newcomer.left_out}." if newcomer.left_out else ""
        why = f"Held until {say(newcomer.quiet_until)}. New in post.{left_out}"
        return Planned(
            ask,
            facts.step,
            Outcome.HELD,
            why,
            way.contact,
            way.why,
            newcomer.quiet_until,
            step_name="New in post",
        )
    return _next(facts)


def _next(facts: Facts) -> Planned:
    """Plan the next e-mail or call of what nothing stops: of somebody new first, and no reminder of the unheard."""
    ask, way = facts.ask, facts.way
    if facts.is_asked_of_somebody_new:
        return send(facts, _handover(facts))
    if facts.sent and (failed := facts.sent.undelivered):
        why = why_undelivered(failed)
        return Planned(ask, facts.step, Outcome.UNDELIVERED, why, way.contact, way.why, failed=failed.email)
    if facts.is_news:
        return send(facts, _asked_anew(facts))
    if (over := facts.hold_over) is not None:
        return _send_in_time(facts, _courtesy(facts, over))
    if facts.step >= facts.rhythm.ring_step:
        return ring_or_escalate(facts)
    name = step_name(facts.step, facts.rhythm.most_reminders)
    due_on = facts.due_on
    step = Planned(
        ask, facts.step, Outcome.SEND, why_next(facts), way.contact, way.why, due_on, step_name=name
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
        ask,
        facts.sent.step + 1 if facts.sent else FIRST_REQUEST,
        Outcome.SEND,
        why,
        way.contact,
        way.why,
        max(due_on or facts.today, facts.today),
        purpose=Purpose.HANDOVER,
        step_name=FIRST_NAME if facts.is_news else HANDOVER,
        asked_before=asked_before,
        is_news=facts.is_news,
    )


def _asked_anew(facts: Facts) -> Planned:
    """Plan to ask what was sent and never arrived, when the next step would come: nobody is reminded of it."""
    return Planned(
        facts.ask,
        facts.sent.step + 1 if facts.sent else FIRST_REQUEST,
        Outcome.SEND,
        why_next(facts),
        facts.way.contact,
        facts.way.why,
        facts.step_due_on(1),
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
        facts.ask,
        max(facts.step - 1, FIRST_REQUEST),
        Outcome.SEND,
        f"Chasing was held until {say(last_day)}; it resumes with a courtesy note.",
        facts.way.contact,
        facts.way.why,
        max(facts.days.add(last_day, 1), next_on),
        purpose=Purpose.COURTESY,
        hold=hold,
        step_name="Courtesy note",
    )
