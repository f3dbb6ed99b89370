"""One part of the running site, started again when it dies: sooner at first, later if it keeps dying."""

import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from config.supervisor import paths, watcher
from config.supervisor.process import Children
from config.supervisor.tell import ending, say

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
# A part that lived this long was well: the next pause is the first one again.
WELL_AFTER = 30.0


@dataclass
class Part:
    """A command that is kept running."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    keep: Sequence[int] = ()
    failures: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    _started: float = field(default=0.0, init=False)
    _due: float = field(default=0.0, init=False)

    @property
    def log(self) -> Path:
        """Answer where its output goes."""
        return paths.LOGS / f"{self.name.replace(' ', '-')}.log"

    def start(self, children: Children) -> None:
        """Start it."""
        self.process = children.start(
            self.command, environment=self.environment, log=self.log, keep=self.keep
        )
        self._started = monotonic()

    def tend(self, children: Children) -> float | None:
        """Notice that it died, or start it again when that is due; answer in how many seconds that is."""
        if self.process is None:
            wait = self._due - monotonic()
            if wait > 0:
                return wait
            self.start(children)
            return None
        code = self.process.poll()
        if code is None:
            return None
        children.forget(self.process)
        self.process = None
        if monotonic() - self._started > WELL_AFTER:
            self.failures = 0
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0**self.failures)
        self.failures += 1
        self._due = monotonic() + pause
        log = self.log.relative_to(paths.ROOT)
        say(f"The {self.name} {ending(code)}; starting it again in {pause:g} seconds. Its log: {log}")
        return pause

    def ask_to_stop(self, number: int = signal.SIGTERM) -> None:
        """Send its process group a signal."""
        if self.process is not None:
            watcher.send(self.process.pid, number)

    def has_stopped(self, children: Children) -> bool:
        """Tell whether it is gone, and collect it."""
        if self.process is None:
            return True
        if self.process.poll() is None:
            return False
        children.forget(self.process)
        self.process = None
        return True
