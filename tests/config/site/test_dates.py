"""Dates typed as three parts."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError

from config.dates import PartialDate, Precision, say_days
from config.site.forms import DateField, DateParts, PartialDateField
from tests.config.site.forms import GOOD, ReplyForm
from tests.config.site.page import Page


def message(field: PartialDateField, *parts: str) -> str:
    with pytest.raises(ValidationError) as caught:
        field.clean(list(parts))
    return str(caught.value.messages[0])


@pytest.mark.parametrize("month", ["1", "01", "Jan", "january", "JAN."])
def test_a_month_may_be_a_number_or_a_name(month: str) -> None:
    assert DateField().clean([" 8 ", month, "2007"]) == date(2007, 1, 8)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (("", "", ""), "Enter the date of the reply"),
        (("8", "", "2007"), "The date of the reply must include a month"),
        (("8", "", ""), "The date of the reply must include a month and year"),
        (("", "1", "2007"), "The date of the reply must include a day"),
        (("31", "2", "2007"), "The date of the reply must be a real date"),
        (("8", "13", "2007"), "The month of the date of the reply must be a number from 1 to 12"),
        (("8", "0", "2007"), "The month of the date of the reply must be a number from 1 to 12"),
        (("8", "jam", "2007"), "The month of the date of the reply must be a number from 1 to 12"),
        (("eight", "1", "2007"), "The day of the date of the reply must be a number from 1 to 31"),
        (("8", "1", "07"), "The year of the date of the reply must have 4 numbers, like 2007"),
        (("٨", "1", "2007"), "The day of the date of the reply must be a number from 1 to 31"),
    ],
)
def test_a_wrong_date_is_told_what_is_wrong(parts: tuple[str, ...], said: str) -> None:
    assert message(DateField(noun="date of the reply"), *parts) == said


def test_month_or_year_alone_count_where_they_are_allowed() -> None:
    field = PartialDateField()
    assert field.clean(["", "", "2006"]) == PartialDate(date(2006, 1, 1), Precision.YEAR)
    assert field.clean(["", "11", "2006"]) == PartialDate(date(2006, 11, 1), Precision.MONTH)
    assert field.clean(["4", "12", "2006"]) == PartialDate(date(2006, 12, 4), Precision.DAY)
    assert message(field, "4", "", "2006") == "The date must include a month"


def test_a_year_alone_is_refused_where_the_month_is_needed() -> None:
    assert (
        message(PartialDateField(coarsest=Precision.MONTH), "", "", "2006") == "The date must include a month"
    )


@time_machine.travel(datetime(2007, 1, 8, 23, 30, tzinfo=UTC), tick=False)
def test_today_is_londons_and_counts_as_past_and_future() -> None:
    past, future = DateField(not_after_today=True), DateField(not_before_today=True)
    assert past.clean(["8", "1", "2007"]) == future.clean(["8", "1", "2007"]) == date(2007, 1, 8)
    assert message(past, "9", "1", "2007") == "The date must be today or in the past"
    assert message(future, "7", "1", "2007") == "The date must be today or in the future"


@time_machine.travel(datetime(2007, 1, 8, 12, tzinfo=UTC), tick=False)
def test_this_month_is_neither_past_nor_future() -> None:
    for field in (PartialDateField(not_after_today=True), PartialDateField(not_before_today=True)):
        assert field.clean(["", "1", "2007"]) == PartialDate(date(2007, 1, 1), Precision.MONTH)


def test_what_was_typed_stays_when_it_is_wrong() -> None:
    page = Page(str(ReplyForm({**GOOD, "said_on_day": "31", "said_on_month": "Feb", "said_on_year": "2007"})))
    typed = [page.by_id(f"id_said_on_{part}").attrs["value"] for part in ("day", "month", "year")]
    assert typed == ["31", "Feb", "2007"]


@pytest.mark.parametrize(
    "initial",
    [
        date(2007, 1, 8),
        PartialDate.parse("2006-11"),
        PartialDate.parse("2006"),
        PartialDate.parse("2006-12-04"),
        None,
    ],
)
def test_an_initial_date_comes_back_as_it_went_out(initial: Any) -> None:
    field = PartialDateField(required=False)
    returned = field.clean(DateParts().decompress(initial))
    assert returned == (PartialDate(initial) if isinstance(initial, date) else initial)


def test_an_initial_date_fills_the_parts() -> None:
    page = Page(str(ReplyForm(initial={"since": PartialDate.parse("2006-11")})))
    assert [page.by_id(f"id_since_{part}").attrs["value"] for part in ("day", "month", "year")] == [
        "",
        "11",
        "2006",
    ]


def test_the_same_date_typed_otherwise_has_not_changed() -> None:
    initial = {"said_on": date(2007, 1, 4)}
    assert "said_on" not in ReplyForm({**GOOD, "said_on_month": "Jan"}, initial=initial).changed_data
    assert "said_on" in ReplyForm({**GOOD, "said_on_day": "5"}, initial=initial).changed_data


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([date(2007, 1, 9)], "9 January 2007"),
        ([date(2007, 1, 16), date(2007, 1, 9), date(2007, 1, 9)], "9 and 16 January 2007"),
        ([date(2007, 1, 9), date(2007, 1, 16), date(2007, 2, 6)], "9 and 16 January and 6 February 2007"),
        ([date(2006, 12, 19), date(2007, 1, 9)], "19 December 2006 and 9 January 2007"),
        ([date(2006, 1, 9), date(2007, 1, 9)], "9 January 2006 and 9 January 2007"),
    ],
)
def test_days_are_said_with_each_month_and_year_once(days: list[date], said: str) -> None:
    assert say_days(days) == said
