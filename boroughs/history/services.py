"""Write what happened."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import F

from boroughs.access.rules import scope_of
from boroughs.history.models import Actor, Change, Tracked
from boroughs.history.selectors import changes_since
from config import clock
from config.locking import lock


class Refused(Exception):
    """A verb that cannot be done; its text is the sentence that the person reads. `field` names the form's field."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Outdated(Refused):
    """Somebody else changed the row meanwhile; `changes` are what the person has not seen."""

    def __init__(self, changes: Iterable[Change]) -> None:
        super().__init__(
            "This has changed since you opened it. Read what changed, then save again if you still want to."
        )
        self.changes = list(changes)


class About(NamedTuple):
    """A row that is not loaded: all that a Change says of it."""

    model: type[Tracked]
    pk: int
    programme: int
    borough: int | None


@dataclass(frozen=True, slots=True)
class Happened:
    """One Change to be written: what happened to `subject`, in a sentence, with the facts before and after."""

    subject: Tracked | About
    verb: str
    summary: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    is_private: bool = False


def record(
    *,
    subject: Tracked,
    verb: str,
    summary: str,
    by: Actor,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    is_private: bool = False,
) -> Change:
    """Write the one Change of a verb and move the row's version on; call it inside the verb's transaction."""
    return record_all([Happened(subject, verb, summary, before or {}, after or {}, is_private)], by=by)[0]


def record_all(happened: Iterable[Happened], *, by: Actor) -> list[Change]:
    """Write the Changes of many rows in a constant number of queries for each model.

    The rows are locked, and their versions are read there and not from what the caller has loaded: whatever else is
    written about them at the same time comes before or after.
    """
    at = clock.now()
    rows = [(each, _about(each.subject)) for each in happened]
    versions = _next_versions([about for _, about in rows])
    types = {about.model: ContentType.objects.get_for_model(about.model) for _, about in rows}
    changes = []
    for each, about in rows:
        version = next(versions[about.model, about.pk])
        if isinstance(each.subject, Tracked):
            each.subject.version = version
        changes.append(
            Change(
                programme_id=about.programme,
                borough_id=about.borough,
                subject_type=types[about.model],
                subject_id=about.pk,
                version=version,
                verb=each.verb,
                summary=each.summary,
                is_private=each.is_private,
                by=by.user,
                by_name=by.name,
                door=by.door,
                at=at,
                before=each.before,
                after=each.after,
            )
        )
    return Change.objects.bulk_create(changes)


def _about(subject: Tracked | About) -> About:
    return subject if isinstance(subject, About) else About(type(subject), subject.pk, *scope_of(subject))


def _next_versions(rows: Iterable[About]) -> Mapping[tuple[type[Tracked], int], Iterator[int]]:
    """Lock the rows, move their versions on, and answer the new ones of each: as many as it occurs."""
    moves: dict[type[Tracked], Counter[int]] = defaultdict(Counter)
    for about in rows:
        moves[about.model][about.pk] += 1
    found: dict[tuple[type[Tracked], int], Iterator[int]] = {}
    for model, steps in moves.items():
        standing = lock(model.objects.filter(pk__in=steps)).order_by("pk").values_list("pk", "version")
        found |= {(model, pk): count(version + 1) for pk, version in standing}
        # By how much each moves on, mostly by one: so a statement for all, and not a case for each row.
        by_steps: dict[int, list[int]] = defaultdict(list)
        for pk, many in steps.items():
            by_steps[many].append(pk)
        for many, pks in by_steps.items():
            model.objects.filter(pk__in=pks).update(version=F("version") + many)
    return found


def check_seen(subject: Tracked, version: int | None) -> None:
    """Raise Outdated when the person saw an older version; None means that they saw none."""
    if version is not None and version != subject.version:
        raise Outdated(changes_since(subject, version))


def check_not_future(on: date, *, field: str = "on") -> None:
    """Raise Refused for a date after today: only what has happened is written down."""
    if on > clock.today():
        raise Refused("The date must be today or in the past.", field=field)
