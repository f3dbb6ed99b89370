"""The Celery jobs. Each calls one verb; what is to be done is always a row in the database, never in the message.

So a job that is lost, late or run twice does no harm: the next run finds the same rows.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from celery import shared_task

from boroughs.asks.services import reconcile
from boroughs.programme.models import Borough, Programme
from config import clock
from config.dates import counted
from config.nudge import nudge
from hub.board.digests import digests_queue
from hub.chasing.services import chase_ups_queue
from hub.mail.delivery import deliver_due
from hub.mail.heartbeat import heartbeat
from hub.reports.services import compile_due

log = logging.getLogger(__name__)

DELIVERY_SECONDS = 45.0


class EachByItself:
    """The programmes, one after the other: where one fails, that is logged, and the others still have their turn."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.programmes = list(Programme.objects.all())
        self.faults: list[Exception] = []

    @contextmanager
    def turn_of(self, programme: Programme) -> Iterator[None]:
        """Keep what goes wrong inside for the end."""
        try:
            yield
        except Exception as fault:
            log.exception("%s failed for the programme %s.", self.what, programme.slug)
            self.faults.append(fault)

    def end(self) -> None:
        """Raise what went wrong, so that whoever watches the jobs sees it."""
        if self.faults:
            of = f"{counted(len(self.faults))} of {counted(len(self.programmes))} programmes"
            raise ExceptionGroup(f"{self.what} failed for {of}.", self.faults)


@shared_task(name="tasks.reconcile_asks")
def reconcile_asks() -> None:
    """Bring the asks of every programme in step with where things stand (the sweep behind each write)."""
    each = EachByItself("Bringing the asks in step")
    for programme in each.programmes:
        with each.turn_of(programme):
            reconcile(boroughs=Borough.objects.filter(programme=programme), today=clock.today())
    each.end()


@shared_task(name="tasks.queue_chase_ups")
def queue_chase_ups() -> None:
    """Queue the chase-ups that are due."""
    each = EachByItself("Queueing chase-ups")
    with heartbeat("tasks.queue_chase_ups"):
        for programme in each.programmes:
            with each.turn_of(programme), heartbeat("tasks.queue_chase_ups", of=programme):
                chase_ups_queue(programme=programme, now=clock.now())
    each.end()


@shared_task(name="tasks.send_digests")
def send_digests() -> None:
    """Queue the digests that are due."""
    each = EachByItself("Queueing digests")
    for programme in each.programmes:
        with each.turn_of(programme):
            digests_queue(programme=programme, now=clock.now())
    each.end()


@shared_task(name="tasks.deliver_mail")
def deliver_mail() -> None:
    """Send what waits in the outbox; go on in a new job when the time is over."""
    with heartbeat("tasks.deliver_mail"):
        tally = deliver_due(seconds=DELIVERY_SECONDS)
    if tally.is_more_due:
        nudge("tasks.deliver_mail")


@shared_task(name="tasks.compile_editions")
def compile_editions() -> None:
    """Compile the reports that wait for it."""
    compile_due()
