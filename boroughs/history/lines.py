"""Entries as a page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from boroughs.history.models import Entry
from config.dates import PartialDate


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry of a history; `struck` says by whom and why, `strike_out` is where that can be done."""

    title: str
    effective: PartialDate
    by: str
    recorded_at: datetime
    details: Sequence[str] = ()
    note: str = ""
    struck: str = ""
    strike_out: str = ""


def entry_line(
    entry: Entry, title: str, *, details: Sequence[str] = (), note: str = "", strike_out: str = ""
) -> EntryLine:
    """Show an entry; a voided one cannot be struck out again. Its Changes must be loaded with it."""
    struck = f"{entry.voided_by.summary} By {entry.voided_by.by_name}." if entry.voided_by else ""
    return EntryLine(
        title,
        entry.effective,
        entry.change.by_name,
        entry.change.at,
        [each for each in details if each],
        note,
        struck,
        "" if struck else strike_out,
    )
