"""Start the site, unless it runs already."""

import os
import sys

from config.supervisor import paths
from config.supervisor.address import wanted_port
from config.supervisor.lock import AlreadyRunning, Lock
from config.supervisor.parent import follower
from config.supervisor.supervisor import Supervisor
from config.supervisor.tell import Stop, say


def main() -> int:
    """Run until stopped; answer the exit code."""
    try:
        port = wanted_port()
        paths.prepare()
        try:
            lock = Lock()
        except AlreadyRunning as other:
            return _tell_of(other, port)
        if "MAKELEVEL" in os.environ:
            # Under make: when make is killed, nobody is left at the terminal to stop the site.
            follower(os.getppid())()
        Supervisor(lock, port).run()
    except Stop as reason:
        say(str(reason))
        return 1
    except PermissionError as error:
        say(f"{error} Choose another temporary folder with TMPDIR.")
        return 1
    return 0


def _tell_of(other: AlreadyRunning, port: int) -> int:
    how = f"Stop it with Ctrl-C where it was started, or with: kill {other.pid}"
    if not other.url:
        say(f"Crossborough is already starting (process {other.pid}). {how}")
        return 0
    say(f"Crossborough is already running at {other.url} (process {other.pid}). {how}")
    is_there = other.url.endswith(f":{port}") or port == 0
    return 0 if is_there else 1


if __name__ == "__main__":
    sys.exit(main())
