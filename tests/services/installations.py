"""The two ways in which the product is installed: with PostgreSQL and Redis, and by itself (`make run`).

Both are driven in the same words, so that one test holds for both.
"""

import json
import os
import re
import signal
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import time_machine
import yaml
from celery.beat import PersistentScheduler
from django.conf import settings

from config.celery import app
from config.healthcheck import is_healthy
from tests.house.checkout import copy_to, kill_all, pids
from tests.house.site import Site
from tests.services.clock import Clock
from tests.services.processes import ROOT, Process, Processes
from tests.services.stores import sqlite_copy
from tests.waiting import until

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
IMAGE_COMMAND = re.compile(r"^CMD (\[.*\])$", re.MULTILINE)
# A lease that is soon over, and still long enough for a slow machine to send one e-mail in half of it.
LEASE_SECONDS = 6


def command_of(service: str) -> list[str]:
    """Give a service's command as the compose file has it, else the image's."""
    given = COMPOSE["services"][service].get("command")
    if given is None:
        given = json.loads(IMAGE_COMMAND.findall((ROOT / "Dockerfile").read_text())[-1])
    return [str(word) for word in given]


def common_environment(*, email_url: str) -> dict[str, str]:
    """Give what every process of an installation is told."""
    return {
        "EMAIL_URL": email_url,
        "EMAIL_LEASE_SECONDS": str(LEASE_SECONDS),
        "EMAIL_RETRY_SECONDS": "1",
        "SECRET_KEY": settings.SECRET_KEY,
    }


def beat_ran_an_hour_ago(schedule: Path) -> None:
    """Write the schedule's file as a beat leaves it, so that the next one asks at once for what it missed."""
    app.loader.import_default_modules()
    schedule.parent.mkdir(parents=True, exist_ok=True)
    with time_machine.travel(timedelta(hours=-1), tick=False):
        PersistentScheduler(app, schedule_filename=str(schedule)).close()


class Installation(Protocol):
    """The product, running."""

    database_url: str

    def start(self) -> None:
        """Start worker and beat, which have been away for an hour."""

    def kill_worker(self) -> None:
        """Kill the worker with SIGKILL."""

    def start_worker_again(self) -> object:
        """See that another worker takes its place."""

    def stop_everything(self) -> None:
        """Kill worker and beat (and what else there is) at one moment."""

    def nudge(self, job: str) -> None:
        """Ask for one more run of a job."""

    def done(self, job: str) -> int:
        """Count how often a job has come to its end."""


class WithServices:
    """PostgreSQL and Redis, and each process by the compose file's command, in production mode."""

    def __init__(
        self, processes: Processes, *, database_url: str, redis_url: str, email_url: str, clock: Clock
    ) -> None:
        self.processes = processes
        self.database_url = database_url
        self.redis_url = redis_url
        self.clock = clock
        self.environment = common_environment(email_url=email_url) | {
            "MODE": "production",
            "SITE_URL": "https://crossborough.example.org",
            "TRUSTED_PROXY_COUNT": "1",
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
        }
        self.worker: Process | None = None
        self.beat: Process | None = None

    def use_broker(self, redis_url: str) -> None:
        """Take another broker, before anything is started."""
        self.redis_url = self.environment["REDIS_URL"] = redis_url

    def start(self) -> None:
        """Start worker and beat, which have been away for an hour."""
        self.start_worker_again()
        self.start_beat()

    def start_worker_again(self, *options: str, ahead: timedelta = timedelta(0)) -> Process:
        """Start a worker; `ahead` is how much later its clock is than the test's."""
        environment = self.environment | self.clock.environment(ahead=ahead)
        self.worker = self.processes.start("worker", [*command_of("worker"), *options], environment)
        return self.worker

    def start_beat(self, name: str = "beat", *, ahead: timedelta = timedelta(0)) -> Process:
        """Start a beat that was away for an hour, with a schedule's file of its own."""
        folder = self.processes.folder / name
        beat_ran_an_hour_ago(folder / "schedule")
        command = [word.replace("/app/var/beat", str(folder)) for word in command_of("beat")]
        environment = self.environment | self.clock.environment(ahead=ahead)
        self.beat = self.processes.start(name, command, environment)
        return self.beat

    def start_web(self, port: int) -> Process:
        """Start the web server as a trial: with no files collected and no HTTPS in front of it; wait for it."""
        trial = {"MODE": "trial", "SITE_URL": f"http://127.0.0.1:{port}", "PORT": str(port)}
        environment = self.environment | self.clock.environment() | trial
        web = self.processes.start("web", command_of("web"), environment)
        until(lambda: is_healthy(port), seconds=60, what="a web server that answers")
        return web

    def kill_worker(self) -> None:
        """Kill the worker with SIGKILL."""
        assert self.worker is not None
        self.worker.kill()

    def freeze_worker(self) -> None:
        """Stop the worker where it is."""
        assert self.worker is not None
        self.worker.freeze()

    def kill_beat(self) -> None:
        """Kill the beat that was started last with SIGKILL."""
        assert self.beat is not None
        self.beat.kill()

    def stop_everything(self) -> None:
        """Kill worker and beat at one moment."""
        self.kill_worker()
        self.kill_beat()

    def tend(self) -> None:
        """Start a worker that has ended again, as the container engine does."""
        assert COMPOSE["services"]["worker"]["restart"] == "unless-stopped"
        if self.worker is not None and self.worker.popen.poll() is not None:
            self.start_worker_again()

    def nudge(self, job: str) -> None:
        """Ask for one more run of a job."""
        send(job, self.redis_url)

    def done(self, job: str) -> int:
        """Count how often a job has come to its end."""
        return sum(counted_in(process.said(), job) for process in self.processes.all)


