"""Waiting for what tells nobody when it changes, however much else the machine has to do."""

import os
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def stretched(seconds: float) -> float:
    """Stretch a limit by how much more this machine has to do than it can: more than one run may share it."""
    return seconds * max(1, os.getloadavg()[0] / (os.cpu_count() or 1))


def until(probe: Callable[[], T], *, seconds: float, what: str, every: float = 0.05) -> T:
    """Ask until the answer is true, and answer it."""
    began = time.monotonic()
    while not (found := probe()):
        assert time.monotonic() < began + stretched(seconds), f"Not within {seconds:g} seconds: {what}"
        time.sleep(every)
    return found
