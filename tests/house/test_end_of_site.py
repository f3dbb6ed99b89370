"""However the site ends, nothing of it is left."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.checkout import kill_all, pids, processes
from tests.house.site import Site, get
from tests.parts import require_part
from tests.ports import free_port
from tests.waiting import until

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(sys.platform != "linux", reason="finds processes through /proc"),
]


@pytest.fixture(autouse=True)
def nothing_left(checkout: Path) -> Iterator[None]:
    require_part("broker")
    yield
    kill_all(checkout)


def started(checkout: Path, *, port: int = 0) -> Site:
    site = Site(checkout, PORT=str(port))
    site.wait_until_running()
    assert len(processes(checkout)) >= 6
    return site


def everything_has_ended(checkout: Path) -> None:
    # What was killed at last is gone a moment after it was killed.
    until(lambda: not processes(checkout), seconds=60, what="no process is left")


def test_sigterm_stops_everything(checkout: Path) -> None:
    site = started(checkout)
    assert site.end(signal.SIGTERM) == 0
    assert "Everything has stopped." in site.said
    everything_has_ended(checkout)


def test_kill_9_of_the_supervisor_leaves_nothing_and_the_next_run_starts(checkout: Path) -> None:
    port = free_port()
    before = started(checkout, port=port)
    old = processes(checkout)
    before.end(signal.SIGKILL)
    # At once: it waits for the old parts to go, and has the same port and socket again.
    again = started(checkout, port=port)
    assert old.keys().isdisjoint(processes(checkout))
    assert get(f"{again.url}/healthz") == 200
    assert again.end(signal.SIGINT) == 0
    everything_has_ended(checkout)


def test_kill_9_of_supervisor_and_watcher_together_leaves_nothing(checkout: Path) -> None:
    site = started(checkout)
    (watcher,) = pids(checkout, "watcher.py")
    os.kill(site.process.pid, signal.SIGKILL)
    os.kill(watcher, signal.SIGKILL)
    site.wait()
    everything_has_ended(checkout)


def test_taken_port_is_told_in_a_sentence(checkout: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        site = Site(checkout, PORT=str(port))
        assert site.wait() == 1
    assert f"Port {port} is taken by another program." in site.said
    assert "Traceback" not in site.said
