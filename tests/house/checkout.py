"""A copy of this checkout with a var/ of its own, and the processes that were started from it."""

import os
import shutil
import signal
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# What is compiled already goes along, so that the copy starts as quickly.
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "node_modules", "var", ".*_cache", ".hypothesis")
MARK = "HOUSE_TEST_MARK"


def copy_to(folder: Path) -> Path:
    """Copy the checkout, with the built front end and without data."""
    return Path(shutil.copytree(ROOT, folder / "checkout", ignore=LEFT_OUT))


def processes(checkout: Path) -> dict[int, str]:
    """Answer the living processes started from a checkout, with their command lines.

    They are known by a mark in their environment; the broker overwrites its own, but names its socket.
    """
    found = {}
    mark = f"{MARK}={checkout}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            is_ours = mark in (process / "environ").read_bytes().split(b"\0") or f"{checkout}/" in command
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
        # A zombie has an empty command line: it runs no more.
        if is_ours and command and int(process.name) != os.getpid():
            found[int(process.name)] = command
    return found


def pids(checkout: Path, words: str) -> set[int]:
    """Answer the processes of a checkout whose command line has these words."""
    return {pid for pid, command in processes(checkout).items() if words in command}


def kill_all(checkout: Path) -> None:
    """Clean up after a test that failed halfway."""
    for pid in processes(checkout):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
