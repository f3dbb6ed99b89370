"""Starting the site as `make run` does, from a copy of the checkout."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import IO

from tests.house.checkout import MARK

OURS = ("MODE", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE")
RUNNING = re.compile(r"^Crossborough is running at (http://\S+)$", re.MULTILINE)


class Site:
    """One supervisor and what it said."""

    def __init__(self, checkout: Path, **environment: str) -> None:
        self.checkout = checkout
        variables = {name: value for name, value in os.environ.items() if name not in OURS}
        variables |= {"PORT": "0", MARK: str(checkout), **environment}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.supervisor"],
            cwd=checkout,
            env=variables,
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said = ""
        self.said_at_start = ""
        self.url = ""

    def wait_until(self, words: str) -> str:
        """Read what it says up to the line with these words; answer that line."""
        terminal: IO[str] | None = self.process.stderr
        assert terminal is not None
        for line in terminal:
            self.said += line
            if words in line:
                return line
        raise AssertionError(f"The supervisor ended without saying “{words}”:\n{self.said}")

    def wait_until_running(self) -> str:
        """Wait for the address and all that is said with it; answer the address."""
        self.wait_until("Ctrl-C stops everything")
        self.said_at_start = self.said
        found = RUNNING.search(self.said)
        assert found is not None
        self.url = found[1]
        return self.url

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send it a signal and wait for its end; answer the exit code."""
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Wait for its end; answer the exit code."""
        rest = self.process.communicate(timeout=300)[1]
        self.said += rest
        return self.process.returncode


def get(url: str) -> int:
    """Ask for a page; answer the status."""
    with urllib.request.urlopen(url, timeout=120) as answer:  # noqa: S310 (an address of this test's own site)
        return int(answer.status)
