"""Ask for a job by its name, once what it is about is committed.

A nudge only makes things happen sooner: the row that says what is to be done is in the database, and the sweep
picks up whatever was not nudged. So a broker that is away is never an error to the person who saved a form.
"""

import logging
import threading
import time

from django.db import transaction
from kombu.exceptions import OperationalError

from config.celery import app

log = logging.getLogger(__name__)

PAUSE_SECONDS = 30.0
_silent_until = 0.0
_lock = threading.Lock()


def nudge(job: str, *args: int | str) -> None:
    """Send `job` to the worker after the current transaction commits (at once when there is none)."""
    transaction.on_commit(lambda: _send(job, args))


def _send(job: str, args: tuple[int | str, ...]) -> None:
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        app.send_task(job, args=args)
    except (OperationalError, OSError) as error:
        with _lock:
            _silent_until = time.monotonic() + PAUSE_SECONDS
        log.warning("The broker did not take %s (%s); the sweep will do it.", job, error)
