"""`make run` as a whole: it starts everything, keeps it running, and leaves nothing behind."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.checkout import kill_all, pids, processes, until
from tests.house.site import Site, get
from tests.parts import require_part

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(sys.platform != "linux", reason="finds processes through /proc"),
]


@pytest.fixture(autouse=True)
def nothing_left(checkout: Path) -> Iterator[None]:
    require_part("broker")
    yield
    kill_all(checkout)


def everything_has_ended(checkout: Path) -> None:
    until(lambda: not processes(checkout), seconds=20, what="no process is left")


def test_site_starts_answers_and_tells_the_sign_ins(checkout: Path) -> None:
    site = Site(checkout)
    url = site.wait_until_running()
    assert get(f"{url}/healthz") == 200
    assert "@example.org" in site.wait_until("@example.org")
    running = " ".join(processes(checkout).values())
    for part in ("gunicorn", "celery -A config worker", "celery -A config beat", "valkey.sock"):
        assert part in running
    assert site.end(signal.SIGINT) == 0
    everything_has_ended(checkout)


def test_second_run_names_the_address_of_the_first(checkout: Path) -> None:
    first = Site(checkout)
    url = first.wait_until_running()
    second = Site(checkout)
    assert second.wait() == 0
    assert f"already running at {url}" in second.said
    elsewhere = Site(checkout, port=1024)
    assert elsewhere.wait() == 1
    assert f"already running at {url}" in elsewhere.said
    assert first.end() == 0


def test_killed_worker_is_started_again(checkout: Path) -> None:
    site = Site(checkout)
    site.wait_until_running()
    worker = "celery -A config worker"
    (before,) = pids(checkout, worker)
    os.kill(before, signal.SIGKILL)
    assert "The worker was ended by SIGKILL" in site.wait_until("The worker")
    until(lambda: bool(pids(checkout, worker) - {before}), seconds=10, what="another worker")
    assert site.end() == 0


def test_site_answers_again_after_its_web_server_was_killed(checkout: Path) -> None:
    site = Site(checkout)
    url = site.wait_until_running()
    for pid in pids(checkout, "gunicorn"):
        os.kill(pid, signal.SIGKILL)
    site.wait_until("The web server")
    # The port was open all the while: this request waits for the new web server and is not refused.
    assert get(f"{url}/healthz") == 200
    assert site.end() == 0


def test_sigterm_stops_everything(checkout: Path) -> None:
    site = Site(checkout)
    site.wait_until_running()
    assert site.end(signal.SIGTERM) == 0
    assert "Everything has stopped." in site.said
    assert not processes(checkout)


def test_nothing_is_left_after_kill_9_of_the_supervisor(checkout: Path) -> None:
    site = Site(checkout)
    site.wait_until_running()
    assert len(processes(checkout)) >= 6
    site.end(signal.SIGKILL)
    everything_has_ended(checkout)


def test_nothing_is_left_when_supervisor_and_watcher_are_killed_together(checkout: Path) -> None:
    site = Site(checkout)
    site.wait_until_running()
    (watcher,) = pids(checkout, "watcher.py")
    os.kill(site.process.pid, signal.SIGKILL)
    os.kill(watcher, signal.SIGKILL)
    site.wait()
    everything_has_ended(checkout)


def test_run_right_after_kill_9_waits_for_the_old_parts_and_starts(checkout: Path) -> None:
    port = _free_port()
    site = Site(checkout, port=port)
    site.wait_until_running()
    site.end(signal.SIGKILL)
    again = Site(checkout, port=port)
    assert get(f"{again.wait_until_running()}/healthz") == 200
    assert again.end() == 0


def test_killed_watcher_is_replaced_and_still_guards(checkout: Path) -> None:
    site = Site(checkout)
    site.wait_until_running()
    (before,) = pids(checkout, "watcher.py")
    os.kill(before, signal.SIGKILL)
    until(lambda: bool(pids(checkout, "watcher.py") - {before}), seconds=10, what="another watcher")
    site.end(signal.SIGKILL)
    everything_has_ended(checkout)


def test_taken_port_is_told_in_a_sentence(checkout: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        site = Site(checkout, port=port)
        assert site.wait() == 1
    assert f"Port {port} is taken by another program." in site.said
    assert "Traceback" not in site.said


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
