"""One e-mail for one person: what goes out together, with its very words. The preview shows what the sender sends."""

from __future__ import annotations

import hashlib
import json
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
from hub.chasing.letters.batches import Batch, batches
from hub.chasing.letters.chase_up import Matter, Words, compose
from hub.chasing.letters.welcome import compose_welcome
from hub.chasing.models import Wording
from hub.chasing.plan.last_days import wanted_by
from hub.chasing.plan.newcomers import Newcomer
from hub.chasing.plan.planned import Planned
from hub.chasing.plan.rhythms import rhythms_of
from hub.chasing.plan.timing import Rhythm, answer_wanted_by
from hub.chasing.states import NOTICE_DAYS, Purpose


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
        return seen_of(self, self.words)


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
        return self._words(batch, own=None)

    def bundle(self, batch: Batch, send_at: datetime) -> Bundle:
        """Make an e-mail ready to go out, in the coordinator's own words where she gave it some."""
        return Bundle(
            batch.recipient,
            send_at,
            batch.planned,
            self._words(batch, own=batch.wording),
            reply_to=self.coordinator.reply_address if self.coordinator else "",
            wording=batch.wording,
            welcome=batch.welcome,
        )

    def _words(self, batch: Batch, *, own: Wording | None) -> Words:
        matters = [
            _matter(each, batch.day, self.rhythms.get(each.ask.kind, Rhythm()), self.days)
            for each in batch.planned
        ]
        if batch.welcome is not None:
            return compose_welcome(self.programme, batch.welcome, matters, self.coordinator, own=own)
        return compose(self.programme, batch.recipient, matters, self.coordinator, own=own)


def bundles(
    programme: Programme,
    plan: Sequence[Planned],
    welcomes: Iterable[Newcomer] = (),
    *,
    until: datetime | None = None,
) -> list[Bundle]:
    """Bundle what is to be sent by person and day, soonest first; with `until` only what goes out by then."""
    going = [(batch, at) for batch in batches(plan, welcomes=welcomes) if (at := _by(batch.send_at, until))]
    if not going:
        return []
    writer = Writer.of(programme)
    return [writer.bundle(batch, at) for batch, at in going]


def _by(at: datetime | None, until: datetime | None) -> datetime | None:
    """Give a moment unless it lies after another."""
    return at if at is not None and (until is None or at <= until) else None


def letter_of(programme: Programme, planned: Planned, now: datetime) -> Bundle:
    """Write the letter of one planned step as it would go out now, to be read before it is approved."""
    if planned.recipient is None:
        raise ValueError("A letter needs somebody to whom it goes.")
    batch = Batch(planned.recipient, now.astimezone(LONDON).date(), [planned])
    return Writer.of(programme).bundle(batch, now)


def _matter(each: Planned, day: date, rhythm: Rhythm, days: WorkingDays) -> Matter:
    is_escalation = each.rung is not None
    is_notice = each.purpose == Purpose.NOTICE
    by = days.add(day, NOTICE_DAYS) if is_notice else answer_wanted_by(each.place, day, rhythm, days)
    return Matter(
        ask=each.ask,
        step=each.place,
        wanted_by=wanted_by(each.ask, by, day),
        purpose=each.purpose,
        is_escalation=is_escalation,
        written_on=each.written_on if is_escalation else (),
        rang_on=each.rang_on if is_escalation else (),
        lower_rung=each.lower_rung if is_escalation else None,
        next_rung=each.next_rung,
        because=each.because,
        is_returned=each.is_returned,
        is_answered=each.is_answered,
        asked_before=each.asked_before,
        is_new=each.is_first,
    )


def seen_of(letter: Batch | Bundle, words: Words) -> str:
    """Tell an e-mail in some words from every other: what was read or edited must still be what is there."""
    steps = [(each.ask.pk, each.step, str(each.purpose)) for each in letter.planned]
    wording = letter.wording.pk if letter.wording else None
    facts = [letter.recipient.pk, steps, words.subject, words.text, wording]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
