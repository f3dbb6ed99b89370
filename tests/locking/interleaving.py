"""Runs two verbs at once on PostgreSQL, at every place where the one could meet the other: not by chance."""

import re
import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

from boroughs.history.services import Refused

Verb = Callable[[], object]
LOCKS = re.compile(r'FOR (?:NO KEY )?UPDATE|^\s*UPDATE "')
TABLE = re.compile(r'(?:FROM|UPDATE) "(\w+)"')
PATIENCE_SECONDS = 30.0
WAITS = "SELECT 1 FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'"


class Run(threading.Thread):
    """One verb in a thread and a connection of its own; with `stop_after` it pauses when it has locked that often.

    What is refused is no fault: the other may just have done what makes it so.
    """

    def __init__(self, verb: Verb, *, stop_after: int = 0) -> None:
        super().__init__()
        self.verb, self.stop_after = verb, stop_after
        self.fault: BaseException | None = None
        self.backend = 0
        self.is_moved = threading.Event()  # it has paused, or is over
        self.may_go_on = threading.Event()
        self.locked: set[str] = set()

    @property
    def has_paused(self) -> bool:
        """Whether it locked so often."""
        return 0 < self.stop_after <= len(self.locked)

    def run(self) -> None:
        """Do the verb."""
        try:
            connection.ensure_connection()
            self.backend = connection.connection.info.backend_pid
            with connection.execute_wrapper(self._watch):
                self.verb()
        except Refused:
            pass
        except BaseException as fault:
            self.fault = fault
        finally:
            connection.close()
            self.is_moved.set()

    def _watch(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        result = execute(sql, *rest)
        if LOCKS.search(sql) and (table := TABLE.search(sql)) and table[1] not in self.locked:
            self.locked.add(table[1])
            if len(self.locked) == self.stop_after:
                self.is_moved.set()
                self.may_go_on.wait(PATIENCE_SECONDS)
        return result

    def wait_until_over_or_waiting(self) -> None:
        """Wait until it is over, or waits for what another holds; PostgreSQL knows."""
        with connection.cursor() as cursor:
            while not self.is_moved.wait(0.005):
                cursor.execute(WAITS, [self.backend])
                if cursor.fetchone():
                    return


def interleave(first: Verb, second: Verb, *, stop_after: int) -> bool:
    """Run `first` until it has locked rows of so many tables, then `second` as far as it gets, then both to the end.

    False when `first` does not lock so many, so that there is nothing more to try.
    """
    one, two = Run(first, stop_after=stop_after), Run(second)
    one.start()
    one.is_moved.wait(PATIENCE_SECONDS)
    if one.has_paused:
        two.start()
        two.wait_until_over_or_waiting()
    one.may_go_on.set()
    one.join()
    if one.has_paused:
        two.join()
    for fault in (one.fault, two.fault):
        if fault is not None:
            raise fault
    return one.has_paused
