"""The first moment at which a planned step may go out. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from boroughs.people.models import Contact
from config.clock import LONDON
from hub.chasing.plan.facts import Facts
from hub.chasing.plan.planned import Planned
from hub.chasing.plan.timing import first_slot
from hub.chasing.plan.whys import why_that_day
from hub.chasing.states import Outcome, Purpose


def send(facts: Facts, planned: Planned) -> Planned:
    """Find the recipient and the first moment of what is due; without them, say why nothing goes out."""
    if planned.recipient is None:
        why = f"{planned.as_what[0].upper()}{planned.as_what[1:]}."
        return _changed(planned, Outcome.NOBODY, why)
    if (stopped := _stopped_without_approval(facts, planned)) is not None:
        return stopped
    due_on = spared_until(facts, planned.recipient, planned.due_on or facts.today)
    start = facts.now
    if facts.last_written.get(planned.recipient.email) == facts.today:
        start = datetime.combine(facts.today + timedelta(days=1), facts.rhythm.sends_from, LONDON)
    send_at = first_slot(due_on, not_before=start, rhythm=facts.rhythm, days=facts.days)
    if send_at and send_at.astimezone(LONDON).date() == facts.welcomed_on.get(planned.recipient.email):
        # Their one e-mail of that day is the welcome to another borough.
        start = datetime.combine(send_at.astimezone(LONDON).date() + timedelta(days=1), time(), LONDON)
        send_at = first_slot(due_on, not_before=start, rhythm=facts.rhythm, days=facts.days)
    if send_at is None:
        return _changed(planned, Outcome.WAITING, "The policy has no sending day.")
    why = f"{planned.why} {why_that_day(due_on, send_at, facts)}"
    return _changed(planned, Outcome.SEND, why, send_at)


def _stopped_without_approval(facts: Facts, planned: Planned) -> Planned | None:
    """Keep back what goes to a chair or director, in whichever position, until the coordinator has approved it.

    A notice is approved with the letter of which it tells, and a courtesy note with the step that it repeats.
    """
    contact = planned.recipient
    if contact is None or planned.purpose == Purpose.NOTICE or not facts.ways.is_by_approval(contact):
        return None
    if planned.purpose == Purpose.COURTESY:
        approved = facts.decisions.get((planned.step, contact.pk))
        decided = approved and approved.is_approved
    else:
        decided = facts.decided(planned.step, contact)
    if decided:
        return None
    if decided is False:
        why = f"You decided not to write to {contact}. Ring them, or record somebody else."
        return _changed(planned, Outcome.RING, why)
    why = f"{planned.why} Approve it first: {contact} has the address of a chair or director."
    return _changed(planned, Outcome.APPROVE, why)


def spared_until(facts: Facts, recipient: Contact, due_on: date) -> date:
    """Put off what is due to a chair or director until a month after their last e-mail, and to who is new in post."""
    last, newcomer = facts.last_written.get(recipient.email), facts.newcomers.get(recipient.email)
    if last is not None and facts.ways.is_by_approval(recipient):
        due_on = max(due_on, last + relativedelta(months=1))
    if newcomer is not None:
        due_on = max(due_on, facts.days.add(newcomer.quiet_until, 1))
    return due_on


def _changed(planned: Planned, outcome: Outcome, why: str, send_at: datetime | None = None) -> Planned:
    return replace(planned, outcome=outcome, why=why, send_at=send_at)