class ByItself:
    """A checkout under its supervisor: SQLite, and Valkey from its wheel on a unix socket."""

    def __init__(self, folder: Path, *, database: Path, email_url: str, clock: Clock) -> None:
        self.checkout = copy_to(folder)
        self.database_url = sqlite_copy(database, self.checkout / "var" / "crossborough.db")
        self.environment = common_environment(email_url=email_url)
        self.clock = clock
        self.site: Site | None = None
        self.url = ""
        self._killed = 0

    def start(self) -> None:
        """Start everything, the beat as one that has been away for an hour."""
        beat_ran_an_hour_ago(self.checkout / "var" / "beat-schedule")
        # As under make: when this process is killed, the supervisor ends too, and everything with it.
        self.site = Site(self.checkout, MAKELEVEL="1", **self.environment, **self.clock.environment())
        self.url = self.site.wait_until_running()

    def kill_worker(self) -> None:
        """Kill the worker with SIGKILL."""
        (self._killed,) = pids(self.checkout, "celery -A config worker")
        os.kill(self._killed, signal.SIGKILL)

    def start_worker_again(self) -> None:
        """Wait until the supervisor has started another worker by itself."""
        until(
            lambda: pids(self.checkout, "celery -A config worker") - {self._killed},
            seconds=60,
            what="another worker",
        )

    def stop_everything(self) -> None:
        """Kill the supervisor and all its parts at one moment."""
        kill_all(self.checkout)
        assert self.site is not None
        self.site.wait()

    def kill_broker(self) -> None:
        """Kill Valkey with SIGKILL, once the supervisor has started it (again)."""
        (broker,) = until(lambda: pids(self.checkout, "valkey.sock"), seconds=60, what="a broker that runs")
        os.kill(broker, signal.SIGKILL)

    def nudge(self, job: str) -> None:
        """Ask for one more run of a job."""
        send(job, f"redis+socket://{self.checkout}/var/valkey.sock")

    def done(self, job: str) -> int:
        """Count how often a job has come to its end."""
        return counted_in((self.checkout / "var" / "log" / "worker.log").read_text(errors="replace"), job)

    def logs(self) -> str:
        """Give the end of every log, for a test that failed."""
        found = sorted((self.checkout / "var" / "log").glob("*.log"))
        return "\n".join(f"--- {log.name}\n{log.read_text(errors='replace')[-8000:]}" for log in found)

    def end(self) -> None:
        """Stop it and leave nothing of it running."""
        try:
            if self.site is not None and self.site.process.poll() is None:
                self.site.end()
        finally:
            kill_all(self.checkout)


def counted_in(log: str, job: str) -> int:
    """Count in a worker's log how often a job has come to its end."""
    return len(re.findall(rf"Task {re.escape(job)}\[[0-9a-f-]+\] succeeded", log))


def send(job: str, redis_url: str) -> None:
    """Send a job to the workers of a broker."""
    with app.connection_for_write(url=redis_url) as connection:
        app.send_task(job, connection=connection)
