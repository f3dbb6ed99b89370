"""Ports for what tests start."""

import socket
from random import SystemRandom

# Below those that systems hand out for outgoing connections: such a one must not take the port of a server that a
# test stops and starts again. Hypothesis seeds the usual dice, so that two processes would throw the same.
PORTS = range(20_000, 32_000)
_dice = SystemRandom()


def free_port() -> int:
    """Find a port that nobody listens on."""
    while True:
        port = _dice.choice(PORTS)
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
