"""Runs the server as a process of its own."""

import argparse
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.sink.scenario import Scenario
from tests.sink.server import Sink


@contextmanager
def stopped_by_signal() -> Iterator[threading.Event]:
    """Give an event that SIGTERM or SIGINT sets."""
    event = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: event.set())
    yield event


def main() -> None:
    """Run until stopped."""
    parser = argparse.ArgumentParser(description="An SMTP server that keeps what it gets.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--record", type=Path, required=True, help="file for one JSON line a message")
    parser.add_argument("--scenario", type=Scenario.parse, default=Scenario())
    options = parser.parse_args()
    with stopped_by_signal() as stop, Sink(options.scenario, port=options.port, record=options.record):
        stop.wait()


if __name__ == "__main__":
    main()
