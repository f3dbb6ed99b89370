"""Working days: no weekend, no bank holiday of England, no quiet period of the programme."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

import holidays

ONE_DAY = timedelta(days=1)


@cache
def _bank_holidays(year: int) -> Mapping[date, str]:
    # One year at a time: the library fills years in as they are asked for, which threads must not share.
    return dict(holidays.country_holidays("GB", subdiv="ENG", years=year))


@dataclass(frozen=True, slots=True)
class QuietPeriod:
    """A stretch of days, both ends included, in which nobody is written to."""

    label: str
    begins_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The working days of one programme."""

    quiet: tuple[QuietPeriod, ...] = field(default=())

    def why_not(self, day: date) -> str | None:
        """Say why `day` is not a working day (“a weekend”), or None when it is one."""
        if day.weekday() >= 5:
            return "a weekend"
        if name := _bank_holidays(day.year).get(day):
            return f"a bank holiday ({name})"
        for period in self.quiet:
            if period.begins_on <= day <= period.ends_on:
                return f"a quiet period ({period.label})"
        return None

    def is_working(self, day: date) -> bool:
        """Tell whether anybody works on that day."""
        return self.why_not(day) is None

    def add(self, day: date, working_days: int) -> date:
        """Count working days on from `day`; zero gives the first working day from `day` on."""
        while not self.is_working(day) and working_days == 0:
            day += ONE_DAY
        for _ in range(working_days):
            day += ONE_DAY
            while not self.is_working(day):
                day += ONE_DAY
        return day

    def back(self, day: date, working_days: int) -> date:
        """Count working days back from `day`."""
        for _ in range(working_days):
            day -= ONE_DAY
            while not self.is_working(day):
                day -= ONE_DAY
        return day


def working_days(quiet_periods: Iterable[Mapping[str, str]]) -> WorkingDays:
    """Make the working days from a programme's quiet periods as stored: label, begins_on and ends_on."""
    return WorkingDays(
        tuple(
            QuietPeriod(
                each["label"], date.fromisoformat(each["begins_on"]), date.fromisoformat(each["ends_on"])
            )
            for each in quiet_periods
        )
    )
