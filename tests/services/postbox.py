"""The SMTP server as a process of its own, and what it wrote down of each e-mail."""

import json
import socket
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.ports import free_port
from tests.services.processes import Process, Processes
from tests.waiting import until


@dataclass(frozen=True, slots=True)
class Arrived:
    """One e-mail that arrived whole."""

    recipient: str
    message_id: str
    connection: str
    subject: str
    text: str
    headers: dict[str, str]
    was_answered: bool
    at: float


class Postbox:
    """Starts with a test's processes; each e-mail is on its record before the sender hears that it was taken."""

    def __init__(self, processes: Processes, *, scenario: str = "accept") -> None:
        self.processes = processes
        self.port = free_port()
        self.record: Path = processes.folder / f"received-{self.port}.jsonl"
        self.start(scenario)

    def start(self, scenario: str) -> None:
        """Listen (again); what was written down before stays."""
        command = [sys.executable, "-m", "tests.sink", "--port", str(self.port), "--record", str(self.record)]
        self.process: Process = self.processes.start("sink", [*command, "--scenario", scenario], {})
        until(self._listens, seconds=30, what="an SMTP server that listens")

    @property
    def url(self) -> str:
        """What EMAIL_URL is set to."""
        return f"smtp://127.0.0.1:{self.port}"

    def count(self) -> int:
        """Count what has arrived."""
        return self.record.read_bytes().count(b'{"recipient": ') if self.record.exists() else 0

    def arrived(self) -> list[Arrived]:
        """Read what has arrived, in its order."""
        return [_read(facts) for facts in self._written() if "recipient" in facts]

    def ends(self) -> dict[str, str]:
        """Read how each connection has ended; one that is open, or that the server itself took along, has not."""
        return {facts["ended"]: facts["how"] for facts in self._written() if "ended" in facts}

    def wait_for(
        self, count: int, *, seconds: float = 120, meanwhile: Callable[[], None] = lambda: None
    ) -> None:
        """Wait until that many have arrived, and do something meanwhile."""

        def has_come() -> bool:
            meanwhile()
            return self.count() >= count

        try:
            until(has_come, seconds=seconds, what=f"{count} e-mails", every=0.005)
        except AssertionError as error:
            raise AssertionError(f"{error} (there are {self.count()})") from None

    def wait_for_one_to(self, recipient: str, *, seconds: float) -> None:
        """Wait until somebody has got something."""
        until(lambda: recipient in self.by_recipient(), seconds=seconds, what=f"an e-mail to {recipient}")

    def by_recipient(self) -> Counter[str]:
        """Count what each person got."""
        return Counter(each.recipient for each in self.arrived())

    def _written(self) -> list[dict[str, Any]]:
        # The last line may be half written: its e-mail is not answered yet.
        lines = self.record.read_text().splitlines(keepends=True) if self.record.exists() else []
        return [json.loads(line) for line in lines if line.endswith("\n")]

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True


def _read(facts: dict[str, Any]) -> Arrived:
    return Arrived(**{name: facts[name] for name in Arrived.__slots__})
