"""Read the plan: for every open ask, what its next step is, when, to whom and why; or why nothing goes out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Count, Max, Q

from boroughs.access.models import AccessQuerySet
from boroughs.asks.models import Ask, Reply
from boroughs.asks.selectors import open_asks
from boroughs.asks.states import REFER
from boroughs.programme.models import Borough, Programme
from boroughs.programme.selectors import days_of
from config.clock import LONDON
from hub.answers.selectors import answered_by
from hub.chasing.facts import Facts, LeftOut, Sent, WrittenTo
from hub.chasing.models import ChaseUp, Escalation, Hold, Sending, Wording
from hub.chasing.newcomers import Asked, Newcomer, newcomers
from hub.chasing.planned import Planned
from hub.chasing.planning import plan
from hub.chasing.rhythms import rhythms_of
from hub.chasing.routing import ways
from hub.chasing.states import FIRST_REQUEST, Outcome, Purpose, is_letter
from hub.chasing.timing import Rhythm
from hub.chasing.wordings import checked
from hub.mail.states import OPEN, State

# What has reached somebody, perhaps did, or is about to.
ARRIVED = OPEN | {State.SENT, State.DOUBTFUL}


@dataclass(frozen=True, slots=True)
class Plan:
    """What goes out next, and what does not: the next step of each ask, and who is new in post."""

    asks: list[Planned]
    newcomers: list[Newcomer]

    @property
    def welcomes(self) -> list[Newcomer]:
        """List the welcomes that are still to go, each with what others in the borough are asked."""
        return [
            replace(each, others=_others(each, self.asks))
            for each in self.newcomers
            if each.outcome is not None
        ]


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
    """Plan the next step of each open ask (or of `asks`), and the welcomes, in a constant number of queries."""
    wordings = list(Wording.objects.filter(programme=programme).standing().select_related("contact"))
    found = list(open_asks(programme).order_by("borough__name", "id") if asks is None else asks)
    beside: list[Ask] = []
    if asks is not None and wordings:
        # Whether an e-mail is still the one that was edited shows only with all that the same person gets.
        beside = list(open_asks(programme).exclude(pk__in=[ask.pk for ask in found]))
    whole = _steps(programme, now, [*found, *beside], without)
    return replace(whole, asks=checked(programme, whole.asks, wordings)[: len(found)]) if wordings else whole


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
    referred_by = _referred_by(asks)
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
                _of_this_sequence(decisions[ask.pk], sent.get(ask.pk)),
                written,
                new_in[ask.borough_id],
                welcomed_on,
                referred_by.get(ask.pk, ""),
            )
        )
        for ask in asks
    ]
    left_out = {ask: each.left_out for ask, each in sent.items() if each.left_out is not None}
    planned = [replace(each, left_out=left_out.get(each.ask.pk)) for each in steps] if left_out else steps
    return Plan(planned, new)


def _others(newcomer: Newcomer, plan: Sequence[Planned]) -> list[Asked]:
    """List what others in the borough are asked; what is with us or held is nobody's to do."""
    found = []
    for each in plan:
        whom = each.lower_rung or each.recipient
        if each.ask.borough_id != newcomer.borough.pk or each.outcome in {Outcome.WITH_US, Outcome.HELD}:
            continue
        is_first = each.outcome == Outcome.SEND and not each.ask.was_asked_before and not each.ask.steps_sent
        if whom is not None and whom.email != newcomer.contact.email and not is_first:
            found.append(Asked(each.ask, whom.name))
    return found


def _of_this_sequence(
    decisions: Mapping[tuple[int, int], bool], sent: Sent | None
) -> Mapping[tuple[int, int], bool]:
    """Count the steps of decisions from where the sequence began anew; those before it hold no more."""
    begins_at = sent.begins_at if sent else 0
    return {
        (step - begins_at, contact): is_approved
        for (step, contact), is_approved in decisions.items()
        if step >= begins_at
    }


def _referred_by(asks: Sequence[Ask]) -> Mapping[int, str]:
    """Read who said that the owner of an ask is the right person to ask."""
    named = [ask.pk for ask in asks if ask.owner_id]
    if not named:
        return {}
    rows = Reply.objects.filter(ask__in=named, choice=REFER).order_by("pk")
    return {ask: answered_by(said_by) for ask, said_by in rows.values_list("ask", "said_by")}


def _sent(asks: Sequence[Ask], without: Collection[int]) -> Mapping[int, Sent]:
    """Read what was sent about each ask: the last step, and when we last wrote, be it only a courtesy note.

    With a handover the sequence begins anew: what went to somebody else before counts no more.
    """
    found: dict[int, Sent] = {}
    asked_on = {ask.pk: ask.asked_on for ask in asks}
    rows = ChaseUp.objects.filter(ask__in=asks, is_withdrawn=False).exclude(sending__email__in=without)
    email = ("sending__sent_for", "sending__email__sent_at", "sending__email__state")
    left_out = ("left_out_for", "left_out__by_name", "left_out__at")
    contact = ("sending__contact", "sending__contact__name", "sending__address")
    columns = ("ask", "step", "purpose", "hold", "name", *email, *left_out, *contact)
    for (
        ask,
        counted,
        purpose,
        hold,
        name,
        sent_for,
        sent_at,
        state,
        for_day,
        by,
        at,
        *person,
    ) in rows.order_by("pk").values_list(*columns):
        on = _day(sent_at) or sent_for or for_day
        before = found.get(ask) or Sent(-1, asked_on[ask], is_on_its_way=False)
        if purpose == Purpose.HANDOVER:
            before = replace(
                Sent(FIRST_REQUEST, on, is_on_its_way=False, begins_at=counted),
                names=before.names,
                everybody=before.everybody,
            )
        step = counted - before.begins_at
        is_reminder = step > FIRST_REQUEST if purpose == Purpose.STEP else purpose != Purpose.HANDOVER
        # A step that was left out went to nobody.
        to = WrittenTo(*person) if at is None else None
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
            has_arrived=before.has_arrived or state in ARRIVED,
            begins_at=before.begins_at,
            to=before.to if to is None or is_letter(name) else to,
            everybody=before.everybody | {to} if to else before.everybody,
            has_letter=before.has_letter or is_letter(name),
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


def holds_in_force(programme: Programme, on: date) -> list[Hold]:
    """List the holds that hold on a day, those that end soonest first."""
    rows = Hold.objects.filter(programme=programme, lifted_on=None).select_related("borough", "ask")
    rows = rows.exclude(ask__closed_at__isnull=False)
    return sorted(
        (hold for hold in rows if hold.is_in_force(on)), key=lambda hold: (hold.last_day or date.max, hold.pk)
    )
