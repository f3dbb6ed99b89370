"""Read asks."""

from collections.abc import Sequence

from boroughs.access.models import AccessQuerySet
from boroughs.asks.kinds import Choice, source_of
from boroughs.asks.models import Ask, Reply
from boroughs.asks.states import PAUSE, PROMISE, Turn
from boroughs.programme.models import Borough, Programme


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


def replies_of(borough: Borough) -> AccessQuerySet[Reply]:
    """Select what a borough has said, newest first."""
    return Reply.objects.filter(ask__borough=borough).select_related("ask", "change")


def choices_of(ask: Ask) -> Sequence[Choice]:
    """List the answers that one ask can be given; a day by which they will answer is always among them."""
    pause = Choice(
        PAUSE,
        "Asks for a pause",
        hint="Chasing stops at once, and it is our turn",
        takes=frozenset({"reason"}),
    )
    promise = Choice(PROMISE, "They will answer by a date", needs=frozenset({"promised_on"}))
    return [*source_of(ask.kind).choices(ask), promise, pause]
