"""Read the plan: for every open ask, what its next step is, when, to whom and why; or why nothing goes out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery

from boroughs.access.models import AccessQuerySet
from boroughs.asks.models import Ask, Reply
from boroughs.asks.selectors import open_asks
from boroughs.history.models import Change
from boroughs.programme.models import Borough, Programme
from boroughs.programme.selectors import days_of
from config.clock import LONDON
from hub.chasing.letters.batches import Batch, batch_with
from hub.chasing.letters.own_words import checked
from hub.chasing.models import ChaseUp, Escalation, Hold, Ring, Sending, Wording
from hub.chasing.plan.decided import Decision
from hub.chasing.plan.facts import Facts
from hub.chasing.plan.gathering import gathered
from hub.chasing.plan.newcomers import Asked, Newcomer, newcomers
from hub.chasing.plan.next_step import plan
from hub.chasing.plan.planned import Planned
from hub.chasing.plan.rhythms import rhythms_of
from hub.chasing.plan.routing import ways
from hub.chasing.plan.sent import COLUMNS, Row, Sent
from hub.chasing.plan.timing import Rhythm
from hub.chasing.states import Handle, HoldKind, Outcome
from hub.mail.states import OPEN


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes out next, and what does not: the next step of each ask, and who is new in post."""

    asks: list[Planned]
    newcomers: list[Newcomer]

    @property
    def welcomes(self) -> list[Newcomer]:
        """List the welcomes that are still to go."""
        return [each for each in self.newcomers if each.is_to_be_welcomed]

    @property
    def welcomes_left_out(self) -> list[Newcomer]:
        """List the welcomes that were left out, as long as that can be taken back."""
        return [each for each in self.newcomers if each.left_out is not None]

    def row(self, about: Handle) -> Planned | Newcomer | None:
        """Find the next step of an ask or the welcome in a borough; None where nothing is planned any more."""
        rows = {Handle.of_ask(each.ask.pk): each for each in self.asks}
        welcomes = {
            Handle.of_welcome(each.borough.pk): each for each in (*self.welcomes, *self.welcomes_left_out)
        }
        return rows.get(about) or welcomes.get(about)

    def letter(self, about: Iterable[Handle]) -> Batch | None:
        """Find the e-mail that goes out, or waits to be looked at again, by the first handle that has one."""
        return batch_with(self.asks, self.welcomes, about)


def chase_plan(
    programme: Programme, now: datetime, asks: Iterable[Ask] | None = None, *, without: Collection[int] = ()
) -> list[Planned]:
    """Plan the next step of each open ask (or of `asks`), in a constant number of queries, ordered by borough.

    It is planned as if the e-mails `without` had never been written.
    """
    return whole_plan(programme, now, asks, without=without).asks


def whole_plan(
    programme: Programme, now: datetime, asks: Iterable[Ask] | None = None, *, without: Collection[int] = ()
) -> Plan:
    """Plan the next step of each open ask (or of `asks`), and the welcomes, in a constant number of queries.

    Nothing is planned in a programme that has ended, or has not begun.
    """
    if not programme.is_running(now.astimezone(LONDON).date()):
        return Plan([], [])
    wordings = list(Wording.objects.filter(programme=programme).standing().select_related("contact"))
    found = list(open_asks(programme).order_by("borough__name", "id") if asks is None else asks)
    beside = open_asks(programme).exclude(pk__in=[ask.pk for ask in found])
    if asks is not None and wordings:
        # Whether an e-mail is still the one that was edited shows only with all that the same person gets.
        whole = _steps(programme, now, [*found, *beside], without)
    else:
        whole = _steps(programme, now, found, without)
        if asks is not None and any(each.not_before is not None for each in whole.asks):
            # So does when an approved letter goes, of which others in the same person's boroughs are told.
            whole = _steps(programme, now, [*found, *beside], without)
    if not wordings:
        return Plan(whole.asks[: len(found)], whole.newcomers)
    steps, new = checked(programme, whole.asks, whole.newcomers, wordings)
    return Plan(steps[: len(found)], new)


def _steps(programme: Programme, now: datetime, asks: Sequence[Ask], without: Collection[int]) -> Plan:
    for ask in asks:
        # The one at hand: a thousand copies of it, each with its programme file, are what a full board cannot afford.
        ask.borough.programme = programme
    days, rhythms = days_of(programme), rhythms_of(programme)
    sent, people, holds = _sent(asks, without), ways(asks, rhythms), _holds(programme, asks)
    decisions = _decisions(asks)
    written = last_written(programme, now.astimezone(LONDON).date(), without=without)
    new = newcomers(programme, now, rhythms=rhythms, days=days, written=written)
    new_in: dict[int, dict[str, Newcomer]] = defaultdict(dict)
    for each in new:
        new_in[each.borough.pk][each.contact.email] = each
    welcomed_on = {each.contact.email: _day(each.send_at) or date.max for each in new if each.send_at}
    rings = _rings(asks)
    facts = [
        Facts(
            ask=ask,
            ways=people[ask.pk],
            rhythm=rhythms.get(ask.kind, Rhythm()),
            days=days,
            now=now,
            sent=sent.get(ask.pk),
            holds=holds[ask.borough_id, ask.pk],
            decisions=_of_this_sequence(decisions[ask.pk], sent.get(ask.pk)),
            last_written=written,
            newcomers=new_in[ask.borough_id],
            welcomed_on=welcomed_on,
            rings=rings[ask.pk],
        )
        for ask in asks
    ]
    steps = gathered([(each, plan(each)) for each in facts])
    left_out = {ask: each.left_out for ask, each in sent.items() if each.left_out is not None}
    planned = [replace(each, left_out=left_out.get(each.ask.pk)) for each in steps] if left_out else steps
    return Plan(planned, [_with_others(each, planned) if each.is_to_be_welcomed else each for each in new])


