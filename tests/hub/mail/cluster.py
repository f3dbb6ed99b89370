"""A PostgreSQL server of a test's own, to be crashed: what it had not written to its log is lost, as in a power cut."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.services.processes import until
from tests.services.stores import migrate
from tests.sink import free_port

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
OPTIONS = {
    "wal_buffers": "16MB",
    "full_page_writes": "off",
    "autovacuum": "off",
    "listen_addresses": "127.0.0.1",
}


def programs() -> Path | None:
    """Find the folder of PostgreSQL's own programs."""
    found = shutil.which("initdb")
    return Path(found).parent if found else next(reversed(PROGRAMS), None)


class Cluster:
    """One server with one empty database of the product."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it, and wait until it has recovered."""
        options = {**OPTIONS, "port": str(self.port), "unix_socket_directories": str(self.folder)}
        words = " ".join(f"-c {name}={value}" for name, value in options.items())
        self._run("pg_ctl", "start", "-w", "-l", f"{self.folder}/log", "-o", words)
        # Who writes the log in the background is stopped: so what did not wait for the log is certainly not in it.
        with psycopg.connect(self.url) as connection:
            rows = connection.execute("SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'")
            [[self._log_writer]] = rows.fetchall()
        os.kill(self._log_writer, signal.SIGSTOP)

    def crash(self) -> None:
        """End it without a word to its clients, and without writing anything."""
        self._run("pg_ctl", "stop", "-m", "immediate", "--no-wait")
        os.kill(self._log_writer, signal.SIGKILL)
        gone = self.folder / "data/postmaster.pid"
        until(lambda: not gone.exists(), seconds=30, what="the server is down")

    def count(self, condition: str) -> int:
        """Count e-mails over a connection of one's own."""
        with psycopg.connect(self.url) as connection:
            found = connection.execute(f"SELECT count(*) FROM hub_email WHERE {condition}").fetchone()  # noqa: S608 - the test's own words
            assert found is not None
            return int(found[0])

    def make(self) -> None:
        """Make its files."""
        self._run("initdb", "--no-sync", "--auth=trust", "--username=postgres")

    def _run(self, program: str, *arguments: str) -> None:
        where = programs()
        assert where is not None
        # It refuses to run as root.
        user = "postgres" if os.geteuid() == 0 else None
        command = [str(where / program), "-D", f"{self.folder}/data", *arguments]
        subprocess.run(command, cwd=self.folder, user=user, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def made_cluster() -> Iterator[Cluster]:
    """Make a server, with the product's tables, and remove it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="cluster-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    cluster = Cluster(folder)
    try:
        cluster.make()
        cluster.start()
        migrate(cluster.url)
        yield cluster
    finally:
        cluster.crash()
        shutil.rmtree(folder)
