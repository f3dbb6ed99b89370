"""When reminders have not helped: ring, then write to the next rung, with its approval where one is needed. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from config.dates import say
from hub.chasing.plan.facts import Facts
from hub.chasing.plan.going import send, spared_until
from hub.chasing.plan.last_days import is_too_late, late_from, ring_on, rings_again_on, say_last_day, why_ring
from hub.chasing.plan.planned import Planned
from hub.chasing.plan.routing import Rung
from hub.chasing.plan.whys import why_next
from hub.chasing.states import NOTICE_DAYS, Outcome, Purpose, letter_name, notice_name

OVERTAKEN = "What you decided before holds no more: they have spoken since, or were held."


def comes_too_late(facts: Facts, sent: Planned) -> bool:
    """Tell whether it would ask for an answer that is of no use any more."""
    return is_too_late(sent.send_at, facts.ask, facts.days)


def ring_or_escalate(facts: Facts, instead_of: Planned | None = None) -> Planned:
    """Ring instead of a further e-mail; then the next rung, with its approval where one is needed.

    Nothing goes out by itself that comes too late for the last safe day: such a letter is approved, too.
    """
    ask, ring = facts.ask, facts.rhythm.ring_step
    due_on, since = facts.step_due_on(ring), facts.spoken_on
    if instead_of is not None:
        due_on = late_from(instead_of.due_on or facts.today, ask, facts.days)
        since = max(since, instead_of.hold.last_day or since) if instead_of.hold else since
    ring_from = ring_on(due_on, since, ask, facts.days)
    first_step = max(facts.step, ring + 1)
    step = facts.not_overtaken(first_step)
    rung, is_first = _next_rung(facts)
    due_on = (
        facts.days.add(ring_from, facts.rhythm.escalate_after)
        if is_first
        else facts.step_due_on(max(step, ring + 2))
    )
    ringing = _ringing(facts, ring_from, is_late=instead_of is not None)
    if rung is None or due_on > facts.today:
        return ringing
    decided = facts.decided(step, rung.contact)
    if decided is False:
        return ringing
    if not rung.needs_approval:
        why = f"{why_next(facts)} Nobody lower has answered."
        letter = send(facts, _letter(facts, step, rung, why, due_on))
        if not comes_too_late(facts, letter):
            return letter
    if decided is None:
        last = say_last_day(ask, facts.today)
        anew = f" {OVERTAKEN}" if step > first_step else ""
        why = f"{why_next(facts)} Approve a letter to {rung.contact}, or ring again.{anew} {last}".strip()
        return replace(_letter(facts, step, rung, why, due_on), outcome=Outcome.APPROVE)
    return _approved(facts, step, rung)


def _ringing(facts: Facts, ring_from: date, *, is_late: bool) -> Planned:
    """Plan the call. One that reached nobody rests for some days; the letters do not wait for it."""
    ask, way, rang = facts.ask, facts.way, facts.rang_on
    why, again = why_next(facts), ""
    if rang:
        rests_until = rings_again_on(rang[-1], ask, facts.days, after=facts.rhythm.next_reminder_after)
        ring_from = max(ring_from, rests_until)
        when = f" from {say(ring_from)}" if ring_from > facts.today else ""
        again = f"You rang on {say(rang[-1])}. Ring again{when}."
        why = f"{why} {again} {say_last_day(ask, facts.today)}".strip()
    else:
        why = f"{why} {why_ring(ask, facts.today, ring_from=ring_from, is_late=is_late)}"
    waits = Outcome.WAITING if ring_from > facts.today else Outcome.RING
    return Planned(
        ask=ask,
        step=facts.rhythm.ring_step,
        outcome=waits,
        why=why,
        recipient=way.contact,
        as_what=way.as_what,
        due_on=ring_from,
        step_name="Ring them",
        ring_again=again,
    )


def _next_rung(facts: Facts) -> tuple[Rung | None, bool]:
    """Find the rung after the highest one that was written to, and tell whether no letter has gone out yet.

    The steps do not tell: a changed policy counts them otherwise, and the rungs change with the people.
    """
    written = facts.sent.rungs if facts.sent else frozenset()
    rungs = facts.ways.rungs
    after = max((place for place, each in enumerate(rungs, 1) if each.position in written), default=0)
    # A letter from before a handover was about somebody else's silence: the days in which to ring come first again.
    is_first = after == 0 or not (facts.sent and facts.sent.has_letter)
    return (rungs[after] if after < len(rungs) else None), is_first


def _letter(facts: Facts, step: int, rung: Rung, why: str, due_on: date) -> Planned:
    """Plan the letter to a higher rung: it tells when we wrote before, and who was told of this one."""
    return Planned(
        ask=facts.ask,
        step=step,
        outcome=Outcome.SEND,
        why=why,
        recipient=rung.contact,
        as_what=rung.position.label.lower(),
        due_on=due_on,
        step_name=letter_name(rung.position),
        rung=rung.position,
        # Only before a letter that had to be approved does the lower rung get a notice.
        lower_rung=facts.way.contact if rung.needs_approval else None,
        written_on=facts.sent.reminded_on if facts.sent else (),
        rang_on=facts.rang_on,
    )


def _approved(facts: Facts, step: int, rung: Rung) -> Planned:
    """Tell the lower rung first, and write two working days later."""
    contact = rung.contact
    told_on = facts.sent.notices.get(step) if facts.sent else None
    if told_on is None and facts.way.contact is not None:
        why = f"Before {contact} is written to, which you have approved."
        notice = Planned(
            ask=facts.ask,
            step=step,
            outcome=Outcome.SEND,
            why=why,
            recipient=facts.way.contact,
            as_what=facts.way.as_what,
            # It says “in two working days”: nobody is told of a letter whose month is not over.
            due_on=spared_until(facts, contact, facts.today),
            purpose=Purpose.NOTICE,
            step_name=notice_name(rung.position),
            next_rung=contact,
        )
        return send(facts, notice)
    due_on = facts.days.add(told_on, NOTICE_DAYS) if told_on else facts.today
    due_on = spared_until(facts, contact, due_on)
    why = f"You have approved it, and {facts.way.contact} knows." if told_on else "You have approved it."
    letter = _letter(facts, step, rung, why, due_on)
    return send(facts, replace(letter, not_before=due_on))
