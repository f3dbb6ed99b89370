"""One clock for a test and all its processes: it begins on a Tuesday in sending hours, and runs."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

# The day after the one on which the sample's story is told: chase-ups have been due since ten.
TUESDAY = datetime(2007, 1, 9, 10, 30, tzinfo=UTC)
CLOCKWORK = Path(__file__).parent / "clockwork"


@dataclass(slots=True)
class Clock:
    """The time of this process, and how far it is from the real one, in seconds."""

    traveller: time_machine.Traveller
    offset: float

    def move_to(self, moment: datetime) -> None:
        """Go on from another moment; what is started from now on believes in it too."""
        self.traveller.move_to(moment)
        self.offset = moment.timestamp() - time_machine.escape_hatch.time.time()

    def environment(self, *, ahead: timedelta = timedelta(0)) -> dict[str, str]:
        """Give the environment of a process that believes in this clock (or in one that is so far ahead)."""
        path = os.pathsep.join(filter(None, [str(CLOCKWORK), os.environ.get("PYTHONPATH", "")]))
        return {"PYTHONPATH": path, "TEST_CLOCK_OFFSET": str(self.offset + ahead.total_seconds())}


@contextmanager
def beginning_at(moment: datetime) -> Iterator[Clock]:
    """Let this process's time begin at a moment."""
    with time_machine.travel(moment, tick=True) as traveller:
        clock = Clock(traveller, 0)
        clock.move_to(moment)
        yield clock
