"""One e-mail for one person: what goes out together, with its very words. The preview shows what the sender sends."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from boroughs.people.models import Contact
from boroughs.people.selectors import coordinator_of
from boroughs.programme.calendar import WorkingDays
from boroughs.programme.models import Borough, Programme
from boroughs.programme.selectors import days_of
from config.clock import LONDON
from hub.chasing.letters import Matter, Words, compose
from hub.chasing.newcomers import Newcomer
from hub.chasing.planning import Planned
from hub.chasing.selectors import rhythms_of
from hub.chasing.states import FIRST_REQUEST, NOTICE_DAYS, Outcome, Purpose
from hub.chasing.timing import Rhythm, answer_wanted_by
from hub.chasing.welcoming import compose_welcome


@dataclass(frozen=True, slots=True)
class Bundle:
    """One e-mail that goes out: to whom, when, about which asks, in which words, and where the answer goes to.

    `welcome` is whom it welcomes to a post, be there anything to ask of them or not.
    """

    recipient: Contact
    send_at: datetime
    planned: list[Planned]
    words: Words
    reply_to: str
    welcome: Newcomer | None = None

    @property
    def borough(self) -> Borough:
        """Give the borough that it is about, the first if there are several."""
        return self.welcome.borough if self.welcome else self.planned[0].ask.borough

    @property
    def step_names(self) -> list[str]:
        """Name what it is: the welcome, and the steps."""
        return (["Welcome"] if self.welcome else []) + [each.step_name for each in self.planned]


def bundles(programme: Programme, plan: Iterable[Planned], welcomes: Iterable[Newcomer] = ()) -> list[Bundle]:
    """Bundle what is to be sent by person and day, soonest first; a welcome has what is handed over with it."""
    groups: dict[tuple[date, str], list[tuple[Planned, Contact, datetime]]] = defaultdict(list)
    for each in plan:
        if each.outcome == Outcome.SEND and each.recipient is not None and each.send_at is not None:
            day = each.send_at.astimezone(LONDON).date()
            groups[day, each.recipient.email].append((each, each.recipient, each.send_at))
    welcomed = {
        (each.send_at.astimezone(LONDON).date(), each.contact.email): each
        for each in welcomes
        if each.send_at
    }
    if not groups and not welcomed:
        return []
    coordinator, rhythms, days = coordinator_of(programme), rhythms_of(programme), days_of(programme)
    found = []
    for day, address in sorted(groups.keys() | welcomed.keys()):
        group, newcomer = groups[day, address], welcomed.get((day, address))
        planned = [each for each, _, _ in group]
        matters = [_matter(each, day, rhythms.get(each.ask.kind, Rhythm()), days) for each in planned]
        reply_to = coordinator.email if coordinator else ""
        if newcomer is not None and newcomer.send_at is not None:
            words = compose_welcome(programme, newcomer, matters, coordinator)
            found.append(Bundle(newcomer.contact, newcomer.send_at, planned, words, reply_to, newcomer))
            continue
        to = group[0][1]
        words = compose(programme, to, matters, coordinator)
        found.append(Bundle(to, max(send_at for _, _, send_at in group), planned, words, reply_to))
    return found


def letter_of(programme: Programme, planned: Planned, day: date) -> Words:
    """Write the letter of one planned step as it would go out on `day`, to be read before it is approved."""
    if planned.recipient is None:
        raise ValueError("A letter needs somebody to whom it goes.")
    rhythm = rhythms_of(programme).get(planned.ask.kind, Rhythm())
    matter = _matter(planned, day, rhythm, days_of(programme))
    return compose(programme, planned.recipient, [matter], coordinator_of(programme))


def _matter(each: Planned, day: date, rhythm: Rhythm, days: WorkingDays) -> Matter:
    is_escalation = each.purpose == Purpose.STEP and rhythm.rung(each.place) > 0
    is_notice = each.purpose == Purpose.NOTICE
    return Matter(
        each.ask,
        each.place,
        days.add(day, NOTICE_DAYS) if is_notice else answer_wanted_by(each.place, day, rhythm, days),
        each.purpose,
        is_escalation=is_escalation,
        written_on=each.written_on if is_escalation else (),
        lower_rung=each.lower_rung if is_escalation else None,
        next_rung=each.next_rung,
        because=each.because,
        is_returned=each.is_returned,
        asked_before=each.asked_before,
        is_new=each.step == FIRST_REQUEST and not each.ask.was_asked_before,
    )
