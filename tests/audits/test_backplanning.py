"""Back-planning: whatever the calendar, the last safe days come in their order, and a later start never costs a day."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from audits.rounds.backplanning import DAYS_TO_PREPARE, DAYS_TO_REVIEW, LastSafeDays, last_safe_days
from audits.rounds.selectors import last_safe_days_of
from boroughs.people.models import User
from boroughs.programme.calendar import QuietPeriod, WorkingDays
from boroughs.programme.models import Programme
from config.dates import PartialDate, Precision
from tests.factories import KeyDateFactory, RoundFactory

CHRISTMAS = QuietPeriod("Christmas and New Year", date(2006, 12, 20), date(2007, 1, 3))
MARCH = PartialDate.parse("2007-03")

some_days = st.dates(date(2006, 1, 1), date(2009, 12, 31))
quiet_periods = st.builds(
    lambda begins, length: WorkingDays((QuietPeriod("quiet", begins, begins + timedelta(length)),)),
    some_days,
    st.integers(0, 40),
)
partial_dates = st.builds(PartialDate, some_days, st.sampled_from(Precision))
reviews, preparations = st.integers(1, 60), st.integers(0, 60)


def of(drafting: PartialDate, days: WorkingDays, review: int, preparation: int) -> LastSafeDays:
    return last_safe_days(drafting, days_to_review=review, days_to_prepare=preparation, days=days)


def test_sample_needs_its_files_by_9_february_because_drafting_begins_in_march() -> None:
    last = of(MARCH, WorkingDays((CHRISTMAS,)), DAYS_TO_REVIEW, DAYS_TO_PREPARE)
    assert (last.agreement_on, last.files_on) == (date(2007, 2, 2), date(2007, 2, 9))
    assert last.reason == "drafting begins in March 2007, so files are needed by 9 February 2007"


def test_day_is_said_as_exactly_as_it_is_known() -> None:
    last = of(PartialDate.parse("2007-03-05"), WorkingDays(), 1, 0)
    assert last.files_on == date(2007, 3, 2)
    assert last.reason == "drafting begins on 5 March 2007, so files are needed by 2 March 2007"


@pytest.mark.parametrize(("when", "is_the_same_as"), [("2007-04", "2007-04-02"), ("2007", "2007-01-02")])
def test_month_or_year_means_its_first_working_day(when: str, is_the_same_as: str) -> None:
    loose, exact = (
        of(PartialDate.parse(each), WorkingDays(), DAYS_TO_REVIEW, 5) for each in (when, is_the_same_as)
    )
    assert loose.files_on == exact.files_on


def test_quiet_period_is_left_out_of_the_counting() -> None:
    drafting = PartialDate.parse("2007-01-08")
    assert of(drafting, WorkingDays((CHRISTMAS,)), 3, 0).files_on == date(2006, 12, 19)


@given(partial_dates, quiet_periods, reviews, preparations)
def test_agreement_comes_before_files_and_files_before_drafting_all_on_working_days(
    drafting: PartialDate, days: WorkingDays, review: int, preparation: int
) -> None:
    last = of(drafting, days, review, preparation)
    assert last.agreement_on <= last.files_on < days.add(drafting.first_day, 0)
    assert days.is_working(last.files_on)
    assert days.is_working(last.agreement_on)


@given(partial_dates, st.integers(0, 400), quiet_periods, reviews, preparations)
def test_later_drafting_never_makes_a_safe_day_earlier(
    drafting: PartialDate, later: int, days: WorkingDays, review: int, preparation: int
) -> None:
    before = of(drafting, days, review, preparation)
    after = of(drafting.shifted(later), days, review, preparation)
    assert before.files_on <= after.files_on
    assert before.agreement_on <= after.agreement_on


@given(partial_dates, quiet_periods, reviews, preparations)
def test_longer_review_or_preparation_never_makes_a_safe_day_later(
    drafting: PartialDate, days: WorkingDays, review: int, preparation: int
) -> None:
    assert (
        of(drafting, days, review + 1, preparation).files_on
        < of(drafting, days, review, preparation).files_on
    )
    longer = of(drafting, days, review, preparation + 1)
    assert longer.agreement_on < of(drafting, days, review, preparation).agreement_on


def test_round_has_no_last_safe_days_until_the_day_is_known_for_certain(programme: Programme) -> None:
    round_ = RoundFactory.create(programme=programme)
    assert last_safe_days_of([round_], [programme]) == {}
    begins = KeyDateFactory.create(programme=programme, is_assumed=True)
    assert last_safe_days_of([round_], [programme]) == {}
    begins.is_assumed = False
    begins.save()
    assert last_safe_days_of([round_], [programme])[round_.pk].files_on == date(2007, 2, 9)


def test_round_that_was_asked_too_late_is_for_something_later(programme: Programme) -> None:
    KeyDateFactory.create(programme=programme)
    in_time, late = (
        RoundFactory.create(programme=programme, asked=PartialDate(asked))
        for asked in (date(2007, 1, 5), date(2007, 2, 2))
    )
    assert last_safe_days_of([in_time, late], [programme]).keys() == {in_time.pk}


def test_page_of_the_rounds_says_until_when_and_why(
    programme: Programme, coordinator: User, client_of: Callable[[User], Client]
) -> None:
    KeyDateFactory.create(programme=programme, precision=Precision.MONTH)
    RoundFactory.create(programme=programme)
    page = client_of(coordinator).get(reverse("audits", args=[programme.slug])).content.decode()
    said = "Drafting begins in March 2007, so files are needed by 9 February 2007, and an answer by 2 February 2007."
    assert said in page


def test_round_can_have_numbers_of_its_own(programme: Programme) -> None:
    KeyDateFactory.create(programme=programme)
    round_ = RoundFactory.create(programme=programme, days_to_review=4, days_to_prepare=0)
    last = last_safe_days_of([round_], [programme])[round_.pk]
    assert last.agreement_on == last.files_on == date(2007, 2, 23)
