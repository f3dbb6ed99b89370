"""A database for each run: made once with what is due, then copied, so that every run finds the same."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")


class Database(Protocol):
    """A place for databases: `made` is filled once, `copy` is what a run works on."""

    name: str
    two_workers: str  # what there is between two that send at once

    @property
    def made(self) -> str:
        """The address of the one that is filled once."""

    def copy(self) -> str:
        """Make a fresh copy, and answer its address."""


@dataclass
class Sqlite:
    """Files in a folder."""

    folder: Path
    name: str = "SQLite"
    two_workers: str = "There is one writer at a time."
    copies: int = 0

    @property
    def made(self) -> str:
        """The file that is filled once."""
        return f"sqlite:///{self.folder / 'made.db'}"

    def copy(self) -> str:
        """Copy the file; its last writer has ended, so that nothing is left in a log beside it."""
        self.copies += 1
        path = self.folder / f"copy-{self.copies}.db"
        shutil.copy(self.folder / "made.db", path)
        return f"sqlite:///{path}"


@dataclass
class Postgres:
    """Databases of one server."""

    name: str = "PostgreSQL"
    two_workers: str = "Database and mail server share the processors with them."
    prefix: str = field(default_factory=lambda: f"crossborough_bench_{os.getpid()}")

    @property
    def made(self) -> str:
        """The database that is filled once."""
        return self._address("made")

    def copy(self) -> str:
        """Copy it on the server; the copy before goes."""
        self.drop("copy")
        self._run("CREATE DATABASE {} TEMPLATE {}", "copy", "made")
        return self._address("copy")

    def drop(self, which: str) -> None:
        """Remove one, whoever is still connected."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", which)

    def make(self) -> None:
        """Make the empty one."""
        self._run("CREATE DATABASE {}", "made")

    def _address(self, which: str) -> str:
        return urlunsplit(urlsplit(POSTGRES_URL)._replace(path=f"/{self.prefix}_{which}"))

    def _run(self, statement: str, *which: str) -> None:
        names = [sql.Identifier(f"{self.prefix}_{each}") for each in which]
        with psycopg.connect(POSTGRES_URL, autocommit=True, connect_timeout=5) as connection:
            connection.execute(sql.SQL(statement).format(*names))


@contextmanager
def postgres() -> Iterator[Postgres | None]:
    """Give the server, or None where there is none; what was made there is removed."""
    found = Postgres()
    try:
        found.make()
    except psycopg.OperationalError:
        yield None
        return
    try:
        yield found
    finally:
        found.drop("copy")
        found.drop("made")
