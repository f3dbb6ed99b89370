"""The plan: for every open ask, what its next step is, when, to whom and why; or why nothing goes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from boroughs.access.models import AccessQuerySet
from boroughs.asks.kinds import kind_of
from boroughs.asks.models import Ask
from boroughs.asks.selectors import open_asks
from boroughs.people.models import Contact
from boroughs.programme.calendar import WorkingDays
from boroughs.programme.models import Borough, Programme
from boroughs.programme.selectors import days_of
from config.clock import LONDON
from config.dates import say
from hub.chasing.models import ChaseUp, Policy, Sending
from hub.chasing.routing import Route, routes
from hub.chasing.states import FIRST_REQUEST, RING_STEP, STEP_NAMES, Outcome
from hub.chasing.timing import Rhythm, answer_due_on, first_slot, say_sending_days, step_due_on
from hub.mail.states import OPEN


@dataclass(frozen=True, slots=True)
class Planned:
    """The next step of one ask. `send_at` is set where something will be sent, `due_on` wherever a step is due."""

    ask: Ask
    step: int
    outcome: Outcome
    why: str
    recipient: Contact | None = None
    as_what: str = ""
    due_on: date | None = None
    send_at: datetime | None = None

    @property
    def step_name(self) -> str:
        """Say which step it is."""
        return STEP_NAMES[self.step] if self.step < RING_STEP else "Ring them"

    def as_row(self) -> dict[str, object]:
        """Give it as the preview's JSON does."""
        return {
            "borough": self.ask.borough.name,
            "ask": self.ask.title,
            "kind": self.ask.kind,
            "step": self.step,
            "recipient": self.recipient.email if self.recipient else None,
            "send_at": self.send_at.astimezone(LONDON).isoformat() if self.send_at else None,
            "why": self.why,
            "outcome": str(self.outcome),
        }


@dataclass(frozen=True, slots=True)
class _Sent:
    """What has been sent about one ask: the last step, for which day, and whether its e-mail is still on its way."""

    step: int
    on: date
    is_on_its_way: bool


def rhythm_of(policy: Policy | None) -> Rhythm:
    """Read a policy's numbers; without one, the design's defaults."""
    if policy is None:
        return Rhythm()
    return Rhythm(
        policy.days_to_reply,
        (policy.first_reminder_after, policy.second_reminder_after, policy.ring_after),
        frozenset(policy.sending_days),
        policy.sends_from,
        policy.sends_until,
    )


def rhythms_of(programme: Programme) -> Mapping[str, Rhythm]:
    """Read the policies of a programme by kind of ask."""
    return {policy.kind: rhythm_of(policy) for policy in Policy.objects.filter(programme=programme)}


def chase_plan(programme: Programme, now: datetime, asks: Iterable[Ask] | None = None) -> list[Planned]:
    """Plan the next step of each open ask (or of `asks`), in a constant number of queries, ordered by borough."""
    found = list(open_asks(programme).order_by("borough__name", "id") if asks is None else asks)
    local = now.astimezone(LONDON).date()
    days, rhythms = days_of(programme), rhythms_of(programme)
    sent, ways = _sent(found), routes(found)
    written_today = set(
        Sending.objects.filter(programme=programme, sent_for=local, is_withdrawn=False).values_list(
            "address", flat=True
        )
    )
    return [
        _plan(ask, ways[ask.pk], sent.get(ask.pk), rhythms.get(ask.kind, Rhythm()), days, now, written_today)
        for ask in found
    ]


def _sent(asks: Sequence[Ask]) -> Mapping[int, _Sent]:
    rows = ChaseUp.objects.filter(ask__in=asks, is_withdrawn=False).order_by("step")
    return {
        ask: _Sent(step, on, state in OPEN)
        for ask, step, on, state in rows.values_list(
            "ask", "step", "sending__sent_for", "sending__email__state"
        )
    }


