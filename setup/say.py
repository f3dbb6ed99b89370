"""Plain sentences about what is going on and how long it took, and the one error that the set-up raises."""

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic


class Failed(Exception):
    """A step could not be done; the text says what to do about it."""


def say(sentence: str) -> None:
    """Tell the person at the terminal, at once."""
    print(sentence, file=sys.stderr, flush=True)


@contextmanager
def step(sentence: str) -> Iterator[None]:
    """Say what begins, and how long it took once it is done."""
    say(f"{sentence} …")
    started = monotonic()
    yield
    say(f"  done in {monotonic() - started:.1f} seconds")


def run(
    command: Sequence[str | Path], *, folder: Path, environment: Mapping[str, str], otherwise: str
) -> None:
    """Run a command quietly; when it fails, raise Failed with the end of its output and `otherwise`."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        end = "\n".join(f"  | {line}" for line in done.stdout.strip().splitlines()[-25:])
        raise Failed(f"{otherwise}\nThe command was: {' '.join(map(str, command))}\n{end}")
