"""What the watcher does when the supervisor is gone: it holds its lock until nothing is left."""

import signal
import time

import pytest

from config.supervisor import watcher

STUBBORN, POLITE = 1001, 1002


def test_it_waits_for_what_it_had_to_kill_because_the_next_run_takes_the_same_port(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A killed process holds its port until the machine comes round to ending it."""
    sent: list[tuple[int, int]] = []
    still_there = 3

    def send(group: int, number: int) -> bool:
        nonlocal still_there
        sent.append((group, number))
        if group == POLITE:
            return number == signal.SIGTERM
        is_killed = (STUBBORN, signal.SIGKILL) in sent
        still_there -= is_killed
        return not is_killed or still_there > 0

    monkeypatch.setattr(watcher, "send", send)
    watcher.end({STUBBORN, POLITE}, grace=0.2)
    assert (POLITE, signal.SIGKILL) not in sent
    assert sent[-1] == (STUBBORN, 0)
    assert still_there <= 0


def test_it_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watcher, "send", lambda _group, _number: True)
    began = time.monotonic()
    watcher.end({STUBBORN}, grace=0.1)
    assert time.monotonic() < began + 10
