"""Who has taken up a borough's post: the welcome that they get, and until when nobody reminds them of anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models.functions import Coalesce

from boroughs.asks.models import Ask
from boroughs.asks.sources import MONTHLY_UPDATE
from boroughs.people.models import Contact
from boroughs.posts.selectors import TakenUp, posts_taken_up
from boroughs.programme.calendar import WorkingDays
from boroughs.programme.models import Borough, Programme
from config.clock import LONDON
from config.dates import say
from hub.chasing.models import Hold, Welcome, Wording
from hub.chasing.plan.left_out import LeftOut
from hub.chasing.plan.timing import Rhythm, first_slot
from hub.chasing.states import SETTLING_DAYS, Outcome

WELCOME = "Welcome"


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that somebody else in the borough is asked, for a newcomer to know of."""

    ask: Ask
    whom: str


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody new in post. `outcome` is that of the welcome, None once it has gone or is on its way.

    `since` is when they took up the post as far as we knew; once they are welcomed, the day of the welcome. One that
    was left out counts as if it had gone on its day. `day` is the one for which a welcome is written, be it that it
    waits; `wording`: the coordinator's own words for it.
    """

    borough: Borough
    contact: Contact
    since: date
    quiet_until: date
    outcome: Outcome | None = None
    send_at: datetime | None = None
    why: str = ""
    others: Sequence[Asked] = field(default=())
    day: date | None = None
    wording: Wording | None = None
    left_out: LeftOut | None = None

    @property
    def is_to_be_welcomed(self) -> bool:
        """Whether the welcome is still to go, whatever it waits for."""
        return self.outcome not in {None, Outcome.LEFT_OUT}

    def is_quiet(self, on: date) -> bool:
        """Tell whether nobody reminds them yet."""
        return on <= self.quiet_until

    @property
    def recipient(self) -> Contact:
        """Whom the welcome goes to."""
        return self.contact

    @property
    def due_on(self) -> date | None:
        """From when on it is due; None once it was left out."""
        return None if self.outcome == Outcome.LEFT_OUT else self.since

    @property
    def step_name(self) -> str:
        """Name it as the steps of a chase are named."""
        return WELCOME

    @property
    def what(self) -> str:
        """Say what it is about, as the preview does."""
        return f"{self.borough}: welcome to {self.contact}"

    @property
    def told(self) -> str:
        """Say why, and in whose words."""
        is_edited = self.wording is not None and self.outcome == Outcome.SEND
        return f"{self.why} It goes out in your words." if is_edited else self.why

    def as_row(self) -> dict[str, object]:
        """Give the welcome as the preview's JSON does: a row about no ask."""
        return {
            "borough": self.borough.name,
            "ask": None,
            "kind": "welcome",
            "step": None,
            "recipient": self.contact.email,
            "send_at": self.send_at.astimezone(LONDON).isoformat() if self.send_at else None,
            "why": self.why,
            "outcome": str(self.outcome),
            "step_name": self.step_name,
            "edited": self.wording is not None,
            "left_out": f"{self.left_out.name}: {self.left_out}" if self.left_out else None,
        }


def newcomers(
    programme: Programme,
    now: datetime,
    *,
    rhythms: Mapping[str, Rhythm],
    days: WorkingDays,
    written: Mapping[str, date],
) -> list[Newcomer]:
    """Find who is new in post and when their welcome goes, in three queries at most.

    `written` tells on which day each address was last written to. Whoever began long ago and has been written to
    needs no welcome.
    """
    today = now.astimezone(LONDON).date()
    taken_up = [each for each in posts_taken_up(programme) if each.holder.can_be_written_to]
    if not taken_up:
        return []
    welcomed = {(borough, contact): each for borough, contact, *each in _welcomed(programme)}
    held = {
        hold.borough_id: hold
        for hold in Hold.objects.filter(programme=programme, ask=None, lifted_on=None)
        if hold.is_in_force(today)
    }
    rhythm = rhythms.get(MONTHLY_UPDATE.name, Rhythm())
    found: list[Newcomer] = []
    for each in taken_up:
        since = max(each.began_on, each.recorded_on)
        there = welcomed.get((each.borough.pk, each.holder.pk))
        if there is not None and each.began_on <= there[0]:
            found.append(_welcomed_already(each, *there, today=today))
        elif there is None and (_is_fresh(each, today, days) or each.holder.email not in written):
            going = [one.contact.email for one in found if one.send_at]
            starts = _free_from(each.holder.email, now, written, going, rhythm)
            found.append(_to_welcome(each, starts, held.get(each.borough.pk), rhythm, days))
        else:
            # They have come back, or we hear of it late: no welcome, but the days in which to settle.
            found.append(Newcomer(each.borough, each.holder, since, days.add(since, SETTLING_DAYS)))
    return found


def _welcomed(programme: Programme) -> Iterator[tuple[Any, ...]]:
    """Read who was welcomed, on which day, until when they are left in peace, and who left it out."""
    rows = Welcome.objects.filter(borough__programme=programme, is_withdrawn=False)
    on = Coalesce("sending__sent_for", "left_out_for")
    columns = ("borough", "contact", "on", "quiet_until", "left_out__by_name", "left_out__at")
    return rows.annotate(on=on).values_list(*columns).iterator()


def _welcomed_already(
    each: TakenUp, on: date, quiet_until: date, by: str | None, at: datetime | None, *, today: date
) -> Newcomer:
    """Leave them in peace; what was left out is told as long as that can be taken back."""
    welcomed = Newcomer(each.borough, each.holder, on, quiet_until)
    if by is None or at is None or not welcomed.is_quiet(today):
        return welcomed
    left_out = LeftOut(WELCOME, by, at)
    why = f"{WELCOME}: {left_out}. Nobody reminds them until {say(quiet_until)}."
    return replace(welcomed, outcome=Outcome.LEFT_OUT, why=why, left_out=left_out)


def _is_fresh(each: TakenUp, today: date, days: WorkingDays) -> bool:
    return days.add(each.began_on, SETTLING_DAYS) >= today


def _free_from(
    email: str, now: datetime, written: Mapping[str, date], going: Sequence[str], rhythm: Rhythm
) -> datetime:
    """Say from when on an address may get one more e-mail: one a day."""
    today = now.astimezone(LONDON).date()
    if written.get(email) != today and email not in going:
        return now
    return datetime.combine(today + timedelta(days=1), rhythm.sends_from, LONDON)


def _to_welcome(
    each: TakenUp, starts: datetime, hold: Hold | None, rhythm: Rhythm, days: WorkingDays
) -> Newcomer:
    since = max(each.began_on, each.recorded_on)
    quiet_until = days.add(since, SETTLING_DAYS)
    if hold is not None:
        until = f"until {say(hold.last_day)}" if hold.last_day else "until it is lifted"
        why = f"Chasing {each.borough} is held {until}; the welcome goes out after it."
        return Newcomer(each.borough, each.holder, since, quiet_until, Outcome.HELD, None, why)
    send_at = first_slot(since, not_before=starts, rhythm=rhythm, days=days)
    if send_at is None:
        why = "The policy has no sending day."
        return Newcomer(each.borough, each.holder, since, quiet_until, Outcome.WAITING, None, why)
    day = send_at.astimezone(LONDON).date()
    if quiet_until <= day:
        # It was held or could not go: the days in which to settle are worth nothing before the welcome.
        quiet_until = days.add(day, SETTLING_DAYS)
    why = f"In post since {say(each.began_on)}. Nobody reminds them until {say(quiet_until)}."
    return Newcomer(each.borough, each.holder, since, quiet_until, Outcome.SEND, send_at, why, day=day)
