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
