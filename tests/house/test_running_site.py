"""`make run` as a whole: everything starts, and what dies is started again. One site for all of these tests."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.checkout import pids, processes
from tests.house.site import Site, get
from tests.parts import require_part
from tests.waiting import until

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(sys.platform != "linux", reason="finds processes through /proc"),
]


@pytest.fixture(scope="module")
def site(checkout: Path) -> Iterator[Site]:
    require_part("broker")
    site = Site(checkout)
    site.wait_until_running()
    yield site
    assert site.end() == 0


def test_every_part_runs_and_the_site_answers(site: Site, checkout: Path) -> None:
    assert get(f"{site.url}/healthz") == 200
    running = " ".join(processes(checkout).values())
    for part in ("gunicorn", "celery -A config worker", "celery -A config beat", "valkey.sock", "watcher.py"):
        assert part in running


def test_address_comes_with_the_sign_ins_of_the_sample(site: Site) -> None:
    assert "coordinator@example.org" in site.said_at_start


def test_second_run_names_the_address_of_the_first(site: Site, checkout: Path) -> None:
    second = Site(checkout)
    assert second.wait() == 0
    assert f"already running at {site.url}" in second.said


def test_second_run_on_another_port_fails_and_names_the_address(site: Site, checkout: Path) -> None:
    elsewhere = Site(checkout, PORT="1024")
    assert elsewhere.wait() == 1
    assert f"already running at {site.url}" in elsewhere.said


def test_killed_worker_is_started_again(site: Site, checkout: Path) -> None:
    worker = "celery -A config worker"
    (before,) = pids(checkout, worker)
    os.kill(before, signal.SIGKILL)
    assert "was ended by SIGKILL" in site.wait_until("The worker")
    until(lambda: bool(pids(checkout, worker) - {before}), seconds=60, what="another worker")


def test_killed_broker_is_started_again(site: Site, checkout: Path) -> None:
    (before,) = pids(checkout, "valkey.sock")
    os.kill(before, signal.SIGKILL)
    assert "was ended by SIGKILL" in site.wait_until("The broker")
    until(lambda: bool(pids(checkout, "valkey.sock") - {before}), seconds=60, what="another broker")


def test_no_visitor_is_refused_while_the_web_server_starts_again(site: Site, checkout: Path) -> None:
    for pid in pids(checkout, "gunicorn"):
        os.kill(pid, signal.SIGKILL)
    site.wait_until("The web server")
    # The port was open all the while: this request waits for the new web server.
    assert get(f"{site.url}/healthz") == 200


def test_killed_watcher_is_replaced(site: Site, checkout: Path) -> None:
    (before,) = pids(checkout, "watcher.py")
    os.kill(before, signal.SIGKILL)
    until(lambda: bool(pids(checkout, "watcher.py") - {before}), seconds=60, what="another watcher")
