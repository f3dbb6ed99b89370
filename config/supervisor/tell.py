"""What the person at the terminal reads."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic


class Stop(Exception):
    """The site cannot start or has to end; the text says why and what to do."""


def say(sentence: str = "") -> None:
    """Say a sentence at once."""
    print(sentence, file=sys.stderr, flush=True)


@contextmanager
def step(sentence: str) -> Iterator[None]:
    """Say what begins, and how long it took when that was worth waiting for."""
    say(f"{sentence} …")
    started = monotonic()
    yield
    if (took := monotonic() - started) >= 1:
        say(f"  done in {took:.1f} seconds")


def ending(code: int) -> str:
    """Put a process's exit code in words."""
    if code >= 0:
        return f"ended with code {code}"
    return f"was ended by {signal.Signals(-code).name}"


def last_lines(log: Path, count: int = 15) -> str:
    """Answer the end of a log, indented."""
    lines = log.read_text(errors="replace").splitlines()[-count:] if log.exists() else []
    return "\n".join(f"  | {line}" for line in lines)
