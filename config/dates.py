"""Dates as people say them: to the day, the month or the year, and sometimes only assumed."""

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby, zip_longest
from typing import Self

from django.db import models

from config.clock import LONDON


class Precision(models.TextChoices):
    """How exactly a date is known."""

    DAY = "day", "Day"
    MONTH = "month", "Month"
    YEAR = "year", "Year"


_WRITTEN = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date with its precision and whether it is assumed; `on` is the first day that it can mean."""

    on: date
    precision: Precision = Precision.DAY
    is_assumed: bool = False

    @classmethod
    def parse(cls, text: str, *, is_assumed: bool = False) -> Self:
        """Read `2007-01-08`, `2007-01` or `2007`; ValueError says what is wrong."""
        match = _WRITTEN.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"“{text}” is not a date. Write 2007-01-08, 2007-01 or 2007.")
        year, month, day = match["year"], match["month"], match["day"]
        precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
        try:
            on = date(int(year), int(month or 1), int(day or 1))
        except ValueError:
            raise ValueError(f"“{text}” is not a real date.") from None
        return cls(on, precision, is_assumed)

    def shifted(self, days: int) -> Self:
        """Move the date by whole days, keeping its precision."""
        return type(self)(self.on + timedelta(days), self.precision, self.is_assumed)

    @property
    def first_day(self) -> date:
        """The first day that the date can mean: the beginning of its month or year."""
        if self.precision == Precision.YEAR:
            return self.on.replace(month=1, day=1)
        return self.on.replace(day=1) if self.precision == Precision.MONTH else self.on

    @property
    def last_day(self) -> date:
        """The last day that the date can mean: the end of its month or year."""
        if self.precision == Precision.YEAR:
            return date(self.on.year, 12, 31)
        if self.precision == Precision.MONTH:
            return self.on.replace(day=calendar.monthrange(self.on.year, self.on.month)[1])
        return self.on

    def __str__(self) -> str:
        return say(self)


def say(when: date | datetime | PartialDate) -> str:
    """Say a date as people write it: “8 January 2007”, “January 2007” or “2007”."""
    if isinstance(when, datetime):
        when = when.astimezone(LONDON).date()
    if isinstance(when, date):
        when = PartialDate(when)
    if when.precision == Precision.YEAR:
        return str(when.on.year)
    if when.precision == Precision.MONTH:
        return f"{when.on:%B} {when.on.year}"
    return f"{when.on.day} {when.on:%B} {when.on.year}"


def say_days(days: Iterable[date]) -> str:
    """Say days in one go, a month and a year once: “12 and 19 January and 6 February 2007”."""
    months = [list(month) for _, month in groupby(sorted(set(days)), key=lambda day: (day.year, day.month))]
    said = []
    for month, after in zip_longest(months, months[1:]):
        words = f"{listed(str(day.day) for day in month)} {month[0]:%B}"
        is_same_year = after is not None and after[0].year == month[0].year
        said.append(words if is_same_year else f"{words} {month[0].year}")
    return listed(said)


def say_when(when: PartialDate) -> str:
    """Say a date inside a sentence: “on 8 January 2007”, “in January 2007” or “in 2007”."""
    return f"{'on' if when.precision == Precision.DAY else 'in'} {say(when)}"


def say_moment(moment: datetime) -> str:
    """Say a moment in London: “8 January 2007 at 10:04am”, on the hour “at 10am”."""
    local = moment.astimezone(LONDON)
    hour = local.hour % 12 or 12
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{say(local.date())} at {hour}{minutes}{'am' if local.hour < 12 else 'pm'}"


def say_time(length: timedelta) -> str:
    """Say how long something has taken, in whole days, hours or minutes: “2 hours”."""
    minutes = int(length.total_seconds() // 60)
    number, unit = minutes, "minute"
    for size, name in ((60, "hour"), (24 * 60, "day")):
        # “90 minutes” rather than “1 hour”, and “36 hours” rather than “1 day”.
        if minutes >= 2 * size:
            number, unit = minutes // size, name
    return f"{number} {unit}{'' if number == 1 else 's'}"


_COUNTED = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def counted(number: int) -> str:
    """Say a whole number as sentences do: in a word up to twelve, then in figures."""
    return _COUNTED[number] if number < len(_COUNTED) else f"{number:,}"


def listed(words: Iterable[str], *, last: str = "and") -> str:
    """Join words as a sentence does: “Brent, Enfield and Southwark”."""
    *head, tail = list(words) or [""]
    return f"{', '.join(head)} {last} {tail}" if head else tail
