"""Ending together with a parent process, where the system offers it (Linux)."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def follower(parent: int, number: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """Answer a function that ties the process calling it to `parent`: it gets a signal when the parent dies.

    Made beforehand, because between fork and exec nothing may be looked up any more.
    """
    if sys.platform != "linux":
        return lambda: None
    prctl = ctypes.CDLL(None, use_errno=True).prctl

    def follow() -> None:
        prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            # It died before we had asked.
            os._exit(1)

    return follow
