"""Dates as three fields, day, month and year, because people know their dates and pickers do not."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from config import clock
from config.dates import PartialDate, Precision
from config.site.forms.widgets import NumberInput

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PARTS = ("day", "month", "year")


class DateParts(forms.MultiWidget):
    """Three inputs named NAME_day, NAME_month and NAME_year; keeps what was typed when it is wrong."""

    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: NumberInput(width=4 if part == "year" else 2) for part in _PARTS}, attrs)

    def decompress(self, value: date | PartialDate | None) -> list[str]:
        """Split an initial date; parts that it does not have stay empty."""
        if value is None:
            return ["", "", ""]
        partial = value if isinstance(value, PartialDate) else PartialDate(value)
        day = str(partial.on.day) if partial.precision == Precision.DAY else ""
        month = "" if partial.precision == Precision.YEAR else str(partial.on.month)
        return [day, month, str(partial.on.year)]


class PartialDateField(forms.Field):
    """A date to the day, the month or the year, as a PartialDate (None when left empty and not required).

    `coarsest` is the least that is accepted. `noun` is what the messages call it ("start date").
    `not_after_today` and `not_before_today` hold it to the past or the future, today included.
    """

    widget = DateParts

    def __init__(
        self,
        *,
        noun: str = "date",
        coarsest: Precision = Precision.YEAR,
        not_after_today: bool = False,
        not_before_today: bool = False,
        **kwargs: Any,
    ) -> None:
        self.noun = noun
        self.coarsest = coarsest
        self.not_after_today = not_after_today
        self.not_before_today = not_before_today
        kwargs["error_messages"] = {"required": f"Enter the {noun}", **kwargs.get("error_messages", {})}
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        """Read the three parts; ValidationError says what is missing or wrong, and in which parts."""
        if value is None or isinstance(value, date | PartialDate):
            return value
        day, month, year = (str(part or "").strip() for part in value)
        if not (day or month or year):
            return None
        self._refuse_gaps(day, month, year)
        partial = self._read(day, month, year)
        self._hold_to_range(partial)
        return self._finish(partial)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare dates, not the ways in which they were typed."""
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True

    def _finish(self, partial: PartialDate) -> PartialDate | date:
        return partial

    def _refuse_gaps(self, day: str, month: str, year: str) -> None:
        missing = []
        if not day and self.coarsest == Precision.DAY:
            missing.append("day")
        if not month and (day or self.coarsest != Precision.YEAR):
            missing.append("month")
        if not year:
            missing.append("year")
        if missing:
            raise self._wrong(f"The {self.noun} must include a {' and '.join(missing)}", missing)

    def _read(self, day: str, month: str, year: str) -> PartialDate:
        if not re.fullmatch(r"[0-9]{4}", year, re.ASCII):
            raise self._wrong(f"The year of the {self.noun} must have 4 numbers, like 2007", ["year"])
        month_number = _month_number(month) if month else 1
        if month_number is None:
            raise self._wrong(f"The month of the {self.noun} must be a number from 1 to 12", ["month"])
        if day and not re.fullmatch(r"[0-9]{1,2}", day, re.ASCII):
            raise self._wrong(f"The day of the {self.noun} must be a number from 1 to 31", ["day"])
        precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
        try:
            return PartialDate(date(int(year), month_number, int(day or 1)), precision)
        except ValueError:
            raise self._wrong(f"The {self.noun} must be a real date", _PARTS) from None

    def _hold_to_range(self, partial: PartialDate) -> None:
        today = clock.today()
        if self.not_after_today and partial.on > today:
            raise self._wrong(f"The {self.noun} must be today or in the past", _PARTS)
        if self.not_before_today and partial.last_day < today:
            raise self._wrong(f"The {self.noun} must be today or in the future", _PARTS)

    @staticmethod
    def _wrong(message: str, parts: Sequence[str]) -> ValidationError:
        return ValidationError(message, code="date", params={"parts": list(parts)})


class DateField(PartialDateField):
    """A date to the day, as a `datetime.date`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coarsest=Precision.DAY, **kwargs)

    def _finish(self, partial: PartialDate) -> date:
        return partial.on


def _month_number(text: str) -> int | None:
    """Read “2”, “02”, “Feb” or “February”."""
    if re.fullmatch(r"[0-9]{1,2}", text, re.ASCII):
        return int(text) if 1 <= int(text) <= 12 else None
    name = text.lower().rstrip(".")
    if len(name) < 3 or name[:3] not in _MONTHS:
        return None
    return _MONTHS.index(name[:3]) + 1
