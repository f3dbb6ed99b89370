"""What sending chase-ups again comes to that did not arrive: each is written anew, unless it is not asked any more.

What is written anew is what the plan says, as if the e-mails had never been written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from boroughs.access.models import AccessQuerySet
from boroughs.asks.models import Ask
from boroughs.asks.selectors import open_asks
from boroughs.programme.models import Programme
from config.clock import LONDON
from config.dates import say
from hub.chasing.models import ChaseUp
from hub.chasing.plan.planned import Planned
from hub.chasing.selectors import chase_plan
from hub.chasing.states import Outcome
from hub.mail.models import Email


@dataclass(frozen=True, slots=True)
class Again:
    """What becomes of one ask of an e-mail when that is sent again, and whether it is still asked at all."""

    ask: Ask
    words: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Outlook:
    """What becomes of many: e-mails written anew by the day on which they go out, and asks about which nothing does.

    Of the e-mails, some ask nothing that is still to be asked; others are no chase-ups, and go again as they were.
    """

    going: list[tuple[date, int]]
    waiting: int
    unwanted: int
    as_they_were: int


def still_asked(emails: Collection[int]) -> AccessQuerySet[ChaseUp]:
    """Select the chase-ups of these e-mails whose asks are open, and about which nothing else was written since."""
    since = ChaseUp.objects.filter(ask=OuterRef("ask"), pk__gt=OuterRef("pk"), is_withdrawn=False)
    rows = ChaseUp.objects.filter(sending__email__in=emails, is_withdrawn=False, ask__closed_at=None)
    return rows.filter(~Exists(since.exclude(sending__email__in=emails)))


def again_of(email: Email, now: datetime) -> list[Again]:
    """Say of each ask of an e-mail what sending it again comes to."""
    rows = ChaseUp.objects.filter(sending__email=email).select_related("ask__borough__programme")
    chase_ups = list(rows.order_by("pk"))
    if not chase_ups:
        return []
    asked = set(still_asked([email.pk]).values_list("pk", flat=True))
    programme = chase_ups[0].ask.borough.programme
    plan = _plan(programme, {each.ask_id for each in chase_ups}, [email.pk], now)
    return [
        Again(each.ask, _say(each, plan.get(each.ask_id), now, is_asked=each.pk in asked), each.pk in asked)
        for each in chase_ups
    ]


def outlook_of(programme: Programme, emails: Collection[int], now: datetime) -> Outlook:
    """Sum up what sending these e-mails again comes to, in a constant number of queries."""
    about = set(ChaseUp.objects.filter(sending__email__in=emails).values_list("sending__email", flat=True))
    asked = list(still_asked(emails).values_list("ask", "sending__email"))
    plan = _plan(programme, {ask for ask, _ in asked}, emails, now)
    people: dict[date, set[str]] = defaultdict(set)
    for each in plan.values():
        if each.outcome == Outcome.SEND and each.send_at is not None and each.recipient is not None:
            people[each.send_at.astimezone(LONDON).date()].add(each.recipient.email)
    return Outlook(
        going=[(day, len(addresses)) for day, addresses in sorted(people.items())],
        waiting=sum(each.outcome != Outcome.SEND for each in plan.values()),
        unwanted=len(about - {email for _, email in asked}),
        as_they_were=len(emails) - len(about),
    )


def _plan(
    programme: Programme, asks: Collection[int], without: Collection[int], now: datetime
) -> Mapping[int, Planned]:
    found = open_asks(programme).filter(pk__in=asks).order_by("pk")
    return {each.ask.pk: each for each in chase_plan(programme, now, found, without=without)}


def _say(chase_up: ChaseUp, planned: Planned | None, now: datetime, *, is_asked: bool) -> str:
    if planned is None:
        return "It is closed, and nothing more is sent about it."
    if is_asked:
        return _say_planned(planned, now, "It is written anew and goes out")
    later = ChaseUp.objects.filter(ask=chase_up.ask_id, pk__gt=chase_up.pk, is_withdrawn=False)
    if last := later.select_related("sending").order_by("-pk").first():
        if last.sending is None:
            return f"{last.name}: it has been left out since."
        return f"{last.name} was written since, on {say(last.sending.sent_for)}."
    return _say_planned(planned, now, "It is asked anew already, and goes out")


def _say_planned(planned: Planned, now: datetime, goes_out: str) -> str:
    if planned.outcome != Outcome.SEND or planned.send_at is None:
        return f"Nothing goes out for now. {planned.why}"
    day = planned.send_at.astimezone(LONDON).date()
    when = "now" if planned.send_at <= now else f"on {day:%A} {say(day)}"
    return f"{goes_out} {when}: {planned.step_name.lower()} to {planned.recipient}."
