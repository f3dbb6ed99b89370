"""What has been sent about one ask, told from its chase-ups, one after the other. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from boroughs.people.models import Contact
from config.clock import LONDON
from hub.chasing.plan.left_out import LeftOut
from hub.chasing.states import FIRST_REQUEST, Purpose
from hub.mail.states import OPEN, TROUBLED, State

# What has reached somebody, perhaps did, or is about to.
ARRIVED = OPEN | {State.SENT, State.DOUBTFUL}
NOTHING_YET = FIRST_REQUEST - 1


class WrittenTo(NamedTuple):
    """Somebody who was written to, and where."""

    contact: int
    name: str
    email: str

    def is_the_same_as(self, contact: Contact) -> bool:
        """Tell whether it is this person, be it in another role or at another address."""
        return contact.pk == self.contact or contact.email == self.email


class Undelivered(NamedTuple):
    """The last e-mail about an ask, where it did not arrive (or may not have) and nobody has decided about it."""

    email: int
    name: str
    on: date
    to: str
    is_in_doubt: bool


class Row(NamedTuple):
    """One chase-up, as `COLUMNS` read it: an e-mail to somebody with what became of it, or a step that was left out."""

    step: int
    purpose: str
    name: str
    rung: str = ""
    hold: int | None = None
    sent_for: date | None = None
    email: int | None = None
    sent_at: datetime | None = None
    state: str | None = None
    cleared_at: datetime | None = None
    contact: int | None = None
    contact_name: str | None = None
    address: str | None = None
    left_out_for: date | None = None
    left_out_by: str | None = None
    left_out_at: datetime | None = None

    @property
    def on(self) -> date:
        """The day on which it left, else the one for which it was written or on which it would have gone."""
        on = self.sent_at.astimezone(LONDON).date() if self.sent_at else self.sent_for or self.left_out_for
        if on is None:
            raise ValueError("A chase-up is sent or left out, and has a day either way.")
        return on

    @property
    def to(self) -> WrittenTo | None:
        """To whom it went; a step that was left out went to nobody."""
        if self.contact is None or self.contact_name is None or self.address is None:
            return None
        return WrittenTo(self.contact, self.contact_name, self.address)

    @property
    def left_out(self) -> LeftOut | None:
        """Who left it out and when; None for what was sent."""
        if self.left_out_by is None or self.left_out_at is None:
            return None
        return LeftOut(self.name, self.left_out_by, self.left_out_at)

    @property
    def undelivered(self) -> Undelivered | None:
        """The e-mail, where it did not arrive (or may not have) and nobody has decided about it."""
        if self.state not in TROUBLED or self.cleared_at is not None:
            return None
        if self.email is None or self.contact_name is None:
            return None
        is_in_doubt = self.state == State.DOUBTFUL
        return Undelivered(self.email, self.name, self.on, self.contact_name, is_in_doubt)


# Where the columns of a `Row` are found from a chase-up, in their order.
COLUMNS = (
    *("step", "purpose", "name", "rung", "hold"),
    *("sending__sent_for", "sending__email", "sending__email__sent_at"),
    *("sending__email__state", "sending__email__cleared_at"),
    *("sending__contact", "sending__contact__name", "sending__address"),
    *("left_out_for", "left_out__by_name", "left_out__at"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What has been sent about one ask: the last step, for which day, and whether an e-mail is still on its way.

    A step that was left out counts as if it had been sent on its day; `left_out` tells when it was the last one, and
    `undelivered` when the last e-mail waits for a decision. Steps, notices and reminders are those since the last
    handover, counted from it; `begins_at` is its step, `begun_on` its day. `rungs` (the positions that a letter was
    for) and `everybody` are of everything. `to` is who was asked last, None when only letters up the ladder were sent.
    """

    on: date
    step: int = NOTHING_YET
    is_on_its_way: bool = False
    courtesies: frozenset[int] = frozenset()
    notices: Mapping[int, date] = field(default_factory=dict)
    rungs: frozenset[str] = frozenset()
    reminded_on: tuple[date, ...] = ()
    left_out: LeftOut | None = None
    has_arrived: bool = False
    begins_at: int = 0
    to: WrittenTo | None = None
    everybody: frozenset[WrittenTo] = frozenset()
    has_letter: bool = False
    undelivered: Undelivered | None = None
    begun_on: date | None = None

    def was_to(self, contact: Contact) -> bool:
        """Tell whether this person was ever written to about it."""
        return any(each.is_the_same_as(contact) for each in self.everybody)

    def then(self, row: Row) -> Sent:
        """Tell what has been sent with one more chase-up; with a handover the sequence begins anew."""
        if row.purpose != Purpose.HANDOVER:
            return self._and(row)
        begun = Sent(
            step=FIRST_REQUEST,
            on=row.on,
            begins_at=row.step,
            begun_on=row.on,
            rungs=self.rungs,
            everybody=self.everybody,
        )
        return begun._and(row)

    def _and(self, row: Row) -> Sent:
        step, on, to = row.step - self.begins_at, row.on, row.to
        is_step, is_notice = row.purpose == Purpose.STEP, row.purpose == Purpose.NOTICE
        is_asking = row.purpose == Purpose.HANDOVER or (is_step and step <= FIRST_REQUEST)
        return Sent(
            step=max(self.step, step) if is_step else self.step,
            # The next steps count from what was asked, not from the notice that goes before an escalation.
            on=self.on if is_notice else on,
            is_on_its_way=row.state in OPEN,
            courtesies=self.courtesies | {row.hold}
            if row.purpose == Purpose.COURTESY and row.hold is not None
            else self.courtesies,
            notices={**self.notices, step: on} if is_notice else self.notices,
            rungs=self.rungs | {row.rung} if row.rung else self.rungs,
            # What a letter tells of: what has arrived, and was more than the asking itself.
            reminded_on=(*self.reminded_on, on)
            if row.state == State.SENT and not is_asking
            else self.reminded_on,
            left_out=row.left_out,
            has_arrived=self.has_arrived or row.state in ARRIVED,
            begins_at=self.begins_at,
            begun_on=self.begun_on,
            to=to if to is not None and not row.rung else self.to,
            everybody=self.everybody | {to} if to is not None else self.everybody,
            has_letter=self.has_letter or bool(row.rung),
            undelivered=row.undelivered,
        )
