"""When a step is due, and the first moment at which it may be sent. Pure: no database, no clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from boroughs.programme.calendar import WorkingDays
from config.clock import LONDON
from hub.chasing.states import FIRST_REQUEST, RING_STEP

ONE_DAY = timedelta(days=1)
# A year of days on which nothing may be sent means a policy without sending days, not a long holiday.
HORIZON = 366
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A policy's numbers, in working days, and its sending days and hours in London."""

    days_to_reply: int = 10
    gaps: tuple[int, int, int] = (2, 5, 5)
    sending_days: frozenset[int] = frozenset({1, 2, 3})
    sends_from: time = time(10)
    sends_until: time = time(16)

    def gap_before(self, step: int) -> int:
        """Give the working days from the step before (for the first reminder: from when the answer was due)."""
        return self.gaps[min(step, len(self.gaps)) - 1]


def answer_due_on(asked_on: date, rhythm: Rhythm, days: WorkingDays) -> date:
    """Tell by when an answer is expected to something asked on that day."""
    return days.add(asked_on, rhythm.days_to_reply)


def step_due_on(
    step: int,
    *,
    asked_on: date,
    last_sent_on: date | None,
    agreed_on: date | None,
    promised_on: date | None,
    rhythm: Rhythm,
    days: WorkingDays,
) -> date:
    """Tell from which day on a step is due. Steps count from what was really sent, so a late one moves the next.

    `agreed_on` is the day by which the borough itself agreed to have it done: before that nobody is reminded.
    """
    base = last_sent_on or asked_on
    if step == FIRST_REQUEST:
        due = asked_on
    elif step == 1:
        due = days.add(agreed_on or answer_due_on(base, rhythm, days), rhythm.gap_before(step))
    else:
        due = days.add(base, rhythm.gap_before(min(step, RING_STEP)))
    return max(due, days.add(promised_on, 1)) if promised_on else due


def answer_wanted_by(step: int, sent_on: date, rhythm: Rhythm, days: WorkingDays) -> date:
    """Tell which day a letter names for the answer: the one after which the next step would come."""
    if step == FIRST_REQUEST:
        return answer_due_on(sent_on, rhythm, days)
    return days.add(sent_on, rhythm.gap_before(step + 1))


def first_slot(due_on: date, *, not_before: datetime, rhythm: Rhythm, days: WorkingDays) -> datetime | None:
    """Find the first moment, from `not_before` on, at which an e-mail due on that day may be sent.

    A day missed by an outage is made up for in the next sending hours. None when the policy has no sending day.
    """
    local = not_before.astimezone(LONDON)
    day = max(due_on, local.date())
    for _ in range(HORIZON):
        if day.weekday() in rhythm.sending_days and days.is_working(day):
            opens = datetime.combine(day, rhythm.sends_from, LONDON)
            if day > local.date() or local <= opens:
                return opens
            if local.time() < rhythm.sends_until:
                return not_before
        day += ONE_DAY
    return None


def say_sending_days(rhythm: Rhythm) -> str:
    """Say the sending days: “Tuesday, Wednesday, Thursday”."""
    return ", ".join(DAY_NAMES[day] for day in sorted(rhythm.sending_days))
