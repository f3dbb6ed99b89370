"""Databases and brokers of a test's own: made for it, and gone with it."""

import fcntl
import os
import secrets
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
from django.contrib.contenttypes.models import ContentType
from django.db import connections
from psycopg import sql

from config import environment, nudge
from config.celery import app
from config.supervisor import broker
from tests import parts
from tests.ports import free_port
from tests.services.processes import ROOT, Process, Processes
from tests.waiting import until

# One is another test's by name (tests/house), and 0 may be somebody's own.
REDIS_NUMBERS = (*range(1, 9), *range(10, 16))


@contextmanager
def postgres_database(*, like: str | None = None) -> Iterator[str]:
    """Create a database, empty or a copy; answer its DATABASE_URL."""
    name = f"services_{secrets.token_hex(6)}"
    create = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    if like is not None:
        create += sql.SQL(" TEMPLATE {}").format(sql.Identifier(urlsplit(like).path.lstrip("/")))
    with psycopg.connect(parts.POSTGRES_URL, autocommit=True) as connection:
        connection.execute(create)
        try:
            yield f"{parts.POSTGRES_URL.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def sqlite_copy(original: Path, copy: Path) -> str:
    """Copy a database file; answer its DATABASE_URL."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(original) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    target.close()
    return f"sqlite:///{copy}"


def migrate(url: str) -> None:
    """Bring a database up to date, as the product does."""
    command = [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"DATABASE_URL": url}, check=True)


@contextmanager
def using(url: str) -> Iterator[None]:
    """Let this process's rows be those of a database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", url)
        new = environment.database()
    kept, settings = connections["default"], connections.settings["default"]
    connections.settings["default"] = settings | {"OPTIONS": {}} | new | {"CONN_MAX_AGE": 0}
    del connections["default"]
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = settings
        connections["default"] = kept
        ContentType.objects.clear_cache()


@contextmanager
def redis_database() -> Iterator[str]:
    """Take a numbered database of the Redis that runs here, which no other test process has; answer REDIS_URL."""
    parts.require_part("redis")
    number, lock = _free_number()
    url = f"{parts.REDIS_URL.rpartition('/')[0]}/{number}"
    with redis.Redis.from_url(url) as client:
        client.flushdb()
        try:
            yield url
        finally:
            client.flushdb()
            lock.close()


def _free_number() -> tuple[int, IO[str]]:
    for number in REDIS_NUMBERS:
        lock = (Path(tempfile.gettempdir()) / f"crossborough-test-redis-{number}.lock").open("w")
        try:
            # Released when this process ends, however it ends.
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            continue
        return number, lock
    raise AssertionError("All databases of Redis are taken by other test processes.")


class OwnBroker:
    """A broker that a test may freeze, kill and empty."""

    def __init__(self, processes: Processes) -> None:
        parts.require_part("broker")
        self.processes = processes
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: Process | None = None

    def start(self) -> Process:
        """Start it, empty, and wait until it answers."""
        server = broker.binary()
        assert server is not None
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        command = [str(server), *options, "--dir", str(self.processes.folder)]
        self.process = self.processes.start("broker", command, {})
        until(self.answers, seconds=30, what="an answer from the broker")
        return self.process

    def answers(self) -> bool:
        """Tell whether it answers."""
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def kill(self) -> None:
        """Kill it with SIGKILL; it held everything in memory only."""
        assert self.process is not None
        self.process.kill()

    def flush(self) -> None:
        """Throw away all that it holds."""
        with redis.Redis.from_url(self.url) as client:
            client.flushall()


@contextmanager
def nudging(redis_url: str) -> Iterator[None]:
    """Let this process's own nudges go to a broker."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CELERY_BROKER_URL", redis_url)
        # The pool of connections to the broker of before.
        patch.setattr(app.amqp, "_producer_pool", None)
        patch.setattr(nudge, "_silent_until", 0.0)
        yield


def jobs_waiting(redis_url: str) -> int:
    """Count the jobs that no worker has taken yet."""
    with redis.Redis.from_url(redis_url) as client:
        count = client.llen("celery")
        assert isinstance(count, int)
        return count
