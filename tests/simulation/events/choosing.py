"""What every event needs: something that it can happen to."""

from collections.abc import Sequence
from typing import TypeVar

from boroughs.asks.models import Ask
from boroughs.history.services import Refused
from hub.chasing.states import Outcome
from tests.simulation.year import Year

T = TypeVar("T")
GOING = (Outcome.SEND, Outcome.LOOK_AGAIN)


def pick(things: Sequence[T], number: int) -> T:
    """Choose one; Refused when there is none, which ends the event."""
    if not things:
        raise Refused("There is nothing to choose from.")
    return things[number % len(things)]


def open_asks(year: Year) -> list[Ask]:
    """List what is open, in a fixed order."""
    asks = Ask.objects.filter(borough__programme=year.programme, closed_at=None).order_by("pk")
    return list(asks.select_related("borough__programme"))
