"""The address of the site: its port, held open for as long as the supervisor runs."""

import errno
import os
import socket

from config.supervisor.tell import Stop

HOST = "127.0.0.1"
DEFAULT_PORT = 8000


def wanted_port() -> int:
    """Read PORT (0 is any free one)."""
    text = os.environ.get("PORT", "") or str(DEFAULT_PORT)
    if not text.isdigit() or int(text) > 65535:
        raise Stop(f"PORT is “{text}”. Give a number from 1024 to 65535, for example: PORT=8123 make run")
    return int(text)


def listen(port: int) -> socket.socket:
    """Open the port; the web server inherits it, so that no visitor is refused while it is started again."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(128)
    except PermissionError:
        raise Stop(f"Port {port} needs rights that you do not have. Try: PORT=8123 make run") from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise Stop(
            f"Port {port} is taken by another program. Choose another, for example: PORT={port + 1} make run"
        ) from None
    return listener
