"""Put off bringing the asks in step until the end of a larger piece of work, such as loading a file."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from boroughs.programme.models import Borough

_waiting: ContextVar[set[int] | None] = ContextVar("boroughs_to_reconcile", default=None)


def put_off(boroughs: Iterable[Borough]) -> bool:
    """Tell whether these boroughs are to wait; then they are remembered."""
    waiting = _waiting.get()
    if waiting is None:
        return False
    waiting.update(borough.pk for borough in boroughs)
    return True


@contextmanager
def collected() -> Iterator[set[int]]:
    """Let every borough wait that is to be reconciled inside, and give the ids of those that do."""
    waiting: set[int] = set()
    token = _waiting.set(waiting)
    try:
        yield waiting
    finally:
        _waiting.reset(token)
