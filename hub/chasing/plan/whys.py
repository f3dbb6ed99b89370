"""Why the next step of an ask is what it is, and why on that day, in words. Pure."""

from __future__ import annotations

from datetime import date, datetime

from boroughs.asks.models import Ask
from boroughs.asks.states import once_decided
from config.clock import LONDON
from config.dates import say
from hub.chasing.models import Hold
from hub.chasing.plan.facts import Facts
from hub.chasing.plan.follow_ups import why_follow_up
from hub.chasing.plan.sent import Undelivered
from hub.chasing.plan.timing import answer_due_on, say_sending_days
from hub.chasing.states import FIRST_REQUEST, HoldKind


def why_held(hold: Hold) -> str:
    """Say until when it is held, and the coordinator's reason."""
    until = f"until {say(hold.last_day)}" if hold.last_day else "until it is lifted"
    because = f": {hold.reason.rstrip('. ')}" if hold.reason else ""
    return f"Held {until}. {HoldKind(hold.kind).label}{because}."


def why_next(facts: Facts) -> str:
    """Say what the next step follows from: what was asked, answered or left out before."""
    ask = facts.ask
    if facts.step == FIRST_REQUEST:
        return why_follow_up(ask, facts.rhythm, facts.days) or "Not asked yet."
    if ask.returned_on and facts.is_returned:
        return f"{ask.borough} {once_decided(ask.returned_after)}; it is its turn again since {say(ask.returned_on)}."
    if ask.promised_on:
        return why_promised(ask, facts.today)
    if facts.sent is not None and facts.sent.left_out is not None:
        left_out = facts.sent.left_out
        return f"{left_out.name}: {left_out}. There is no answer yet."
    if facts.is_answered:
        return why_follow_up(ask, facts.rhythm, facts.days)
    if facts.is_news:
        return "What was sent before did not arrive."
    if facts.step == 1 and ask.due_on is not None:
        is_over = ask.due_on < facts.today
        return "The day that was agreed for it has passed." if is_over else f"Agreed for {say(ask.due_on)}."
    if facts.sent is None and ask.asked_is_assumed:
        return "Asked before, and no answer is recorded."
    if facts.step == 1:
        due = answer_due_on(facts.asked_on, facts.rhythm, facts.days)
        return f"Asked on {say(facts.asked_on)}, with no answer by {say(due)}."
    return f"Last reminded on {say(facts.asked_on)}, with no answer since."


def why_undelivered(failed: Undelivered) -> str:
    """Say which e-mail waits for a decision, and what waits for that."""
    what = f"The {failed.name.lower()} of {say(failed.on)} to {failed.to}"
    if failed.is_in_doubt:
        return f"{what} may have arrived, or not. Until you say which, nothing else goes out about it."
    return f"{what} did not arrive. Until you decide about it, nothing else goes out."


def why_promised(ask: Ask, today: date) -> str:
    """Say what was promised; where the last safe day was moved to before it, that the promise holds only so far."""
    promised = say(ask.promised_on) if ask.promised_on else ""
    if not ask.is_promise_broken(today):
        cut = ask.last_safe_on if ask.deferred_until != ask.promised_on else None
        until = f" That defers chasing until {say(cut)} only: {ask.last_safe_reason}." if cut else ""
        return f"An answer is promised by {promised}.{until}"
    return f"An answer was promised by {promised} and has not come."


def why_that_day(due_on: date, send_at: datetime, facts: Facts) -> str:
    """Say why what is due from one day on goes out on another."""
    day = send_at.astimezone(LONDON).date()
    if due_on >= day:
        return f"That is due on {say(day)}."
    because = facts.days.why_not(due_on)
    if because is None and due_on.weekday() not in facts.rhythm.sending_days:
        because = f"not a sending day ({say_sending_days(facts.rhythm)})"
    if because is None:
        return "It was due before; this is the next time at which e-mails go out."
    return f"Due from {say(due_on)}, which is {because}; this is the next sending day."
