"""The board tells when the mail stands still: an e-mail that has waited too long, a worker that is silent."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from boroughs.programme.models import Programme
from config import clock as the_clock
from config.celery import app
from config.dates import say_time
from config.site.components import Task
from hub.board.needs import needs_of
from hub.mail.heartbeat import heartbeat
from hub.mail.models import Email, Heartbeat
from hub.mail.selectors import CHECKING_JOB, DIGESTS_JOB, RECONCILING_JOB, SENDING_JOB, beat_of
from hub.mail.services import email_queue
from tasks.jobs import deliver_mail, queue_chase_ups
from tests.factories import ProgrammeFactory
from tests.hub.mail.conftest import NOW, Listener, queue_many

pytestmark = pytest.mark.django_db


def titles(programme: Programme) -> list[str]:
    return [task.title for task in needs_of(programme, [], the_clock.now())]


def waiting(programme: Programme) -> list[Task]:
    """What the board says of e-mails that wait; that nothing was ever sent is another matter."""
    return [task for task in needs_of(programme, [], the_clock.now()) if task.status == "Waiting"]


def test_jobs_that_beat_are_jobs_that_there_are() -> None:
    app.loader.import_default_modules()
    assert {SENDING_JOB, CHECKING_JOB, RECONCILING_JOB, DIGESTS_JOB} <= set(app.tasks)


def test_jobs_leave_one_row_for_each_programme(
    clock: time_machine.Traveller, programme: Programme, memory: object
) -> None:
    for _ in range(2):
        deliver_mail()
        queue_chase_ups()
        clock.shift(60)
    last = NOW + timedelta(seconds=60)
    rows = set(Heartbeat.objects.values_list("job", "last_began_at", "last_done_at"))
    assert rows == {(SENDING_JOB, last, last), (beat_of(CHECKING_JOB, programme), last, last)}


def test_new_installation_is_not_called_silent(clock: time_machine.Traveller, programme: Programme) -> None:
    assert titles(programme) == []


def test_worker_that_has_been_silent_for_half_an_hour_is_on_the_board_until_it_is_back(
    clock: time_machine.Traveller, programme: Programme, memory: object
) -> None:
    deliver_mail()
    queue_chase_ups()
    clock.shift(timedelta(minutes=30))
    assert titles(programme) == []
    clock.shift(1)
    assert titles(programme) == [
        "Nothing has been sent or checked since 9 January 2007 at 10am: the worker is silent"
    ]
    deliver_mail()
    assert titles(programme) == ["Nothing has been checked for what is due since 9 January 2007 at 10am"]
    queue_chase_ups()
    assert titles(programme) == []


def test_job_that_begins_and_never_ends_counts_as_silent(
    clock: time_machine.Traveller, programme: Programme
) -> None:
    with heartbeat(SENDING_JOB):
        pass
    for _ in range(4):
        clock.shift(timedelta(minutes=10))
        with pytest.raises(RuntimeError), heartbeat(SENDING_JOB):
            raise RuntimeError("a fault")
    assert titles(programme) == ["Nothing has been sent since 9 January 2007 at 10am"]


def test_oldest_email_that_has_waited_over_an_hour_is_on_the_board_with_the_servers_words(
    clock: time_machine.Traveller, programme: Programme, listener: Listener
) -> None:
    queue_many(1, programme=programme)
    Email.objects.update(server_words="451 4.7.1 Try again later")
    clock.shift(timedelta(hours=1))
    assert waiting(programme) == []
    clock.shift(timedelta(hours=1))
    queue_many(1, programme=programme)
    [task] = waiting(programme)
    assert task.title == "The oldest e-mail has waited 2 hours"
    assert task.hint == "The mail server said: 451 4.7.1 Try again later"


def test_sign_in_code_that_waits_is_told_and_another_programmes_email_is_not(
    clock: time_machine.Traveller, programme: Programme, listener: Listener
) -> None:
    queue_many(1, programme=ProgrammeFactory.create(slug="elsewhere"))
    clock.shift(timedelta(hours=3))
    assert waiting(programme) == []
    email_queue(kind="account", to="a@example.org", subject="Your code", text="123456")
    clock.shift(timedelta(hours=2))
    assert [task.title for task in waiting(programme)] == ["The oldest e-mail has waited 2 hours"]


def test_looking_costs_the_same_however_much_waits(
    clock: time_machine.Traveller, programme: Programme, listener: Listener
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            titles(programme)
        return len(captured)

    before = queries()
    queue_many(20, programme=programme)
    deliver_count = queries()
    clock.shift(timedelta(hours=5))
    assert before == deliver_count == queries()


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (61, "61 minutes"),
        (120, "2 hours"),
        (47 * 60, "47 hours"),
        (2880, "2 days"),
    ],
)
def test_length_of_time_is_said_in_the_largest_unit_that_is_not_too_coarse(minutes: int, words: str) -> None:
    assert say_time(timedelta(minutes=minutes, seconds=30)) == words
