"""Jobs leave a sign of life, so that a worker that has fallen silent is seen by people and not only missed by them."""

from collections.abc import Iterator
from contextlib import contextmanager

from boroughs.programme.models import Programme
from config import clock
from hub.mail.models import Heartbeat
from hub.mail.selectors import beat_of


@contextmanager
def heartbeat(job: str, *, of: Programme | None = None) -> Iterator[None]:
    """Note that `job` (or its part for a programme) began, and came to its end; a failure leaves only its beginning."""
    job = job if of is None else beat_of(job, of)
    Heartbeat.objects.update_or_create(job=job, defaults={"last_began_at": clock.now()})
    yield
    Heartbeat.objects.filter(job=job).update(last_done_at=clock.now())
