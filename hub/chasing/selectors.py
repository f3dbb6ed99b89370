"""Read the plan: for every open ask, what its next step is, when, to whom and why; or why nothing goes out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from boroughs.access.models import AccessQuerySet
from boroughs.asks.models import Ask
from boroughs.asks.selectors import open_asks
from boroughs.programme.models import Borough, Programme
from boroughs.programme.selectors import days_of
from config.clock import LONDON
from hub.chasing.models import ChaseUp, Hold, Policy, Sending
from hub.chasing.planning import Facts, Planned, Sent, plan
from hub.chasing.routing import routes
from hub.chasing.states import Purpose
from hub.chasing.timing import Rhythm
from hub.mail.states import OPEN


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
    days, rhythms = days_of(programme), rhythms_of(programme)
    sent, ways, holds = _sent(found), routes(found), _holds(programme, found)
    written = _written_on(programme, now.astimezone(LONDON).date())
    planned = []
    for ask in found:
        way = ways[ask.pk]
        facts = Facts(
            ask,
            way,
            rhythms.get(ask.kind, Rhythm()),
            days,
            now,
            sent.get(ask.pk),
            holds[ask.borough_id, ask.pk],
            was_written_today=way.contact is not None and way.contact.email in written,
        )
        planned.append(plan(facts))
    return planned


def _sent(asks: Sequence[Ask]) -> Mapping[int, Sent]:
    """Read what was sent about each ask: the last step, and when we last wrote, be it only a courtesy note."""
    found: dict[int, Sent] = {}
    rows = ChaseUp.objects.filter(ask__in=asks, is_withdrawn=False).order_by(
        "sending__sent_for", "step", "pk"
    )
    columns = ("ask", "step", "purpose", "hold", "sending__sent_for", "sending__email__state")
    for ask, step, purpose, hold, on, state in rows.values_list(*columns):
        before = found.get(ask)
        courtesies = before.courtesies if before else frozenset()
        if purpose == Purpose.COURTESY:
            courtesies |= {hold}
        found[ask] = Sent(step, on, state in OPEN, courtesies)
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


def _written_on(programme: Programme, day: date) -> set[str]:
    """Read the addresses that have had their e-mail of the day."""
    rows = Sending.objects.filter(programme=programme, sent_for=day, is_withdrawn=False)
    return set(rows.values_list("address", flat=True))


def chase_ups_of(borough: Borough) -> AccessQuerySet[ChaseUp]:
    """Select what was sent to a borough about its asks, newest first, with the very texts."""
    rows = ChaseUp.objects.filter(ask__borough=borough, is_withdrawn=False)
    return rows.select_related("ask", "sending__contact", "sending__email").order_by("-id")


def holds_in_force(programme: Programme, on: date) -> list[Hold]:
    """List the holds that hold on a day, those that end soonest first."""
    rows = Hold.objects.filter(programme=programme, lifted_on=None).select_related("borough", "ask")
    return sorted(
        (hold for hold in rows if hold.is_in_force(on)), key=lambda hold: (hold.last_day or date.max, hold.pk)
    )
