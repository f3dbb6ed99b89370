"""One e-mail for one person: what goes out together, with its very words. The preview shows what the sender sends."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from boroughs.asks.models import Ask
from boroughs.people.models import Contact
from boroughs.people.selectors import coordinator_of
from boroughs.programme.calendar import WorkingDays
from boroughs.programme.models import Borough, Programme
from boroughs.programme.selectors import days_of
from config.clock import LONDON
from hub.chasing.last_days import wanted_by
from hub.chasing.letters import Matter, Words, compose
from hub.chasing.models import Wording
from hub.chasing.newcomers import Newcomer
from hub.chasing.planned import Planned
from hub.chasing.rhythms import rhythms_of
from hub.chasing.states import FIRST_REQUEST, NOTICE_DAYS, Outcome, Purpose
from hub.chasing.timing import Rhythm, answer_wanted_by
from hub.chasing.welcoming import compose_welcome


@dataclass(frozen=True, slots=True)
class Batch:
    """What one person gets in one e-mail, and for which day that is written."""

    recipient: Contact
    day: date
    planned: list[Planned]

    @property
    def wording(self) -> Wording | None:
        """The coordinator's own words for it, whether they still hold or not."""
        return self.planned[0].wording

    @property
    def send_at(self) -> datetime | None:
        """When it goes out: with the last of its steps whose hour comes; None while it waits."""
        return max((each.send_at for each in self.planned if each.send_at is not None), default=None)

    @property
    def asks(self) -> list[Ask]:
        """What it is about."""
        return [each.ask for each in self.planned]

    def seen(self, words: Words) -> str:
        """Tell it, in those words, from every other e-mail: what was edited must still be what is there."""
        return _digest(self.recipient, self.planned, words, self.wording)

    @property
    def has_changed(self) -> bool:
        """Whether it was edited and is another one since, so that it waits."""
        return self.planned[0].outcome == Outcome.LOOK_AGAIN


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
    wording: Wording | None = None
    welcome: Newcomer | None = None

    @property
    def asks(self) -> list[Ask]:
        """What it is about."""
        return [each.ask for each in self.planned]

    @property
    def borough(self) -> Borough:
        """Give the borough that it is about, the first if there are several."""
        return self.welcome.borough if self.welcome else self.planned[0].ask.borough

    @property
    def step_names(self) -> list[str]:
        """Name what it is: the welcome, and the steps."""
        return (["Welcome"] if self.welcome else []) + [each.step_name for each in self.planned]

    @property
    def seen(self) -> str:
        """Tell it from every other e-mail, so that what was read is what is sent."""
        return _digest(self.recipient, self.planned, self.words, self.wording)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the letters of one programme; what all of them need is read once."""

    programme: Programme
    coordinator: Contact | None
    rhythms: Mapping[str, Rhythm]
    days: WorkingDays

    @classmethod
    def of(cls, programme: Programme) -> Self:
        """Read what the letters need."""
        return cls(programme, coordinator_of(programme), rhythms_of(programme), days_of(programme))

    def standard(self, batch: Batch) -> Words:
        """Write an e-mail in the standard words."""
        return compose(self.programme, batch.recipient, self._matters(batch), self.coordinator)

    def words(self, batch: Batch) -> Words:
        """Write an e-mail as it goes out: in the coordinator's own words where she gave it some."""
        return compose(
            self.programme, batch.recipient, self._matters(batch), self.coordinator, own=batch.wording
        )

    def bundle(self, batch: Batch, send_at: datetime) -> Bundle:
        """Make an e-mail ready to go out."""
        reply_to = self.coordinator.email if self.coordinator else ""
        return Bundle(
            batch.recipient, send_at, batch.planned, self.words(batch), reply_to, wording=batch.wording
        )

    def welcome(self, newcomer: Newcomer, planned: list[Planned], send_at: datetime) -> Bundle:
        """Make a welcome ready to go out, with what is handed over in it."""
        reply_to = self.coordinator.email if self.coordinator else ""
        matters = self._matters(Batch(newcomer.contact, send_at.astimezone(LONDON).date(), planned))
        words = compose_welcome(self.programme, newcomer, matters, self.coordinator)
        return Bundle(newcomer.contact, send_at, planned, words, reply_to, welcome=newcomer)

    def _matters(self, batch: Batch) -> list[Matter]:
        return [
            _matter(each, batch.day, self.rhythms.get(each.ask.kind, Rhythm()), self.days)
            for each in batch.planned
        ]


