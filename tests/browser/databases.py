"""A database for each browser test, copied from one that was filled once.

The site under test answers in threads with connections of their own, so the test cannot be wrapped in a
transaction. Copying a file (SQLite) or a template (PostgreSQL) is quicker than emptying and filling again.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.db import connections


class Shelf(Protocol):
    """Keeps databases by name."""

    def add(self, name: str, *, like: str | None = None) -> str:
        """Make a database, empty or a copy; answer what settings call it."""
        ...

    def discard(self, name: str) -> None:
        """Remove one."""
        ...


class Files:
    """SQLite: one file each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, name: str, *, like: str | None = None) -> str:
        """Make a file, or copy one."""
        path = self.folder / f"{name}.db"
        if like is not None:
            shutil.copyfile(self.folder / f"{like}.db", path)
        return str(path)

    def discard(self, name: str) -> None:
        """Remove the file and what SQLite keeps beside it."""
        for path in self.folder.glob(f"{name}.db*"):
            path.unlink()


class Templates:
    """PostgreSQL: one database each, under names that no other run uses."""

    def __init__(self) -> None:
        self.run = f"browser_{uuid4().hex[:8]}"

    def add(self, name: str, *, like: str | None = None) -> str:
        """Create a database, or copy one that nobody is connected to."""
        template = f' TEMPLATE "{self.run}_{like}"' if like else ""
        self._do(f'CREATE DATABASE "{self.run}_{name}"{template}')
        return f"{self.run}_{name}"

    def discard(self, name: str) -> None:
        """Drop it, whoever is still connected."""
        self._do(f'DROP DATABASE IF EXISTS "{self.run}_{name}" WITH (FORCE)')

    def _do(self, statement: str) -> None:
        with connections["default"]._nodb_cursor() as cursor:
            cursor.execute(statement)


def new_shelf(folder: Path) -> Shelf:
    """Choose by the database that the settings name."""
    return Files(folder) if connections["default"].vendor == "sqlite" else Templates()


@contextmanager
def using(database: str) -> Iterator[None]:
    """Make `database` the one that every thread's next connection opens."""
    kept = connections["default"]
    settings = kept.settings_dict
    before = {name: settings[name] for name in ("NAME", "CONN_MAX_AGE")}
    # A connection that outlives its request would still have the database of an earlier test open.
    settings.update({"NAME": database, "CONN_MAX_AGE": 0})
    del connections["default"]
    # The ids of content types are remembered for the whole process, and differ from database to database.
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = kept
        settings.update(before)
        ContentType.objects.clear_cache()
