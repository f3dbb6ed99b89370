"""Processes that a test starts, freezes, kills, and never leaves behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from config.supervisor.parent import follower
from tests.waiting import until

ROOT = Path(__file__).resolve().parent.parent.parent
# What a test says about the product comes from the test, not from whoever runs it.
OURS = ("MODE", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE")


class Process:
    """One process with its log; it leads a group of its own, so that nothing it starts outlives it."""

    def __init__(self, name: str, popen: subprocess.Popen[bytes], log: Path) -> None:
        self.name = name
        self.popen = popen
        self.log = log

    def said(self) -> str:
        """Read what it has said so far."""
        return self.log.read_text(errors="replace")

    def wait_until_it_says(self, words: str, *, count: int = 1, seconds: float = 60) -> None:
        """Wait for words in its log; AssertionError with the log when they do not come."""
        try:
            until(lambda: self.said().count(words) >= count, seconds=seconds, what=f"{self.name}: “{words}”")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.said()[-3000:]}") from None

    def kill(self) -> None:
        """End it and all that it started with SIGKILL, and collect it."""
        self._send(signal.SIGKILL)
        self.popen.wait()

    def freeze(self) -> None:
        """Stop it where it is: it keeps its connections and answers nobody."""
        self._send(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._send(signal.SIGCONT)

    def _send(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.popen.pid, number)


class Processes:
    """All processes of one test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.all: list[Process] = []

    def start(
        self, name: str, command: Sequence[str], environment: Mapping[str, str], *, cwd: Path = ROOT
    ) -> Process:
        """Start a command; `environment` comes on top of this process's own."""
        kept = {key: value for key, value in os.environ.items() if key not in OURS}
        path = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
        log = self.folder / f"{name}-{len(self.all)}.log"
        with log.open("wb") as output:
            popen = subprocess.Popen(
                command,
                cwd=cwd,
                env={**kept, "PATH": path, "PYTHONUNBUFFERED": "1", **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,
                # A frozen one hears nothing but SIGKILL.
                preexec_fn=follower(os.getpid(), signal.SIGKILL),
            )
        process = Process(name, popen, log)
        self.all.append(process)
        return process

    def kill_all(self) -> None:
        """Leave none behind."""
        for process in self.all:
            process.kill()

    def logs(self) -> str:
        """Give the end of every log, for a test that failed."""
        return "\n".join(f"--- {each.log.name}\n{each.said()[-8000:]}" for each in self.all)
