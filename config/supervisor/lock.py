"""One supervisor for one folder: the lock, and what the running one says of itself."""

import fcntl
import json
import os
from typing import IO

from config.supervisor import paths


class AlreadyRunning(Exception):
    """Another supervisor holds the lock; `url` is empty while it is still starting."""

    def __init__(self, pid: int, url: str) -> None:
        self.pid = pid
        self.url = url
        super().__init__(pid, url)


class Lock:
    """Held until the process ends, however it ends."""

    def __init__(self) -> None:
        self._file: IO[str] = paths.SUPERVISOR_LOCK.open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            said = json.loads(self._file.read() or "{}")
            self._file.close()
            raise AlreadyRunning(said.get("pid", 0), said.get("url", "")) from None
        self.say("")

    def say(self, url: str) -> None:
        """Write down who holds the lock and the address at which the site answers."""
        self._file.truncate(0)
        self._file.write(json.dumps({"pid": os.getpid(), "url": url}))
        self._file.flush()
