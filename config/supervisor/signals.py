"""Waiting without polling: a signal wakes the supervisor when a child ends or a person wants to stop."""

import select
import signal
import socket
from types import FrameType


class Signals:
    """What was asked of the supervisor by signals."""

    def __init__(self) -> None:
        self._reading, writing = socket.socketpair()
        self._writing = writing
        self._reading.settimeout(0)
        writing.settimeout(0)
        self.stops = 0
        signal.set_wakeup_fd(writing.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # under nohup it stays ignored
            signal.signal(signal.SIGHUP, self._stop)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)

    def wait(self, seconds: float | None) -> None:
        """Sleep until a signal arrives, at most so many seconds."""
        ready, _, _ = select.select([self._reading], [], [], seconds)
        if ready:
            self._reading.recv(4096)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stops += 1
