"""A PostgreSQL of a test's own, which it may restart and crash: a fresh cluster on a free port, gone with the test."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Self, TypeVar

import psycopg
from psycopg import sql

from config.supervisor.parent import follower
from tests import parts
from tests.ports import free_port
from tests.services.stores import migrate
from tests.waiting import until

# PostgreSQL does not run as root.
SERVERS_ACCOUNT = "postgres"
C = TypeVar("C", bound="Cluster")


class Cluster:
    """Its server runs with what Debian sets and nothing else: what it has confirmed is on disk."""

    settings: ClassVar[dict[str, str]] = {}

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "log"
        self.port = free_port()
        self.url = f"postgres://{SERVERS_ACCOUNT}@127.0.0.1:{self.port}/crossborough"
        self.server: subprocess.Popen[bytes] | None = None

    def make(self) -> Self:
        """Make it, start it, and give it an empty database that is up to date."""
        self._run(
            "initdb", "--auth", "trust", "--username", SERVERS_ACCOUNT, "--encoding", "UTF8", "--no-sync"
        )
        self.start()
        with psycopg.connect(self.url_of("postgres"), autocommit=True) as first:
            first.execute(sql.SQL("CREATE DATABASE crossborough"))
        migrate(self.url)
        return self

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = ["-h", "127.0.0.1", "-p", str(self.port), "-k", str(self.folder)]
        options += [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        with self.log.open("ab") as output:
            self.server = subprocess.Popen(
                [str(parts.postgres_program("postgres")), "-D", str(self.data), *options],
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                user=_account(),
                # Else it could outlive the test; it ends with the thread that starts it. SIGQUIT stops it at once.
                preexec_fn=follower(os.getpid(), signal.SIGQUIT),
            )
        until(self._answers, seconds=60, what=f"a PostgreSQL that answers\n{self.logs()}")

    def restart(self) -> None:
        """Restart it in good order: nobody is waited for, and what is under way is rolled back."""
        self._end(signal.SIGINT)
        self.start()

    def crash(self) -> None:
        """End it as a power cut does: it writes nothing down any more."""
        self._end(signal.SIGQUIT)

    def logs(self) -> str:
        """Give the end of its log."""
        return self.log.read_text(errors="replace")[-4000:]

    def url_of(self, database: str) -> str:
        """Give the DATABASE_URL of another database on it."""
        return f"{self.url.rpartition('/')[0]}/{database}"

    def _end(self, number: signal.Signals) -> None:
        if self.server is not None:
            self.server.send_signal(number)
            self.server.wait()
            self.server = None

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url_of("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program: str, *options: str) -> None:
        command = [str(parts.postgres_program(program)), "-D", str(self.data), *options]
        subprocess.run(command, check=True, cwd=self.folder, user=_account(), stdout=subprocess.DEVNULL)


@contextmanager
def made_cluster(kind: type[C]) -> Iterator[C]:
    """Make a cluster, and leave nothing of it."""
    parts.require_part("cluster")
    folder = Path(tempfile.mkdtemp(prefix="cluster-"))
    if account := _account():
        shutil.chown(folder, account)
    cluster = kind(folder)
    try:
        yield cluster.make()
    finally:
        cluster.crash()
        shutil.rmtree(folder, ignore_errors=True)


def _account() -> str | None:
    return SERVERS_ACCOUNT if os.geteuid() == 0 else None
