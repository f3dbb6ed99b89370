"""The shapes of dates and times."""

import re
from dataclasses import dataclass
from datetime import date, time

import yaml

from boroughs.programme.files.faults import Dated, Notes, Path
from boroughs.programme.files.groups import Group, Key, need
from boroughs.programme.files.words import LINES, YesNo, scalar
from config.dates import PartialDate, Precision

# A date that the source does not give is written as a group of these.
DATE_PARTS = Group({"date": need(LINES), "assumed": Key(YesNo(), default=False)})


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time of the day to the minute."""

    def read(self, node: yaml.Node, at: Path, notes: Notes) -> time | None:
        """Read `10:00`."""
        text = scalar(node, at, notes, "a time such as 10:00")
        if text is None:
            return None
        match = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", text)
        if match is None:
            notes.fault(at, f"“{text}” is not a time of the day. Write it like 10:00.")
            return None
        return time(int(match[1]), int(match[2]))


@dataclass(frozen=True, slots=True)
class When:
    """A date to the day, the month or the year; `{date: …, assumed: true}` when the source does not give it."""

    is_past: bool = False

    def read(self, node: yaml.Node, at: Path, notes: Notes) -> PartialDate | None:
        """Read the date with its precision and mark."""
        assumed = False
        if isinstance(node, yaml.MappingNode):
            parts = DATE_PARTS.read(node, at, notes)
            node = next((value for key, value in node.value if key.value == "date"), node)
            if isinstance(node, yaml.MappingNode) or parts["date"] is None:
                return None
            assumed = bool(parts["assumed"])
        text = scalar(node, at, notes, "a date such as 2007-01-08, 2007-01 or 2007")
        if text is None:
            return None
        try:
            when = PartialDate.parse(text, is_assumed=assumed)
        except ValueError as error:
            notes.fault(at, str(error))
            return None
        notes.dates.append(Dated(at, when, self.is_past))
        return when


@dataclass(frozen=True, slots=True)
class Day:
    """A date to the day that is known for certain."""

    def read(self, node: yaml.Node, at: Path, notes: Notes) -> date | None:
        """Read the day."""
        text = scalar(node, at, notes, "a date such as 2007-01-08")
        if text is None:
            return None
        try:
            when = PartialDate.parse(text)
        except ValueError as error:
            notes.fault(at, str(error))
            return None
        if when.precision != Precision.DAY:
            notes.fault(at, f"“{text}” is not a day. Write year, month and day, such as 2007-01-08.")
            return None
        notes.dates.append(Dated(at, when, is_past=False))
        return when.on
