"""When a step is due, and the first moment at which it may be sent. Pure: no database, no clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from boroughs.people.states import Position
from boroughs.programme.calendar import WorkingDays
from config.clock import LONDON
from hub.chasing.states import FIRST_REQUEST

ONE_DAY = timedelta(days=1)
# A year of days on which nothing may be sent means a policy without sending days, not a long holiday.
HORIZON = 366
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A policy's numbers, in working days, its ladder, and its sending days and hours in London.

    Steps are counted from the first request (0) over the reminders to “ring them”; what follows are the rungs of
    the ladder, one step each. `ladder` None means that of the kind of ask.
    """

    days_to_reply: int = 10
    first_reminder_after: int = 2
    next_reminder_after: int = 5
    most_reminders: int = 2
    ring_after: int = 5
    escalate_after: int = 5
    follow_up_after: int = 10
    ladder: tuple[Position, ...] | None = None
    gates: frozenset[Position] = frozenset()
    sending_days: frozenset[int] = frozenset({1, 2, 3})
    sends_from: time = time(10)
    sends_until: time = time(16)

    @property
    def ring_step(self) -> int:
        """The step at which the coordinator rings instead of a further e-mail."""
        return self.most_reminders + 1

    def rung(self, step: int) -> int:
        """Tell which rung of the ladder a step is for; 0 is whom it was asked of first."""
        return max(0, step - self.ring_step)


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
    is_reminded: bool = False,
    not_before: date | None = None,
    follow_up_from: date | None = None,
) -> date:
    """Tell from which day on a step is due. Steps count from what was really sent, so a late one moves the next.

    `agreed_on` is the day by which the borough itself agreed to have it done: before that nobody is reminded, be it
    the first time or not. `is_reminded` tells that a reminder has gone out already, whatever the step is called now.
    `not_before` holds back everything but the first request; `follow_up_from`, after an answer, that too.
    """
    if rhythm.rung(step) == 1:
        # The first letter up the ladder comes after the days in which to ring; no e-mail lies between.
        ring_on = step_due_on(
            rhythm.ring_step,
            asked_on=asked_on,
            last_sent_on=last_sent_on,
            agreed_on=agreed_on,
            promised_on=promised_on,
            rhythm=rhythm,
            days=days,
            is_reminded=is_reminded,
            not_before=not_before,
            follow_up_from=follow_up_from,
        )
        return days.add(ring_on, rhythm.escalate_after)
    base = last_sent_on or asked_on
    if step == FIRST_REQUEST:
        due = asked_on
        not_before = None
    elif step == 1 and not is_reminded:
        is_agreed = agreed_on is not None and (last_sent_on is None or last_sent_on <= agreed_on)
        answer_due = agreed_on if agreed_on and is_agreed else answer_due_on(base, rhythm, days)
        due = days.add(answer_due, _gap(step, rhythm))
    else:
        due = days.add(base, _gap(step, rhythm))
    reminded_from = not_reminded_before(agreed_on, promised_on, rhythm, days)
    return max(due, reminded_from or due, not_before or due, follow_up_from or due)


def reminded_anew_from(returned_on: date, rhythm: Rhythm, days: WorkingDays) -> date:
    """Tell from when on a borough is reminded again whose turn it has been since that day: as if asked on it."""
    return days.add(answer_due_on(returned_on, rhythm, days), rhythm.first_reminder_after)


def not_reminded_before(
    agreed_on: date | None, promised_on: date | None, rhythm: Rhythm, days: WorkingDays
) -> date | None:
    """Tell the first day on which to remind of something agreed or promised for a day; None without either."""
    agreed = [days.add(agreed_on, rhythm.first_reminder_after)] if agreed_on else []
    promised = [days.add(promised_on, 1)] if promised_on else []
    return max([*agreed, *promised], default=None)


def _gap(step: int, rhythm: Rhythm) -> int:
    """Give the working days between the last e-mail, or for the first reminder the day of the answer, and a step."""
    if step == rhythm.ring_step:
        return rhythm.ring_after
    if step > rhythm.ring_step:
        return rhythm.escalate_after
    return rhythm.first_reminder_after if step == 1 else rhythm.next_reminder_after


def answer_wanted_by(step: int, sent_on: date, rhythm: Rhythm, days: WorkingDays) -> date:
    """Tell which day a letter names for the answer: the one after which the next step would come."""
    if step == FIRST_REQUEST:
        return answer_due_on(sent_on, rhythm, days)
    return days.add(sent_on, _gap(step + 1, rhythm))


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


def slot_from(moment: datetime, *, rhythm: Rhythm, days: WorkingDays) -> datetime | None:
    """Find the first moment, from that one on, at which e-mails go out: itself, within the sending hours."""
    return first_slot(moment.astimezone(LONDON).date(), not_before=moment, rhythm=rhythm, days=days)


def say_sending_days(rhythm: Rhythm) -> str:
    """Say the sending days: “Tuesday, Wednesday, Thursday”."""
    return ", ".join(DAY_NAMES[day] for day in sorted(rhythm.sending_days))
