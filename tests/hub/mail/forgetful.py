"""A PostgreSQL of a test's own that forgets in a crash what nobody made it write down, as in a power cut."""

import os
import signal

import psycopg

from tests.services.cluster import Cluster


class ForgetfulCluster(Cluster):
    """What did not wait for the log on disk is certainly not in it."""

    settings = {"wal_buffers": "16MB", "full_page_writes": "off", "autovacuum": "off"}

    def start(self) -> None:
        """Start it, and stop the process that writes the log in the background."""
        super().start()
        with psycopg.connect(self.url_of("postgres")) as connection:
            rows = connection.execute("SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'")
            [[self._log_writer]] = rows.fetchall()
        os.kill(self._log_writer, signal.SIGSTOP)

    def crash(self) -> None:
        """End it, with the process that is stopped and would not hear of it."""
        if self.server is not None:
            self.server.send_signal(signal.SIGQUIT)
            os.kill(self._log_writer, signal.SIGKILL)
        super().crash()

    def count(self, condition: str) -> int:
        """Count e-mails over a connection of one's own."""
        with psycopg.connect(self.url) as connection:
            found = connection.execute(f"SELECT count(*) FROM hub_email WHERE {condition}").fetchone()  # noqa: S608 - the test's own words
            assert found is not None
            return int(found[0])
