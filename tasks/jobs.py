"""The Celery jobs. Each calls one verb; what is to be done is always a row in the database, never in the message.

So a job that is lost, late or run twice does no harm: the next run finds the same rows.
"""

from celery import shared_task

from boroughs.asks.services import reconcile
from boroughs.programme.models import Borough, Programme
from config import clock
from config.nudge import nudge
from hub.board.digests import digests_queue
from hub.chasing.services import chase_ups_queue
from hub.mail.delivery import deliver_due
from hub.mail.heartbeat import heartbeat
from hub.reports.services import compile_due

DELIVERY_SECONDS = 45.0


@shared_task(name="tasks.reconcile_asks")
def reconcile_asks() -> None:
    """Bring the asks of every programme in step with where things stand (the sweep behind each write)."""
    for programme in Programme.objects.all():
        reconcile(boroughs=Borough.objects.filter(programme=programme), today=clock.today())


@shared_task(name="tasks.queue_chase_ups")
def queue_chase_ups() -> None:
    """Queue the chase-ups that are due."""
    with heartbeat("tasks.queue_chase_ups"):
        for programme in Programme.objects.all():
            chase_ups_queue(programme=programme, now=clock.now())


@shared_task(name="tasks.send_digests")
def send_digests() -> None:
    """Queue the digests that are due."""
    for programme in Programme.objects.all():
        digests_queue(programme=programme, now=clock.now())


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
