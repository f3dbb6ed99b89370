"""Keep the entries of a subject: what may follow what, and what stands once one is added or struck out."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar, cast

from django.db.models import TextChoices

from boroughs.history.models import Actor, Entry, EntryQuerySet, Subject
from boroughs.history.selectors import facts
from boroughs.history.services import Refused, record
from config.dates import PartialDate, say

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger(Generic[E]):
    """The entries of one sort of subject, and what a capability says of them.

    `state` names the fact that moves from one entry to the next, `states` are its choices, and `may_follow` tells
    which may come after which (after None: the first).
    """

    entry: type[E]
    facts: tuple[str, ...]
    state: str
    states: type[TextChoices]
    may_follow: Callable[[Any, Any], bool]

    def standing(self, subject: Subject) -> list[E]:
        """List the entries that stand, in their order."""
        rows = self._all().standing().filter(**{self.entry.subject_field: subject})
        return list(rows.order_by("effective_on", "id"))

    def before(self, subject: Subject, on: date) -> E | None:
        """Find the entry after which one that takes effect `on` would come: it comes last of its day."""
        return _around(self.standing(subject), (on, math.inf))[0]

    def enter(self, entry: E, *, subject: Subject, on: PartialDate, verb: str, summary: str, by: Actor) -> E:
        """Add an entry where it falls, with its Change, and copy the latest to the subject.

        Refused when the entry that stands after it would no longer follow.
        """
        setattr(entry, self.entry.subject_field, subject)
        entry.effective_on, entry.effective_precision = on.on, on.precision
        entry.assumed = sorted({*entry.assumed, *(["effective_on"] if on.is_assumed else [])})
        _, after = _around(self.standing(subject), (on.on, math.inf))
        self._check(entry, after)
        entry.change = record(
            subject=subject,
            verb=verb,
            summary=f"{summary}, {say(on)}{' (date assumed)' if on.is_assumed else ''}",
            by=by,
            before=facts(subject, self.facts),
            after=facts(entry, self.facts),
        )
        entry.save()
        self._copy_latest(subject)
        return entry

    def void(self, entry: E, *, subject: Subject, verb: str, reason: str, by: Actor) -> None:
        """Strike out an entry that was a mistake; it stays in the history.

        Refused when it is struck out already, and when the next one would no longer follow.
        """
        entry = self._all().get(pk=entry.pk)
        if entry.voided_by_id is not None:
            raise Refused("This entry is struck out already.")
        self._check(*_around(self.standing(subject), (entry.effective_on, entry.pk)))
        entry.voided_by = record(
            subject=subject,
            verb=verb,
            summary=f"Struck out: {entry}. {reason}",
            by=by,
            before=facts(entry, self.facts),
        )
        entry.save(update_fields=["voided_by"])
        self._copy_latest(subject)

    def _all(self) -> EntryQuerySet[E]:
        return cast(EntryQuerySet[E], self.entry.objects.all())

    def _check(self, before: E | None, after: E | None) -> None:
        if after is not None and not self.may_follow(before and self._state(before), self._state(after)):
            raise Refused(
                f"That does not fit with what is written for {say(after.effective)}: "
                f"“{self._state(after).label}”. Correct that entry first, or choose another date.",
                field="on",
            )

    def _state(self, entry: E) -> TextChoices:
        return self.states(getattr(entry, self.state))

    def _copy_latest(self, subject: Subject) -> None:
        standing = self.standing(subject)
        latest = standing[-1] if standing else self.entry()
        first = self._first_of_the_last(standing) if standing else latest
        for name in self.facts:
            setattr(subject, name, getattr(latest, name))
        subject.since_on, subject.since_precision = first.effective_on, first.effective_precision
        subject.assumed = _marks_of(latest, first)
        subject.save()

    def _first_of_the_last(self, standing: Sequence[E]) -> E:
        """Find the entry since which things have stood as the latest says, however many entries repeat it."""
        first = standing[-1]
        for entry in reversed(standing):
            if self._state(entry) != self._state(first):
                break
            first = entry
        return first


def _around(standing: Sequence[E], place: tuple[date, float]) -> tuple[E | None, E | None]:
    """Find the entries right before and right after a place in the order of (effective_on, id)."""
    before = [entry for entry in standing if (entry.effective_on, entry.pk) < place]
    after = [entry for entry in standing if (entry.effective_on, entry.pk) > place]
    return (before[-1] if before else None), (after[0] if after else None)


def _marks_of(latest: Entry, first: Entry) -> list[str]:
    """List what is assumed of the latest entry, with the day since when it holds taken from the first."""
    marks = [name for name in latest.assumed if name != "effective_on"]
    return sorted([*marks, "effective_on"]) if first.is_assumed("effective_on") else marks
