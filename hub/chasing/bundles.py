"""One e-mail for one person: what goes out together, with its very words. The preview shows what the sender sends."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from boroughs.people.models import Contact
from boroughs.people.selectors import coordinator_of
from boroughs.programme.calendar import WorkingDays
from boroughs.programme.models import Programme
from boroughs.programme.selectors import days_of
from config.clock import LONDON
from hub.chasing.letters import Matter, Words, compose
from hub.chasing.planning import Planned
from hub.chasing.rhythms import rhythms_of
from hub.chasing.states import NOTICE_DAYS, Outcome, Purpose
from hub.chasing.timing import Rhythm, answer_wanted_by


@dataclass(frozen=True, slots=True)
class Bundle:
    """One e-mail that goes out: to whom, when, about which asks, in which words, and where the answer goes to."""

    recipient: Contact
    send_at: datetime
    planned: list[Planned]
    words: Words
    reply_to: str


def bundles(programme: Programme, plan: Iterable[Planned]) -> list[Bundle]:
    """Bundle what is to be sent by person and day, soonest first."""
    groups: dict[tuple[date, str], list[tuple[Planned, Contact, datetime]]] = defaultdict(list)
    for each in plan:
        if each.outcome == Outcome.SEND and each.recipient is not None and each.send_at is not None:
            day = each.send_at.astimezone(LONDON).date()
            groups[day, each.recipient.email].append((each, each.recipient, each.send_at))
    if not groups:
        return []
    coordinator, rhythms, days = coordinator_of(programme), rhythms_of(programme), days_of(programme)
    found = []
    for (day, _), group in sorted(groups.items(), key=lambda item: item[0]):
        planned, contacts, moments = zip(*group, strict=True)
        matters = [_matter(each, day, rhythms.get(each.ask.kind, Rhythm()), days) for each in planned]
        words = compose(programme, contacts[0], matters, coordinator)
        reply_to = coordinator.email if coordinator else ""
        found.append(Bundle(contacts[0], max(moments), list(planned), words, reply_to))
    return found


def letter_of(programme: Programme, planned: Planned, day: date) -> Words:
    """Write the letter of one planned step as it would go out on `day`, to be read before it is approved."""
    if planned.recipient is None:
        raise ValueError("A letter needs somebody to whom it goes.")
    rhythm = rhythms_of(programme).get(planned.ask.kind, Rhythm())
    matter = _matter(planned, day, rhythm, days_of(programme))
    return compose(programme, planned.recipient, [matter], coordinator_of(programme))


def _matter(each: Planned, day: date, rhythm: Rhythm, days: WorkingDays) -> Matter:
    is_escalation = each.purpose == Purpose.STEP and rhythm.rung(each.step) > 0
    is_notice = each.purpose == Purpose.NOTICE
    return Matter(
        each.ask,
        each.step,
        days.add(day, NOTICE_DAYS) if is_notice else answer_wanted_by(each.step, day, rhythm, days),
        each.purpose,
        is_escalation=is_escalation,
        written_on=each.written_on if is_escalation else (),
        lower_rung=each.lower_rung if is_escalation else None,
        next_rung=each.next_rung,
    )
