"""Where a new entry falls among those that stand, and what stands once it is there."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from boroughs.history.models import Entry
from boroughs.history.services import Refused
from config.dates import say

E = TypeVar("E", bound=Entry)


def around(standing: Sequence[E], on: date) -> tuple[E | None, E | None]:
    """Find the entries before and after one that would take effect `on` (it comes last of its day).

    `standing` is in the order of (effective_on, id).
    """
    before = [entry for entry in standing if entry.effective_on <= on]
    after = [entry for entry in standing if entry.effective_on > on]
    return (before[-1] if before else None), (after[0] if after else None)


def first_of_the_last(standing: Sequence[E], what: Callable[[E], str]) -> E:
    """Find the entry since which things have stood as the latest says, however many entries repeat it."""
    first = standing[-1]
    for entry in reversed(standing):
        if what(entry) != what(first):
            break
        first = entry
    return first


def marks_of(latest: Entry, first: Entry) -> list[str]:
    """List what is assumed of the latest entry, with the day since when it holds taken from the first."""
    marks = [name for name in latest.assumed if name != "effective_on"]
    return sorted([*marks, "effective_on"]) if first.is_assumed("effective_on") else marks


def check_follows(
    before: E | None, after: E | None, *, may_follow: Callable[[E | None, E], bool], what: Callable[[E], str]
) -> None:
    """Raise Refused when `after` could not come straight after `before`."""
    if after is not None and not may_follow(before, after):
        raise Refused(
            f"That does not fit with what is written for {say(after.effective)}: “{what(after)}”. "
            "Correct that entry first, or choose another date.",
            field="on",
        )