def _plan(
    ask: Ask,
    way: Route,
    sent: _Sent | None,
    rhythm: Rhythm,
    days: WorkingDays,
    now: datetime,
    written_today: set[str],
) -> Planned:
    today = now.astimezone(LONDON).date()
    step = sent.step + 1 if sent else 1 if ask.was_asked_before else FIRST_REQUEST
    if ask.is_with_us:
        return Planned(ask, step, Outcome.WITH_US, f"It is our turn: {ask.borough} {ask.turn_reason}.")
    if sent and sent.is_on_its_way:
        return Planned(
            ask,
            sent.step,
            Outcome.QUEUED,
            f"The e-mail for {say(sent.on)} is on its way.",
            way.contact,
            way.why,
        )
    due_on = step_due_on(
        step,
        asked_on=ask.asked_on,
        last_sent_on=sent.on if sent else None,
        agreed_on=ask.due_on,
        promised_on=ask.promised_on,
        rhythm=rhythm,
        days=days,
    )
    why = _why(ask, step, sent, rhythm, days)
    if ask.promised_on and ask.promised_on >= today:
        return Planned(
            ask,
            step,
            Outcome.PROMISED,
            f"An answer is promised by {say(ask.promised_on)}.",
            way.contact,
            way.why,
            due_on,
        )
    if step >= RING_STEP:
        outcome = Outcome.RING if due_on <= today else Outcome.WAITING
        return Planned(
            ask, RING_STEP, outcome, f"{why} No further e-mail: ring them.", way.contact, way.why, due_on
        )
    if way.contact is None:
        return Planned(
            ask, step, Outcome.NOBODY, f"{way.why[0].upper()}{way.why[1:]}.", None, way.why, due_on
        )
    start = now
    if way.contact.email in written_today:
        start = datetime.combine(today + timedelta(days=1), rhythm.sends_from, LONDON)
    send_at = first_slot(due_on, not_before=start, rhythm=rhythm, days=days)
    if send_at is None:
        return Planned(
            ask, step, Outcome.WAITING, "The policy has no sending day.", way.contact, way.why, due_on
        )
    why = f"{why} {_why_that_day(due_on, send_at, rhythm, days)}"
    return Planned(ask, step, Outcome.SEND, why, way.contact, way.why, due_on, send_at)


def _why(ask: Ask, step: int, sent: _Sent | None, rhythm: Rhythm, days: WorkingDays) -> str:
    if step == FIRST_REQUEST:
        return "Not asked yet."
    if ask.promised_on:
        return f"An answer was promised by {say(ask.promised_on)} and has not come."
    if sent is None and ask.asked_is_assumed:
        return "Asked before, and no answer is recorded."
    base = sent.on if sent else ask.asked_on
    if step == 1 and ask.due_on is not None:
        return "The day that was agreed for it has passed."
    if step == 1:
        return f"Asked on {say(base)}, with no answer by {say(answer_due_on(base, rhythm, days))}."
    return f"Last reminded on {say(base)}, with no answer since."


def _why_that_day(due_on: date, send_at: datetime, rhythm: Rhythm, days: WorkingDays) -> str:
    day = send_at.astimezone(LONDON).date()
    if due_on >= day:
        return f"That is due on {say(day)}."
    because = days.why_not(due_on)
    if because is None and due_on.weekday() not in rhythm.sending_days:
        because = f"not a sending day ({say_sending_days(rhythm)})"
    if because is None:
        return "It was due before; this is the next time at which e-mails go out."
    return f"Due from {say(due_on)}, which is {because}; this is the next sending day."


def ask_kinds_label(ask: Ask) -> str:
    """Say what kind of ask it is."""
    return kind_of(ask.kind).label


def chase_ups_of(borough: Borough) -> AccessQuerySet[ChaseUp]:
    """Select what was sent to a borough about its asks, newest first, with the very texts."""
    rows = ChaseUp.objects.filter(ask__borough=borough, is_withdrawn=False)
    return rows.select_related("ask", "sending__contact", "sending__email").order_by("-id")
