"""Starting a process that cannot outlive the supervisor, and ending it with all that it started."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from config.supervisor import paths, watcher
from config.supervisor.parent import follower
from config.supervisor.tell import Stop

LONGEST_LOG = 5_000_000


class Children:
    """The supervisor's children: each leads a process group of its own, known to the watcher."""

    def __init__(self) -> None:
        self._groups: set[int] = set()
        self._watcher: subprocess.Popen[str] | None = None

    def watch(self) -> None:
        """Start the watcher, or another one if it has died; wait until parts of an earlier run are gone."""
        if self._watcher and self._watcher.poll() is None:
            return
        self._watcher = subprocess.Popen(
            # Isolated and without site-packages: it needs nothing and stays small.
            [sys.executable, "-I", "-S", watcher.__file__, str(paths.WATCHER_LOCK)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # Out of reach of Ctrl-C and of what is sent to the supervisor's process group.
            start_new_session=True,
        )
        if _out(self._watcher).readline() != "ready\n":
            raise Stop("The watcher that ends all parts with the supervisor did not start.")
        for group in self._groups:
            self._tell(f"+{group}\n")

    def start(
        self, command: Sequence[str], *, environment: Mapping[str, str], log: Path, keep: Sequence[int] = ()
    ) -> subprocess.Popen[bytes]:
        """Start a command with its output in a log; `keep` are open files that it inherits."""
        if log.exists() and log.stat().st_size > LONGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
        with log.open("ab") as output:
            process = subprocess.Popen(
                command,
                cwd=paths.ROOT,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=keep,
                process_group=0,
                # Safe here: the supervisor has one thread.
                preexec_fn=self._before_it_begins(),
            )
        self._groups.add(process.pid)
        return process

    def forget(self, process: subprocess.Popen[bytes]) -> None:
        """Take a process that has ended off the list, after ending whatever it left in its group."""
        watcher.send(process.pid, signal.SIGKILL)
        self._groups.discard(process.pid)
        with suppress(OSError):
            self._tell(f"-{process.pid}\n")

    def close(self) -> None:
        """Let the watcher go."""
        if self._watcher is not None:
            self._watcher.communicate()

    def _tell(self, line: str) -> None:
        pipe = _in(self._watcher)
        pipe.write(line)
        pipe.flush()

    def _before_it_begins(self) -> Callable[[], None]:
        """Answer what runs in the child between fork and exec, so that at no moment nobody knows of it."""
        pipe = _in(self._watcher).fileno()
        # The second guard, for when the watcher is killed together with the supervisor.
        follow = follower(os.getpid())

        def before_it_begins() -> None:
            with suppress(OSError):
                os.write(pipe, f"+{os.getpid()}\n".encode())
            follow()

        return before_it_begins


def _in(process: subprocess.Popen[str] | None) -> IO[str]:
    if process is None or process.stdin is None:
        raise RuntimeError("The watcher is not running.")
    return process.stdin


def _out(process: subprocess.Popen[str]) -> IO[str]:
    if process.stdout is None:
        raise RuntimeError("The watcher was started without a pipe.")
    return process.stdout
