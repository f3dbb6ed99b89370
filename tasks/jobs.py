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
from hub.chasing.sending.queueing import chase_ups_queue
from hub.mail.delivery import deliver_due
from hub.mail.heartbeat import heartbeat
from hub.mail.selectors import CHECKING_JOB, DIGESTS_JOB, RECONCILING_JOB, SENDING_JOB
from hub.reports.services import compile_due

log = logging.getLogger(__name__)

DELIVERY_SECONDS = 45.0


class EachByItself:
    """The programmes, one after the other: where one fails, that is logged, and the others still have their turn.

    Each part leaves its own sign of life, so that the board of a programme for which it fails says so.
    """

    def __init__(self, job: str, what: str) -> None:
        self.job, self.what = job, what
        self.programmes = list(Programme.objects.all())
        self.faults: list[Exception] = []

    @contextmanager
    def turn_of(self, programme: Programme) -> Iterator[None]:
        """Keep what goes wrong inside for the end."""
        try:
            with heartbeat(self.job, of=programme):
                yield
        except Exception as fault:  # whatever it is, it is this programme's alone
            log.exception("%s failed for the programme %s.", self.what, programme.slug)
            self.faults.append(fault)

    def end(self) -> None:
        """Raise what went wrong, so that whoever watches the jobs sees it."""
        if self.faults:
            of = f"{counted(len(self.faults))} of {counted(len(self.programmes))} programmes"
            raise ExceptionGroup(f"{self.what} failed for {of}.", self.faults)


@shared_task(name=RECONCILING_JOB)
def reconcile_asks() -> None:
    """Bring the asks of every programme in step with where things stand (the sweep behind each write)."""
    each = EachByItself(RECONCILING_JOB, "Bringing the asks in step")
    for programme in each.programmes:
        with each.turn_of(programme):
            reconcile(boroughs=Borough.objects.filter(programme=programme), today=clock.today())
    each.end()


@shared_task(name=CHECKING_JOB)
def queue_chase_ups() -> None:
    """Queue the chase-ups that are due."""
    each = EachByItself(CHECKING_JOB, "Queueing chase-ups")
    for programme in each.programmes:
        with each.turn_of(programme):
            chase_ups_queue(programme=programme, now=clock.now())
    each.end()


@shared_task(name=DIGESTS_JOB)
def send_digests() -> None:
    """Queue the digests that are due."""
    each = EachByItself(DIGESTS_JOB, "Queueing digests")
    for programme in each.programmes:
        with each.turn_of(programme):
            digests_queue(programme=programme, now=clock.now())
    each.end()


@shared_task(name=SENDING_JOB)
def deliver_mail() -> None:
    """Send what waits in the outbox; go on in a new job when the time is over."""
    with heartbeat(SENDING_JOB):
        tally = deliver_due(seconds=DELIVERY_SECONDS)
    if tally.is_more_due:
        nudge("tasks.deliver_mail")


@shared_task(name="tasks.compile_editions")
def compile_editions() -> None:
    """Compile the reports that wait for it."""
    compile_due()
