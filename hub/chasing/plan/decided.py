"""What the coordinator decided about a letter up the ladder, and until when that holds. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from boroughs.asks.models import Ask
from hub.chasing.models import Hold


class Decision(NamedTuple):
    """Whether a letter was approved, on which day, and when the borough's last reply was written down."""

    is_approved: bool
    on: date
    replied_on: date | None = None

    def is_overtaken(self, ask: Ask, holds: Iterable[Hold]) -> bool:
        """Tell whether the borough has spoken or was spared since, so that it is decided anew.

        On the day of a reply, a hold or the return of the turn no letter waits for approval, so the same day is later.
        """
        said = [self.replied_on, ask.answered.last_day if ask.answered else None, ask.returned_on]
        return any(day is not None and day >= self.on for day in said) or any(
            hold.begins_on >= self.on for hold in holds if hold.has_held
        )