def _with_others(newcomer: Newcomer, plan: Sequence[Planned]) -> Newcomer:
    """Tell a newcomer what others in the borough are asked; what is with us or held is nobody's to do."""
    found = []
    for each in plan:
        whom = each.lower_rung or each.recipient
        if each.ask.borough_id != newcomer.borough.pk or each.outcome in {Outcome.WITH_US, Outcome.HELD}:
            continue
        is_first = each.outcome == Outcome.SEND and not each.ask.was_asked_before and not each.ask.steps_sent
        if whom is not None and whom.email != newcomer.contact.email and not is_first:
            found.append(Asked(each.ask, whom.name))
    return replace(newcomer, others=found)


def _of_this_sequence(
    decisions: Mapping[tuple[int, int], Decision], sent: Sent | None
) -> Mapping[tuple[int, int], Decision]:
    """Count the steps of decisions from where the sequence began anew; those before it hold no more."""
    begins_at = sent.begins_at if sent else 0
    return {
        (step - begins_at, contact): decision
        for (step, contact), decision in decisions.items()
        if step >= begins_at
    }


def _rings(asks: Sequence[Ask]) -> Mapping[int, list[date]]:
    """Read on which days somebody was rung about each ask, and not reached."""
    found: dict[int, list[date]] = defaultdict(list)
    for ask, on in Ring.objects.standing().filter(ask__in=asks).values_list("ask", "rang_on"):
        found[ask].append(on)
    return found


def _sent(asks: Sequence[Ask], without: Collection[int]) -> Mapping[int, Sent]:
    """Read what was sent about each ask, as if the e-mails `without` had never been written."""
    found: dict[int, Sent] = {}
    asked_on = {ask.pk: ask.asked_on for ask in asks}
    rows = ChaseUp.objects.filter(ask__in=asks, is_withdrawn=False).exclude(sending__email__in=without)
    for ask, *row in rows.order_by("pk").values_list("ask", *COLUMNS):
        found[ask] = (found.get(ask) or Sent(on=asked_on[ask])).then(Row(*row))
    return found


def _decisions(asks: Sequence[Ask]) -> Mapping[int, dict[tuple[int, int], Decision]]:
    """Read what the coordinator decided about writing to higher rungs, by ask, then by step and person."""
    found: dict[int, dict[tuple[int, int], Decision]] = defaultdict(dict)
    rows = Escalation.objects.filter(ask__in=asks).annotate(replied_at=Max("ask__replies__change__at"))
    columns = ("ask", "step", "contact", "is_approved", "decided_on", "replied_at")
    for ask, step, contact, is_approved, on, replied_at in rows.values_list(*columns):
        found[ask][step, contact] = Decision(is_approved, on, _day(replied_at))
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


def last_written(programme: Programme, today: date, *, without: Collection[int] = ()) -> Mapping[str, date]:
    """Read on which day each address was last written to: one e-mail a day, and to chairs one a month.

    What still waits may leave today.
    """
    rows = Sending.objects.filter(programme=programme, is_withdrawn=False).exclude(email__in=without)
    found = rows.values("address").annotate(
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


def chase_ups_of(borough: Borough) -> AccessQuerySet[ChaseUp]:
    """Select what was sent to a borough about its asks, newest first, with the very texts."""
    rows = ChaseUp.objects.filter(ask__borough=borough, is_withdrawn=False)
    return rows.select_related("ask", "sending__contact", "sending__email", "left_out").order_by("-id")


def rings_of(borough: Borough) -> AccessQuerySet[Ring]:
    """Select the rings without an answer about a borough's asks, newest first."""
    rows = Ring.objects.filter(ask__borough=borough).select_related("ask", "change", "voided_by")
    return rows.order_by("-rang_on", "-id")


def holds_in_force(programme: Programme, on: date) -> list[Hold]:
    """List the holds that hold on a day, those that end soonest first."""
    rows = Hold.objects.filter(programme=programme, lifted_on=None).select_related("borough", "ask")
    rows = rows.exclude(ask__closed_at__isnull=False)
    return sorted(
        (hold for hold in rows if hold.is_in_force(on)), key=lambda hold: (hold.last_day or date.max, hold.pk)
    )


def replies_to_write_down(programme: Programme) -> AccessQuerySet[Hold]:
    """Select the holds for a reply of which nothing has been written down since, be they over or not, until lifted."""
    rows = Hold.objects.filter(
        programme=programme, kind=HoldKind.REPLIED, lifted_on=None, ask__closed_at=None
    )
    placed = Change.objects.filter(
        # By its name, which costs no query of its own.
        subject_type__app_label="hub",
        subject_type__model="hold",
        subject_id=OuterRef("pk"),
        verb="hold-place",
    )
    written = Reply.objects.filter(ask=OuterRef("ask"), change__gt=OuterRef("placed"))
    waiting = (
        rows.annotate(placed=Subquery(placed.values("pk")[:1])).exclude(ask=None).exclude(Exists(written))
    )
    return rows.filter(pk__in=waiting.values("pk")).select_related("borough", "ask").order_by("ends_on", "pk")
