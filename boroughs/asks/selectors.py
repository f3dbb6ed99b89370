"""Read asks."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.db.models import Min, OuterRef, Subquery

from boroughs.access.models import AccessQuerySet
from boroughs.asks.kinds import Choice, kind_of, source_of
from boroughs.asks.models import Ask, Reply
from boroughs.asks.states import OF_EVERY_ASK, PAUSE, PROMISE, REFER, Ended, Turn
from boroughs.history.models import Change
from boroughs.history.selectors import changes_of
from boroughs.programme.models import Borough, Programme
from config.dates import say


def open_asks(programme: Programme) -> AccessQuerySet[Ask]:
    """Select everything that a programme's boroughs are still asked, without the programme itself on each row."""
    return Ask.objects.filter(borough__programme=programme, closed_at=None).select_related(
        "borough", "owner", "last_chased"
    )


def open_asks_of(borough: Borough) -> AccessQuerySet[Ask]:
    """Select what one borough is still asked, what is with the borough first."""
    return (
        Ask.objects.filter(borough=borough, closed_at=None)
        .select_related("borough__programme", "owner", "last_chased")
        .order_by("turn", "id")
    )


def asks_with_us(programme: Programme) -> AccessQuerySet[Ask]:
    """Select what the coordinator has to do something about."""
    return open_asks(programme).filter(turn=Turn.US)


def last_chased(boroughs: Collection[Borough]) -> Mapping[int, Ask]:
    """Find the ask about which each borough was chased last, open or closed since, in one query."""
    newest = Ask.objects.filter(borough=OuterRef("pk"), last_chased_at__isnull=False)
    latest = Subquery(newest.order_by("-last_chased_at", "-pk").values("pk")[:1])
    found = Borough.objects.filter(pk__in=[each.pk for each in boroughs]).values(newest=latest)
    return {ask.borough_id: ask for ask in Ask.objects.filter(pk__in=found).select_related("last_chased")}


def next_last_safe_days(programme: Programme, today: date) -> Mapping[str, date]:
    """Tell by kind which last safe day comes next among what is open."""
    rows = open_asks(programme).filter(last_safe_on__gte=today).values_list("kind")
    return dict(rows.annotate(Min("last_safe_on")).order_by())


def replies_of(borough: Borough) -> AccessQuerySet[Reply]:
    """Select what a borough has said, newest first."""
    return Reply.objects.filter(ask__borough=borough).select_related("ask", "change")


def choices_of(ask: Ask) -> Sequence[Choice]:
    """List the answers that one ask can be given; three of them can be given to every ask."""
    pause = Choice(
        PAUSE,
        "Asks for a pause",
        hint="Chasing stops at once, and it is our turn",
        takes=frozenset({"reason"}),
        own="Please pause this",
    )
    promise = Choice(
        PROMISE,
        "They will answer by a date",
        hint=f"Up to {say(ask.last_safe_on)}" if ask.last_safe_on else "",
        needs=frozenset({"promised_on"}),
        own="I will answer by a date",
    )
    refer = Choice(
        REFER,
        "Wrong person: somebody else is to be asked",
        needs=frozenset({"refer_to"}),
        own="Wrong person: ask somebody else",
    )
    return [*source_of(ask.kind).choices(ask), promise, pause, refer]


def why_asked(ask: Ask, today: date) -> str:
    """Say why an answer is needed: what its last safe day follows from, while that is to come; else why at all."""
    why = kind_of(ask.kind).why
    return why if ask.is_past_use(today) else ask.why_by_then or why


def written_by(reply: Reply) -> Change | None:
    """Find the Change in which a reply that met its ask wrote its facts; None when it cannot be corrected any more.

    The facts are written right before the reply itself, in one transaction, so theirs is the last Change before it.
    """
    correcting = source_of(reply.ask.kind).correcting
    if correcting is None or reply.ask.ended != Ended.MET or reply.choice in OF_EVERY_ASK:
        return None
    subject = correcting.subject(reply.ask)
    if subject is None:
        return reply.change
    latest = changes_of(subject).order_by("-pk").first()
    return latest if latest is not None and latest.pk < reply.change_id else None


def choices_instead(reply: Reply) -> Sequence[Choice]:
    """List what the person may still say instead of a reply that met its ask; empty when nothing."""
    written, correcting = written_by(reply), source_of(reply.ask.kind).correcting
    return correcting.choices(reply.ask, written) if written and correcting else []


def is_with_borough(ask: Ask) -> bool:
    """Tell whether somebody in the borough may be chased about it."""
    return ask.is_open and ask.turn == Turn.BOROUGH
