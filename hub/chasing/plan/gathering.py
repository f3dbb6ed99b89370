"""One letter for who sits on the ladder of several boroughs: what is approved for a mailbox goes together. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from config.addresses import mailbox_of
from hub.chasing.plan.facts import Facts
from hub.chasing.plan.going import send
from hub.chasing.plan.planned import Planned
from hub.chasing.states import NOTICE_DAYS, Outcome, Purpose


def gathered(steps: Sequence[tuple[Facts, Planned]]) -> list[Planned]:
    """Put off each approved letter to the day of the last one for the same mailbox of which anybody is told."""
    goes_on: dict[str, date] = {}
    for facts, planned in steps:
        for mailbox, on in _announced(facts, planned).items():
            goes_on[mailbox] = max(on, goes_on.get(mailbox, on))
    return [_put_off(facts, planned, goes_on) for facts, planned in steps]


def _announced(facts: Facts, planned: Planned) -> Mapping[str, date]:
    """Tell from when on an approved letter may go to a mailbox: one that is planned, or one that a notice tells of."""
    if _is_approved_letter(planned) and planned.recipient is not None and planned.not_before is not None:
        return {mailbox_of(planned.recipient.email): planned.not_before}
    is_notice = planned.purpose == Purpose.NOTICE and planned.outcome == Outcome.SEND
    if is_notice and planned.next_rung is not None and planned.day is not None:
        return {mailbox_of(planned.next_rung.email): facts.days.add(planned.day, NOTICE_DAYS)}
    if planned.outcome == Outcome.QUEUED and facts.sent is not None:
        # A notice that is on its way still counts, or the letter that waits for it would leave before it.
        told_on = facts.sent.notices.get(max(facts.sent.notices, default=0))
        approved = {contact for (_, contact), decision in facts.decisions.items() if decision.is_approved}
        rungs = [rung.contact for rung in facts.ways.rungs if rung.contact.pk in approved]
        if told_on is not None and told_on >= facts.sent.on and rungs:
            return {mailbox_of(rung.email): facts.days.add(told_on, NOTICE_DAYS) for rung in rungs}
    return {}


def _is_approved_letter(planned: Planned) -> bool:
    return planned.outcome == Outcome.SEND and planned.not_before is not None


def _put_off(facts: Facts, planned: Planned, goes_on: Mapping[str, date]) -> Planned:
    if not _is_approved_letter(planned) or planned.recipient is None or planned.not_before is None:
        return planned
    on = goes_on[mailbox_of(planned.recipient.email)]
    if on <= planned.not_before:
        return planned
    why = (
        f"You have approved it, and others are told of a letter to {planned.recipient}: it goes with theirs."
    )
    return send(facts, replace(planned, why=why, due_on=on, not_before=on))
