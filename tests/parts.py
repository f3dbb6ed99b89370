"""What a machine may lack, and what is then said: a test that could not run is named, never silently passed.

A test asks for its part with `require_part("chromium")`. Without the part it is skipped with a sentence that
says how to get it, and the run's summary lists it. With REQUIRE_PARTS=1, as in CI, it fails instead.
"""

import os
import shutil
import socket
from urllib.parse import urlsplit

import psycopg
import pytest

POSTGRES_URL = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/0")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
MISSING = "Not run for want of a part: "

HOW_TO_GET = {
    "chromium": "Chromium. On Debian and Ubuntu: apt install chromium",
    "postgres": f"PostgreSQL at {POSTGRES_URL}. Start it there, or name another with TEST_POSTGRES_URL",
    "redis": f"Redis or Valkey at {REDIS_URL}. Start it there, or name another with TEST_REDIS_URL",
    "postgres programs": "PostgreSQL’s own programs. On Debian and Ubuntu: apt install postgresql",
    "broker": "Valkey or Redis to start for the test. On Debian and Ubuntu: apt install redis-server",
}


def chromium() -> str | None:
    """Answer the browser's path."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def has_part(part: str) -> bool:
    """Tell whether this machine has a part; “broker” and “postgres programs” are those that we can start."""
    return {
        "chromium": _has_chromium,
        "postgres": _has_postgres,
        "postgres programs": _has_postgres_programs,
        "redis": _has_redis,
        "broker": _has_broker,
    }[part]()


def require_part(part: str) -> None:
    """Go on only if this machine has the part; skip, or fail where all parts are required."""
    if has_part(part):
        return
    sentence = MISSING + HOW_TO_GET[part]
    if os.environ.get("REQUIRE_PARTS"):
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List what was not run for want of a part, and how many tests that were."""
    counts: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if MISSING in reason:
            part = reason.partition(MISSING)[2]
            counts[part] = counts.get(part, 0) + 1
    if counts:
        terminalreporter.section("Not run for want of a part", yellow=True)
    for part, count in sorted(counts.items()):
        terminalreporter.write_line(f"{count} {'test needs' if count == 1 else 'tests need'} {part}")


def _has_chromium() -> bool:
    return chromium() is not None


def _has_postgres() -> bool:
    try:
        psycopg.connect(POSTGRES_URL, connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


def _has_postgres_programs() -> bool:
    from tests.hub.mail.cluster import programs

    return programs() is not None


def _has_redis() -> bool:
    url = urlsplit(REDIS_URL)
    try:
        socket.create_connection((url.hostname or "127.0.0.1", url.port or 6379), timeout=2).close()
    except OSError:
        return False
    return True


def _has_broker() -> bool:
    from config.supervisor import broker

    return broker.binary() is not None
