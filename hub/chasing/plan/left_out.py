"""What the coordinator left out, as the plan tells of it. Pure."""

from dataclasses import dataclass
from datetime import datetime

from config.dates import say


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A step or a welcome that the coordinator left out: which, who did that and when."""

    name: str
    by: str
    at: datetime

    def __str__(self) -> str:
        return f"left out by {self.by} on {say(self.at)}"
