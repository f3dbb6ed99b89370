"""What is asked for twice is done once: two schedulers, two workers, and a job that the broker hands out again."""

import json
import re

import pytest

from config.celery import app
from hub.chasing.models import ChaseUp
from hub.mail.models import Email
from hub.mail.states import State
from tests.services.installations import WithServices
from tests.services.postbox import Postbox
from tests.services.processes import Process
from tests.services.stores import jobs_waiting
from tests.services.worlds import leads, waiting_boroughs
from tests.waiting import until

ASKED = re.compile(r"Sending due task queue chase-ups ")
DONE = re.compile(r"Task tasks\.queue_chase_ups\[[0-9a-f-]+\] succeeded")
RECEIVED = re.compile(r"Task tasks\.deliver_mail\[([0-9a-f-]+)\] received")


def test_two_beats_side_by_side_send_one_email_for_each_ask_and_step(
    with_services: WithServices, postbox: Postbox
) -> None:
    waiting_boroughs(20)
    # Both have been away, so both ask at once; the jobs wait for two workers that start together.
    beats = [with_services.start_beat(f"beat-{number}") for number in (1, 2)]
    for beat in beats:
        beat.wait_until_it_says("Sending due task queue chase-ups")
    workers = [with_services.start_worker_again(f"--hostname=worker-{number}@%h") for number in (1, 2)]
    until(
        lambda: counted(DONE, workers) == counted(ASKED, beats) and not jobs_waiting(with_services.redis_url),
        seconds=60,
        what="every job that was asked for is done",
    )
    assert counted(DONE, workers) >= 2
    until(all_are_sent, seconds=60, what="all e-mails are sent")
    assert set(postbox.by_recipient()) == leads(20)
    assert postbox.count() == 20
    assert ChaseUp.objects.values("ask", "step").distinct().count() == ChaseUp.objects.count() == 20


@pytest.mark.parametrize("postbox", ["slow:10"], indirect=True)
def test_job_longer_than_the_visibility_timeout_sends_one_email(
    with_services: WithServices, postbox: Postbox
) -> None:
    waiting_boroughs(1)
    with_services.environment["EMAIL_LEASE_SECONDS"] = "40"
    impatient = json.dumps(app.conf.broker_transport_options | {"visibility_timeout": 2})
    worker = with_services.start_worker_again(f"broker.transport_options=(dict){impatient}")
    with_services.nudge("tasks.queue_chase_ups")
    until(all_are_sent, seconds=60, what="the e-mail is sent")
    received = RECEIVED.findall(worker.said())
    assert len(received) > len(set(received)), "the broker handed the job out again while it ran"
    until(
        lambda: worker.said().count("tasks.deliver_mail") and is_idle(worker),
        seconds=60,
        what="no job is left",
    )
    assert postbox.count() == 1
    assert Email.objects.get().attempts == 1


def counted(what: re.Pattern[str], processes: list[Process]) -> int:
    """Count what some processes said."""
    return sum(len(what.findall(process.said())) for process in processes)


def all_are_sent() -> bool:
    """Tell whether there are e-mails, and all of them have left."""
    return Email.objects.exists() and not Email.objects.exclude(state=State.SENT).exists()


def is_idle(worker: Process) -> bool:
    """Tell whether everything that a worker received is done."""
    said = worker.said()
    return said.count("] received") <= said.count("] succeeded")
