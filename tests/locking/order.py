"""Watches every test on PostgreSQL: no verb locks rows out of order, or against those who only refer to them."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.transaction import Atomic

# Whoever has locked rows of one of these locks none of a table before it; all other tables come after these.
ORDER = ("hub_email", "boroughs_programme", BOROUGH := "boroughs_borough")
# What several verbs lock together with other rows of the borough, so never without the borough itself.
UNDER_BOROUGH = {"boroughs_ask", "boroughs_post", "audits_fileaudit"}
# Django's own `update_or_create` locks in the other way; to these tables nothing refers.
UNREFERRED = {"hub_heartbeat", "hub_policy"}
FROM = re.compile(r'FROM "?(\w+)')
STATEMENT = re.compile(r'\s*(?:(INSERT INTO)|UPDATE) "(\w+)"')
FOR_UPDATE = re.compile(r'FOR (NO KEY )?UPDATE(?: OF "(\w+)")?')


class Order(threading.local):
    """What the verb of this thread has locked so far. Its own new rows do not count: nobody else can see them."""

    def __init__(self) -> None:
        self.depth = 0
        self.held: list[str] = []
        self.fresh: set[str] = set()
        self.faults: list[str] = []

    def begin(self) -> None:
        """Begin a transaction, or go one deeper."""
        self.depth += 1
        if self.depth == 1:
            self.held, self.fresh = [], set()

    def see(self, sql: str) -> None:
        """Note what a statement locks."""
        if found := FOR_UPDATE.search(sql):
            tables = FROM.search(sql)
            table = found[2] or (tables[1] if tables else "")
            if not found[1] and table not in UNREFERRED:
                self.faults.append(f"locked against those who only refer to it, use config.locking: {sql}")
            self._lock(table)
        elif found := STATEMENT.match(sql):
            if found[1]:
                self.fresh.add(found[2])
            else:
                self._lock(found[2])

    def _lock(self, table: str) -> None:
        if not self.depth or table in self.fresh or table in self.held:
            return
        if late := [each for each in self.held if _rank(each) > _rank(table)]:
            self.faults.append(f"{table} is locked after {', '.join(late)}")
        if table in UNDER_BOROUGH and not {BOROUGH} & {*self.held, *self.fresh}:
            self.faults.append(f"{table} is locked without its borough")
        self.held.append(table)


def _rank(table: str) -> int:
    return ORDER.index(table) if table in ORDER else len(ORDER)


@contextmanager
def watched() -> Iterator[Order]:
    """Watch the locks of every verb inside; each outermost transaction of the product is one."""
    order, patch = Order(), pytest.MonkeyPatch()
    enter, leave = Atomic.__enter__, Atomic.__exit__

    def is_ours(atomic: Atomic) -> bool:
        return not getattr(atomic, "_from_testcase", False)

    def entering(self: Atomic) -> None:
        if is_ours(self):
            order.begin()
        enter(self)

    def leaving(self: Atomic, *exception: Any) -> None:
        if is_ours(self):
            order.depth = max(0, order.depth - 1)
        leave(self, *exception)

    def seeing(real: Callable[..., Any]) -> Callable[..., Any]:
        def see(self: CursorWrapper, sql: Any, *rest: Any) -> Any:
            order.see(str(sql))
            return real(self, sql, *rest)

        return see

    patch.setattr(Atomic, "__enter__", entering)
    patch.setattr(Atomic, "__exit__", leaving)
    patch.setattr(CursorWrapper, "execute", seeing(CursorWrapper.execute))
    patch.setattr(CursorWrapper, "executemany", seeing(CursorWrapper.executemany))
    try:
        yield order
    finally:
        patch.undo()


@pytest.fixture(autouse=True)
def locks_in_order() -> Iterator[Order]:
    """Fail where a verb locks out of order; SQLite locks no rows."""
    if connection.vendor != "postgresql":
        yield Order()
        return
    with watched() as order:
        yield order
    assert not order.faults, order.faults
