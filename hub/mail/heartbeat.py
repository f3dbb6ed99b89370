"""Jobs leave a sign of life, so that a worker that has fallen silent is seen by people and not only missed by them."""

from collections.abc import Iterator
from contextlib import contextmanager

from config import clock
from hub.mail.models import Heartbeat


@contextmanager
def heartbeat(job: str) -> Iterator[None]:
    """Note that `job` began, and that it came to its end; one that fails leaves only its beginning."""
    Heartbeat.objects.update_or_create(job=job, defaults={"last_began_at": clock.now()})
    yield
    Heartbeat.objects.filter(job=job).update(last_done_at=clock.now())
