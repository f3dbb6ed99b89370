"""Check what is read, before anything is written: dates within sense, and what each section knows of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from boroughs.programme.files.faults import Dated, Notes, Path
from boroughs.programme.files.registry import Section
from config.dates import PartialDate, say

FIRST_YEAR, LAST_YEAR = 1990, 2100
# A date this far outside the programme's own is taken for a slip of the pen.
SENSIBLE = timedelta(days=3 * 366)


@dataclass(frozen=True, slots=True)
class Checking:
    """A file as read, with every date shifted, for the sections to find faults in."""

    values: Mapping[str, Any]
    notes: Notes
    today: date

    def fault(self, path: Path, message: str) -> None:
        """Keep a fault."""
        self.notes.fault(path, message)


def check(checking: Checking, sections: Mapping[str, Section], shift: int) -> None:
    """Look for every fault that the shapes cannot tell."""
    programme = checking.values["programme"]
    starts_on, ends_on = programme.get("starts_on"), programme.get("ends_on")
    for dated in checking.notes.dates:
        _check_date(checking, dated, starts_on, ends_on, shift)
    for section in sections.values():
        section.check(checking)


def _check_date(
    checking: Checking, dated: Dated, starts_on: date | None, ends_on: date | None, shift: int
) -> None:
    written = dated.when
    if not FIRST_YEAR <= written.on.year <= LAST_YEAR:
        checking.fault(
            dated.path, f"{say(written)} is not between {FIRST_YEAR} and {LAST_YEAR}. Check the year."
        )
        return
    when = shifted(written, shift)
    if dated.is_past and when.on > checking.today:
        checking.fault(dated.path, f"{say(when)} lies in the future. Only what has happened is written here.")
    elif starts_on and ends_on and not starts_on - SENSIBLE <= when.on <= ends_on + SENSIBLE:
        checking.fault(
            dated.path,
            f"{say(when)} is far from the programme’s own dates ({say(starts_on)} to {say(ends_on)}). Check the year.",
        )


def shifted(value: Any, days: int) -> Any:
    """Move every date in a value by whole days; a date that no calendar has stays as it is."""
    if isinstance(value, dict):
        return {name: shifted(each, days) for name, each in value.items()}
    if isinstance(value, list):
        return [shifted(each, days) for each in value]
    try:
        if isinstance(value, PartialDate):
            return value.shifted(days)
        if isinstance(value, date):
            return value + timedelta(days)
    except OverflowError:
        pass  # the year is a fault already
    return value
