"""The broker comes and goes, and nothing is lost: what is to be done is in the database."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import transaction

from boroughs.asks.models import Ask
from boroughs.history.models import Actor
from boroughs.programme.models import Programme
from config import clock
from hub.mail.kinds import ACCOUNT
from hub.mail.models import Email, Heartbeat
from hub.mail.services import email_queue
from hub.mail.states import State as Sending
from hub.reports.models import Edition
from hub.reports.services import edition_ask
from hub.reports.states import State
from tests.ports import free_port
from tests.services.installations import ByItself, WithServices
from tests.services.postbox import Postbox
from tests.services.stores import OwnBroker, jobs_waiting, nudging
from tests.services.visitor import Visitor, ask_for_report
from tests.services.worlds import COORDINATOR, waiting_boroughs
from tests.waiting import stretched, until

ONE_MINUTE = 60
# Of a person who has saved a form and waits, on a slow machine.
PATIENCE = 8


def test_forms_are_saved_quickly_while_broker_and_mail_server_are_away_and_done_when_they_are_back(
    with_services: WithServices, own_broker: OwnBroker, postbox: Postbox
) -> None:
    waiting_boroughs(2)
    port = free_port()
    with_services.start()
    postbox.wait_for(2)
    until(
        Ask.objects.filter(steps_sent=1, kind="audit-reply").count, seconds=ONE_MINUTE, what="both are told"
    )
    with_services.start_web(port)
    coordinator, nobody = Visitor(port, COORDINATOR), Visitor(port, None)
    asks = list(Ask.objects.filter(kind="audit-reply").order_by("borough__name"))

    def use_forms(ask: Ask) -> list[float]:
        """Ask for reports, for an apology to whoever was asked, and for a new password."""
        withdraw = f"/london-2006/asks/{ask.pk}/withdraw/"
        answers = [
            ask_for_report(coordinator),
            coordinator.post(withdraw, reason="We asked the wrong borough."),
            nobody.post("/accounts/password/reset/", email=COORDINATOR),
            ask_for_report(coordinator),
        ]
        return [answer.seconds for answer in answers]

    # The worst way to be away: they take the connection and never answer.
    assert own_broker.process is not None
    own_broker.process.freeze()
    postbox.process.freeze()
    frozen = use_forms(asks[0])
    own_broker.kill()
    postbox.process.kill()
    gone = use_forms(asks[1])
    print(f"Frozen: {frozen}. Gone: {gone}.")  # noqa: T201
    assert max(frozen + gone) < stretched(PATIENCE)
    assert Edition.objects.filter(state=State.QUEUED).count() == 4
    assert postbox.count() == 2

    own_broker.start()
    postbox.start("accept")
    until(drafts(4), seconds=2 * ONE_MINUTE, what="the reports are drafts")
    expected = {"lead-1@example.org": 2, "lead-2@example.org": 2, COORDINATOR: 2}
    until(lambda: postbox.by_recipient() == expected, seconds=2 * ONE_MINUTE, what=f"exactly {expected}")


@pytest.mark.parametrize("postbox", ["slow:2"], indirect=True)
def test_work_goes_on_within_a_minute_after_the_broker_was_killed_and_after_it_was_emptied(
    with_services: WithServices, own_broker: OwnBroker, postbox: Postbox
) -> None:
    with_services.start()
    queue_one("before@example.org")
    # The worst moment: while a job runs. Celery's worker then ends, and the engine starts another.
    until(is_any_being_sent, seconds=ONE_MINUTE, what="an e-mail that is being sent")
    assert own_broker.process is not None
    own_broker.process.kill()
    queue_one("killed@example.org")
    own_broker.start()
    postbox.wait_for(2, seconds=ONE_MINUTE, meanwhile=with_services.tend)

    own_broker.flush()
    queue_one("emptied@example.org")
    emptied_at = clock.now()
    postbox.wait_for(3, seconds=ONE_MINUTE, meanwhile=with_services.tend)
    beats = Heartbeat.objects.filter(job="tasks.deliver_mail", last_done_at__gt=emptied_at)
    until(beats.exists, seconds=ONE_MINUTE, what="a sign of life from the worker")
    assert [each.recipient.partition("@")[0] for each in postbox.arrived()] == ["before", "killed", "emptied"]


@pytest.mark.soak
def test_embedded_broker_that_is_killed_comes_back_and_work_goes_on_within_a_minute(
    by_itself: ByItself, postbox: Postbox
) -> None:
    # With the sample, whose own chase-ups are due as well.
    by_itself.start()
    for number in (1, 2, 3):
        to = f"person-{number}@example.org"
        by_itself.kill_broker()
        queue_one(to)
        postbox.wait_for_one_to(to, seconds=ONE_MINUTE)
    assert max(postbox.by_recipient().values()) == 1


def test_job_is_asked_for_after_the_commit_and_not_at_all_after_a_rollback(
    with_services: WithServices,
) -> None:
    waiting_boroughs(1)
    programme = Programme.objects.get()

    def ask() -> None:
        edition_ask(programme=programme, as_at=clock.today(), by=Actor.system())

    with nudging(with_services.redis_url):
        with suppress(ZeroDivisionError), transaction.atomic():
            ask()
            raise ZeroDivisionError
        assert jobs_waiting(with_services.redis_url) == 0
        assert not Edition.objects.exists()

        with transaction.atomic():
            ask()
            assert jobs_waiting(with_services.redis_url) == 0, (
                "a worker would look for a row that is not there yet"
            )
        assert jobs_waiting(with_services.redis_url) == 1

    # No beat: the nudge is enough.
    with_services.start_worker_again()
    until(drafts(1), seconds=ONE_MINUTE, what="the report is a draft")


def queue_one(to: str) -> None:
    """Queue an e-mail; this process's nudge reaches nobody, so only the sweep can find it."""
    email_queue(kind=ACCOUNT.name, to=to, subject="Your code", text="It is 123456.")


def is_any_being_sent() -> bool:
    """Tell whether a sender has an e-mail in its hands."""
    return Email.objects.filter(state=Sending.SENDING).exists()


def drafts(count: int) -> Callable[[], bool]:
    """Answer what tells whether so many reports are drafts."""
    return lambda: Edition.objects.filter(state=State.DRAFT).count() == count