def batches(plan: Iterable[Planned], outcome: Outcome = Outcome.SEND) -> list[Batch]:
    """Group what is to be sent (or what waits to be looked at again) by person and day, soonest first.

    What is handed over with a welcome is none of them: it is part of that.
    """
    groups: dict[tuple[date, str], list[Planned]] = defaultdict(list)
    contacts: dict[tuple[date, str], Contact] = {}
    for each in plan:
        if each.is_with_welcome:
            continue
        if each.outcome == outcome and each.recipient is not None and each.day is not None:
            key = each.day, each.recipient.email
            groups[key].append(each)
            contacts.setdefault(key, each.recipient)
    return [
        Batch(contacts[key], key[0], group) for key, group in sorted(groups.items(), key=lambda one: one[0])
    ]


def batch_with(plan: Sequence[Planned], asks: Iterable[int]) -> Batch | None:
    """Find the e-mail that goes out, or waits to be looked at again, about the first of some asks that has one."""
    found = [*batches(plan), *batches(plan, Outcome.LOOK_AGAIN)]
    by_ask = {ask.pk: batch for batch in found for ask in batch.asks}
    return next((by_ask[ask] for ask in asks if ask in by_ask), None)


def bundles(
    programme: Programme,
    plan: Sequence[Planned],
    welcomes: Iterable[Newcomer] = (),
    *,
    until: datetime | None = None,
) -> list[Bundle]:
    """Bundle what is to be sent by person and day, soonest first; with `until` only what goes out by then.

    A welcome is an e-mail of its own, with what is handed over in it.
    """
    letters = [(batch, at) for batch in batches(plan) if (at := _by(batch.send_at, until))]
    new = [(newcomer, at) for newcomer in welcomes if (at := _by(newcomer.send_at, until))]
    if not letters and not new:
        return []
    writer = Writer.of(programme)
    found = [writer.bundle(batch, at) for batch, at in letters]
    found += [writer.welcome(newcomer, _handed_to(newcomer, plan), at) for newcomer, at in new]
    return sorted(found, key=lambda one: (one.send_at.astimezone(LONDON).date(), one.recipient.email))


def _by(at: datetime | None, until: datetime | None) -> datetime | None:
    """Give a moment unless it lies after another."""
    return at if at is not None and (until is None or at <= until) else None


def _handed_to(newcomer: Newcomer, plan: Iterable[Planned]) -> list[Planned]:
    return [
        each
        for each in plan
        if each.is_with_welcome
        and each.outcome == Outcome.SEND
        and each.recipient == newcomer.contact
        and each.ask.borough_id == newcomer.borough.pk
    ]


def letter_of(programme: Programme, planned: Planned, day: date) -> Words:
    """Write the letter of one planned step as it would go out on `day`, to be read before it is approved."""
    if planned.recipient is None:
        raise ValueError("A letter needs somebody to whom it goes.")
    return Writer.of(programme).standard(Batch(planned.recipient, day, [planned]))


def _matter(each: Planned, day: date, rhythm: Rhythm, days: WorkingDays) -> Matter:
    is_escalation = each.purpose == Purpose.STEP and rhythm.rung(each.place) > 0
    is_notice = each.purpose == Purpose.NOTICE
    by = days.add(day, NOTICE_DAYS) if is_notice else answer_wanted_by(each.place, day, rhythm, days)
    return Matter(
        each.ask,
        FIRST_REQUEST if each.is_news else each.place,
        wanted_by(each.ask, by, day),
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


def _digest(to: Contact, planned: Iterable[Planned], words: Words, wording: Wording | None) -> str:
    steps = [(each.ask.pk, each.step, str(each.purpose)) for each in planned]
    facts = [to.pk, steps, words.subject, words.text, wording.pk if wording else None]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
