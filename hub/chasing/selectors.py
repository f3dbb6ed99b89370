"""Read the plan: for every open ask, what its next step is, when, to whom and why; or why nothing goes out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Count, Max, Q

from boroughs.access.models import AccessQuerySet
from boroughs.asks.models import Ask
from boroughs.asks.selectors import open_asks
from boroughs.programme.models import Borough, Programme
from boroughs.programme.selectors import days_of
from config.clock import LONDON
from hub.chasing.facts import Facts, LeftOut, Sent
from hub.chasing.models import ChaseUp, Escalation, Hold, Sending, Wording
from hub.chasing.planning import Planned, plan
from hub.chasing.rhythms import rhythms_of
from hub.chasing.routing import ways
from hub.chasing.states import FIRST_REQUEST, Purpose
from hub.chasing.timing import Rhythm
from hub.chasing.wordings import checked
from hub.mail.states import OPEN, State


def chase_plan(programme: Programme, now: datetime, asks: Iterable[Ask] | None = None) -> list[Planned]:
    """Plan the next step of each open ask (or of `asks`), in a constant number of queries, ordered by borough."""
    wordings = list(Wording.objects.filter(programme=programme).standing().select_related("contact"))
    found = list(open_asks(programme).order_by("borough__name", "id") if asks is None else asks)
    beside: list[Ask] = []
    if asks is not None and wordings:
        # Whether an e-mail is still the one that was edited shows only with all that the same person gets.
        beside = list(open_asks(programme).exclude(pk__in=[ask.pk for ask in found]))
    plan = _steps(programme, now, [*found, *beside])
    return checked(programme, plan, wordings)[: len(found)] if wordings else plan


def _steps(programme: Programme, now: datetime, asks: Sequence[Ask]) -> list[Planned]:
    for ask in asks:
        # The one at hand: a thousand copies of it, each with its programme file, are what a full board cannot afford.
        ask.borough.programme = programme
    days, rhythms = days_of(programme), rhythms_of(programme)
    sent, people, holds = _sent(asks), ways(asks, rhythms), _holds(programme, asks)
    decisions, written = _decisions(asks), last_written(programme, now.astimezone(LONDON).date())
    steps = [
        plan(
            Facts(
                ask,
                people[ask.pk],
                rhythms.get(ask.kind, Rhythm()),
                days,
                now,
                sent.get(ask.pk),
                holds[ask.borough_id, ask.pk],
                decisions[ask.pk],
                written,
            )
        )
        for ask in asks
    ]
    left_out = {ask: each.left_out for ask, each in sent.items() if each.left_out is not None}
    return [
        replace(each, left_out=left_out[each.ask.pk]) if each.ask.pk in left_out else each for each in steps
    ]


def _sent(asks: Sequence[Ask]) -> Mapping[int, Sent]:
    """Read what was sent about each ask: the last step, and when we last wrote, be it only a courtesy note."""
    found: dict[int, Sent] = {}
    rows = ChaseUp.objects.filter(ask__in=asks, is_withdrawn=False).order_by("pk")
    email = ("sending__sent_for", "sending__email__sent_at", "sending__email__state")
    left_out = ("left_out_for", "left_out__by_name", "left_out__at")
    columns = ("ask", "step", "purpose", "hold", "name", *email, *left_out)
    for ask, step, purpose, hold, name, sent_for, sent_at, state, for_day, by, at in rows.values_list(
        *columns
    ):
        on = _day(sent_at) or sent_for or for_day
        is_reminder = purpose != Purpose.STEP or step > FIRST_REQUEST
        before = found.get(ask) or Sent(-1, on, is_on_its_way=False)
        found[ask] = Sent(
            max(before.step, step) if purpose == Purpose.STEP else before.step,
            # The next steps count from what was asked, not from the notice that goes before an escalation.
            before.on if purpose == Purpose.NOTICE else on,
            is_on_its_way=state in OPEN,
            courtesies=before.courtesies | {hold} if purpose == Purpose.COURTESY else before.courtesies,
            notices={**before.notices, step: on} if purpose == Purpose.NOTICE else before.notices,
            names=before.names | {name},
            # What a letter tells of: what has arrived, and was more than the asking itself.
            reminded_on=(*before.reminded_on, on)
            if is_reminder and state == State.SENT
            else before.reminded_on,
            left_out=LeftOut(name, by, at) if at else None,
        )
    return found


def _decisions(asks: Sequence[Ask]) -> Mapping[int, dict[tuple[int, int], bool]]:
    """Read what the coordinator decided about writing to higher rungs, by ask, then by step and person."""
    found: dict[int, dict[tuple[int, int], bool]] = defaultdict(dict)
    rows = Escalation.objects.filter(ask__in=asks)
    for ask, step, contact, is_approved in rows.values_list("ask", "step", "contact", "is_approved"):
        found[ask][step, contact] = is_approved
    return found


def _holds(programme: Programme, asks: Sequence[Ask]) -> Mapping[tuple[int, int], list[Hold]]:
    """Read the holds of each ask, its own and those of its whole borough."""
    found: dict[tuple[int, int], list[Hold]] = defaultdict(list)
    rows = list(Hold.objects.filter(programme=programme))
    by_borough: dict[int, list[Hold]] = defaultdict(list)
    for hold in rows:
        by_borough[hold.borough_id].append(hold)
    for ask in asks:
        found[ask.borough_id, ask.pk] = [hold for hold in by_borough[ask.borough_id] if hold.holds(ask)]
    return found


def last_written(programme: Programme, today: date) -> Mapping[str, date]:
    """Read on which day each address was last written to: one e-mail a day, and to chairs one a month.

    What still waits may leave today.
    """
    rows = Sending.objects.filter(programme=programme, is_withdrawn=False).values("address")
    found = rows.annotate(
        last=Max("sent_for"),
        sent_at=Max("email__sent_at"),
        waiting=Count("pk", filter=Q(email__state__in=OPEN)),
    )
    return {
        each["address"]: max(
            each["last"], _day(each["sent_at"]) or each["last"], today if each["waiting"] else each["last"]
        )
        for each in found
    }


def _day(moment: datetime | None) -> date | None:
    return moment and moment.astimezone(LONDON).date()


def left_out_counts(asks: Iterable[int]) -> Counter[int]:
    """Count the steps of each ask that were left out, and so never sent; courtesy notes are no steps."""
    rows = ChaseUp.objects.filter(ask__in=set(asks), is_withdrawn=False, purpose=Purpose.STEP)
    return Counter(rows.exclude(left_out=None).values_list("ask", flat=True))


def chase_ups_of(borough: Borough) -> AccessQuerySet[ChaseUp]:
    """Select what was sent to a borough about its asks, newest first, with the very texts."""
    rows = ChaseUp.objects.filter(ask__borough=borough, is_withdrawn=False)
    return rows.select_related("ask", "sending__contact", "sending__email", "left_out").order_by("-id")


def holds_in_force(programme: Programme, on: date) -> list[Hold]:
    """List the holds that hold on a day, those that end soonest first."""
    rows = Hold.objects.filter(programme=programme, lifted_on=None).select_related("borough", "ask")
    rows = rows.exclude(ask__closed_at__isnull=False)
    return sorted(
        (hold for hold in rows if hold.is_in_force(on)), key=lambda hold: (hold.last_day or date.max, hold.pk)
    )
