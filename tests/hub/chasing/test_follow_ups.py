"""After an answer that leaves something open: from when on the borough is asked for the rest."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from audits.rounds.models import FileAudit
from audits.rounds.services import Details, audit_move, round_open
from audits.rounds.states import Move
from boroughs.asks.models import Ask
from boroughs.people.models import User
from boroughs.programme.calendar import WorkingDays
from boroughs.programme.models import Borough, Programme
from config.clock import LONDON
from config.dates import PartialDate, Precision
from hub.chasing.models import ChaseUp
from hub.chasing.plan.follow_ups import follow_up_from
from hub.chasing.plan.timing import Rhythm
from hub.chasing.sending.queueing import chase_ups_queue
from hub.chasing.states import Outcome
from hub.mail.answers import Parcel
from hub.mail.delivery import deliver_due
from hub.mail.states import State
from tests.hub.chasing.conftest import BY, TUESDAY, Plan, work

DAYS = WorkingDays()
DATES = st.dates(date(2006, 1, 1), date(2027, 12, 31))


def begins(answered: date, last_safe: date | None = None, precision: Precision = Precision.DAY) -> date:
    ask = Ask(answered_on=answered, answered_precision=precision, last_safe_on=last_safe)
    found = follow_up_from(ask, Rhythm(), DAYS)
    assert found is not None
    return found


def test_usually_ten_working_days_later() -> None:
    assert begins(date(2007, 1, 9)) == date(2007, 1, 23)
    assert begins(date(2007, 1, 9), date(2007, 6, 1)) == date(2007, 1, 23)


@pytest.mark.parametrize(
    ("answered", "on"),
    [
        # Tuesday 16 January to Friday 2 February: half of it is over on the 24th.
        (date(2007, 1, 16), date(2007, 1, 24)),
        # Monday the 29th is no sending day, and Tuesday leaves time enough.
        (date(2007, 1, 25), date(2007, 1, 29)),
        # Never on the day of the answer; on Wednesday the 31st the last e-mail leaves that can be answered.
        (date(2007, 1, 30), date(2007, 1, 31)),
        # Then none comes in time, and nothing is gained by hurrying.
        (date(2007, 1, 31), date(2007, 2, 14)),
        (date(2007, 2, 5), date(2007, 2, 19)),
    ],
)
def test_near_a_last_safe_day_half_of_the_time_is_left_for_the_answer(answered: date, on: date) -> None:
    assert begins(answered, date(2007, 2, 2)) == on


def test_month_counts_from_its_end() -> None:
    assert begins(date(2007, 1, 1), precision=Precision.MONTH) == date(2007, 2, 14)


@given(answered=DATES, left=st.integers(-30, 90))
def test_never_on_the_day_of_the_answer_nor_later_than_usual(answered: date, left: int) -> None:
    found = begins(answered, answered + timedelta(days=left))
    assert DAYS.add(answered, 1) <= found <= DAYS.add(answered, 10)


@pytest.fixture
def audit(programme: Programme, camden: Borough, camden_lead: User, post_box: list[Parcel]) -> FileAudit:
    round_open(programme=programme, slug="files", title="Files", asked=PartialDate(date(2006, 12, 4)), by=BY)
    return FileAudit.objects.get(borough=camden)


def say(audit: FileAudit, move: Move, on: date, details: Details | None = None) -> Ask:
    audit_move(audit=audit, move=move, on=PartialDate(on), details=details, by=BY)
    return Ask.objects.select_related("borough__programme").get(kind="audit-date", closed_at=None)


def test_preview_says_when_the_borough_answered_and_from_when_on_it_is_asked(
    audit: FileAudit, plan_of: Plan
) -> None:
    ask = say(audit, Move.SAY_HOPEFUL, date(2007, 1, 8))
    each = plan_of("audit-date")
    assert each.outcome == Outcome.SEND
    assert each.why.startswith(
        "Camden answered on 8 January 2007; asked from 22 January 2007, ten working days later."
    )
    assert not ask.is_asked


def test_accepted_offer_is_our_word_and_the_date_is_asked_for_at_once(
    audit: FileAudit, plan_of: Plan
) -> None:
    audit_move(
        audit=audit, move=Move.OFFER, on=PartialDate(date(2007, 1, 5)), details=Details(files=6), by=BY
    )
    ask = say(audit, Move.ACCEPT_OFFER, date(2007, 1, 8))
    assert ask.answered is None
    assert plan_of("audit-date").why.startswith("Not asked yet.")


def test_same_answer_again_counts_from_its_own_day(audit: FileAudit) -> None:
    first = say(audit, Move.SAY_HOPEFUL, date(2007, 1, 3))
    again = say(audit, Move.SAY_HOPEFUL, date(2007, 1, 8))
    assert (again.pk, again.answered_on) == (first.pk, date(2007, 1, 8))


def test_email_on_its_way_does_not_leave_once_the_borough_has_said_more(
    audit: FileAudit, frozen: time_machine.Traveller
) -> None:
    ask = say(audit, Move.SAY_HOPEFUL, date(2006, 12, 11))
    frozen.move_to(TUESDAY)
    assert chase_ups_queue(programme=ask.borough.programme, now=TUESDAY) == 1
    say(audit, Move.SAY_OPTIMISTIC, TUESDAY.date())
    deliver_due()
    email = ChaseUp.objects.get().sending.email  # type: ignore[union-attr] # it was not left out
    assert (email.state, email.withdrawn_because) == (
        State.WITHDRAWN,
        "The borough has said something about it meanwhile.",
    )
    assert work(frozen, TUESDAY + timedelta(days=1), ask) == []
    assert work(frozen, datetime(2007, 1, 23, 10, 30, tzinfo=LONDON), ask) == ["camden.lead@example.org"]
