"""Ends every part when the supervisor is gone, however it went: kill -9 included, on Linux and on macOS.

Run as a script of its own. Each part writes "+GROUP" to our standard input before it begins, through a pipe
that only the supervisor keeps open; "-GROUP" takes it off. The end of that pipe means that the supervisor has
died: then whatever is left is asked to stop, and after a while made to. The lock is held for as long as parts
may be alive, so that the next run waits for the last one's.
"""

import fcntl
import os
import signal
import sys
import time
from pathlib import Path

GRACE_SECONDS = 6.0


def main(lock_path: Path) -> None:
    """Watch until the end of standard input, then leave nothing behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    with lock_path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        sys.stdout.write("ready\n")
        sys.stdout.close()
        groups: set[int] = set()
        for line in sys.stdin:
            group = int(line[1:])
            groups = groups | {group} if line[0] == "+" else groups - {group}
        end(groups)


def end(groups: set[int], grace: float = GRACE_SECONDS) -> None:
    """Ask the process groups to stop, wait, kill what is left, and wait for that: its port must be free again."""
    left = await_end({group for group in groups if send(group, signal.SIGTERM)}, grace)
    await_end({group for group in left if send(group, signal.SIGKILL)}, grace)


def await_end(groups: set[int], seconds: float) -> set[int]:
    """Wait for some groups, not longer than that; answer those that are left."""
    until = time.monotonic() + seconds
    while groups and time.monotonic() < until:
        time.sleep(0.05)
        groups = {group for group in groups if send(group, 0)}
    return groups


def send(group: int, number: int) -> bool:
    """Send a signal to a process group; answer whether there is one."""
    try:
        os.killpg(group, number)
    except ProcessLookupError:
        return False
    except PermissionError:
        # macOS says this of a group whose processes have all ended but are not yet collected.
        return False
    return True


if __name__ == "__main__":
    main(Path(sys.argv[1]))
