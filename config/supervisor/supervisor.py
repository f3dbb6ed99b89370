"""The life of the site: start everything in order, keep it running, stop everything."""

import signal
import sys
from pathlib import Path
from time import monotonic

from config import healthcheck
from config.supervisor import address, broker, parts, paths, sample
from config.supervisor.lock import Lock
from config.supervisor.part import Part
from config.supervisor.process import Children
from config.supervisor.signals import Signals
from config.supervisor.tell import Stop, last_lines, say, step

GRACE_SECONDS = 10.0
# Long, for a slow machine that is busy with much else: what cannot start at all is noticed sooner.
READY_WITHIN = 180.0
# A web server that has died this often before it ever answered will not come up by trying again.
HOPELESS_AFTER = 3


class Supervisor:
    """Holds the parts of one site."""

    def __init__(self, lock: Lock, port: int) -> None:
        self._lock = lock
        self._wanted_port = port
        self._signals = Signals()
        self._children = Children()
        self._parts: list[Part] = []

    def run(self) -> None:
        """Start the site and keep it running until somebody stops it."""
        try:
            self._children.watch()
            with address.listen(self._wanted_port) as listener:
                port = listener.getsockname()[1]
                variables = parts.environment(port)
                self._prepare(variables)
                web = parts.web_part(variables, listener)
                with step("Starting the site"):
                    for part in (web, parts.worker_part(variables), parts.beat_part(variables)):
                        self._start(part)
                    # Asked for while the parts start.
                    sign_ins = self._sign_ins(variables)
                    self._wait_for_web(web, port)
                self._announce(variables.get("SITE_URL") or f"http://{address.HOST}:{port}", sign_ins)
                while not self._signals.stops:
                    self._tend()
        finally:
            self._stop()

    def _prepare(self, variables: dict[str, str]) -> None:
        own_broker = parts.broker_part(variables)
        if own_broker is not None:
            with step("Starting the broker"):
                self._start(own_broker)
                self._wait_for_broker(own_broker)
        with step("Bringing the database up to date"):
            self._manage(variables, "migrate", "--no-input")
        if variables["MODE"] == "trial":
            with step("Looking after the sample programme"):
                self._manage(variables, *sample.load_command())

    def _start(self, part: Part) -> None:
        if self._signals.stops:
            return
        part.start(self._children)
        self._parts.append(part)

    def _wait_for_broker(self, part: Part) -> None:
        until = monotonic() + READY_WITHIN
        while not broker.answers() and not self._signals.stops:
            if part.failures >= HOPELESS_AFTER or monotonic() > until:
                raise Stop(f"The broker does not start. The end of its log:\n{last_lines(part.log)}")
            self._tend(at_most=0.02)

    def _manage(
        self, variables: dict[str, str], *arguments: str, log: Path = paths.LOGS / "start.log"
    ) -> None:
        """Run one of Django's commands to its end, with its output in a log, and go on tending meanwhile."""
        if self._signals.stops:
            return
        process = self._children.start(
            [sys.executable, "manage.py", *arguments], environment=variables, log=log
        )
        while process.poll() is None and self._signals.stops < 2:
            self._tend()
        code = process.poll()
        self._children.forget(process)
        if code and not self._signals.stops:
            raise Stop(f"`manage.py {arguments[0]}` failed. The end of its log:\n{last_lines(log)}")

    def _sign_ins(self, variables: dict[str, str]) -> str:
        if variables["MODE"] != "trial":
            return ""
        told = paths.VAR / "sign-ins.txt"
        told.unlink(missing_ok=True)
        self._manage(variables, "sample_signins", log=told)
        return told.read_text() if told.exists() else ""

    def _wait_for_web(self, web: Part, port: int) -> None:
        until = monotonic() + READY_WITHIN
        while not self._signals.stops and not healthcheck.is_healthy(port, seconds=1):
            if web.failures >= HOPELESS_AFTER or monotonic() > until:
                raise Stop(f"The site does not start. The end of its log:\n{last_lines(web.log)}")
            self._tend(at_most=0.1)

    def _announce(self, url: str, sign_ins: str) -> None:
        if self._signals.stops:
            return
        self._lock.say(url)
        say(f"\nCrossborough is running at {url}\n{sign_ins}")
        say("Ctrl-C stops everything. Logs are in var/log/.")

    def _tend(self, at_most: float | None = None) -> None:
        """Wait for something to happen and restart what died."""
        pauses = [part.tend(self._children) for part in self._parts]
        self._children.watch()
        self._signals.wait(min([pause for pause in [*pauses, at_most] if pause is not None], default=None))

    def _stop(self) -> None:
        """Stop the parts, the broker last, so that what is under way can still be handed back to it."""
        if self._parts:
            say("\nStopping …")
        brokers = [part for part in self._parts if part.name == "broker"]
        others = [part for part in self._parts if part.name != "broker"]
        self._stop_these(others)
        self._stop_these(brokers)
        self._children.close()
        if self._parts:
            say("Everything has stopped.")

    def _stop_these(self, stopping: list[Part]) -> None:
        for part in stopping:
            part.ask_to_stop()
        until = monotonic() + GRACE_SECONDS
        asked = self._signals.stops
        while left := [part for part in stopping if not part.has_stopped(self._children)]:
            wait = until - monotonic()
            # Asked once more while stopping: at once, then.
            if wait <= 0 or self._signals.stops > max(asked, 1):
                for part in left:
                    part.ask_to_stop(signal.SIGKILL)
                wait = 1.0
            self._signals.wait(wait)
