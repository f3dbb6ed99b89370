"""Everything stands still for days, in the middle of a mailing: then everybody gets one e-mail that makes up for it."""

from datetime import timedelta

import pytest
from django.db.models import Q, QuerySet

from boroughs.people.models import Contact
from boroughs.people.states import Position
from boroughs.posts.states import Stage
from config import clock as the_clock
from config.clock import LONDON
from hub.chasing.models import ChaseUp
from hub.mail.models import Email
from hub.mail.states import State
from tests.factories import PostFactory
from tests.services.clock import TUESDAY, Clock
from tests.services.installations import Installation
from tests.services.postbox import Arrived, Postbox
from tests.services.worlds import COORDINATOR, leads, waiting_boroughs
from tests.waiting import until

COUNT = 12
AFTER_FOUR_DAYS = TUESDAY + timedelta(days=4)
AFTER_A_WEEK = TUESDAY + timedelta(days=7)
AFTER_THIRTY_DAYS = TUESDAY + timedelta(days=30)


def leads_asked_twice() -> None:
    """Let every lead owe two answers: for the file audit, and, being the adviser too, for the monthly update."""
    waiting_boroughs(COUNT)
    for lead in Contact.objects.filter(position=Position.AUDIT_LEAD):
        PostFactory.create(borough=lead.borough, stage=Stage.IN_POST, holder=lead)


@pytest.mark.parametrize("postbox", ["slow:0.2"], indirect=True)
@pytest.mark.parametrize(
    "installation", ["with_services", pytest.param("by_itself", marks=pytest.mark.soak)], indirect=True
)
def test_after_thirty_days_everybody_gets_one_email(
    installation: Installation, postbox: Postbox, clock: Clock
) -> None:
    leads_asked_twice()
    installation.start()
    postbox.wait_for(COUNT // 3)
    installation.stop_everything()
    before = postbox.count()
    assert before < COUNT

    clock.move_to(AFTER_THIRTY_DAYS)
    installation.start()
    everything_has_run(installation)
    for email in check_one_each(postbox.arrived()[before:]):
        assert ChaseUp.objects.filter(sending__email=email).count() == 2, "not about all that they owe"


@pytest.mark.soak
@pytest.mark.parametrize("postbox", ["slow:0.2"], indirect=True)
def test_after_four_days_nothing_leaves_at_the_weekend_and_one_email_to_each_on_tuesday(
    installation: Installation, postbox: Postbox, clock: Clock
) -> None:
    leads_asked_twice()
    installation.start()
    postbox.wait_for(COUNT // 3)
    installation.stop_everything()
    before = postbox.count()

    assert AFTER_FOUR_DAYS.strftime("%A") == "Saturday"
    clock.move_to(AFTER_FOUR_DAYS)
    installation.start()
    everything_has_run(installation)
    assert [each for each in postbox.arrived()[before:] if each.recipient != COORDINATOR] == []
    installation.stop_everything()
    before = postbox.count()

    clock.move_to(AFTER_A_WEEK)
    installation.start()
    everything_has_run(installation)
    check_one_each(postbox.arrived()[before:])


def everything_has_run(installation: Installation) -> None:
    """Wait until every job that can make an e-mail has run, and twice again after that, and all that left is told."""
    for _ in range(3):
        for job in (
            "tasks.reconcile_asks",
            "tasks.queue_chase_ups",
            "tasks.send_digests",
            "tasks.deliver_mail",
        ):
            done = installation.done(job)
            installation.nudge(job)
            until(lambda: installation.done(job) > done, seconds=120, what=f"one more {job}")  # noqa: B023
    until(lambda: not may_leave_now().exists(), seconds=120, what="nothing is left that may leave now")


def may_leave_now() -> QuerySet[Email]:
    """Select what a sender has in its hands, or may take."""
    return Email.objects.filter(Q(state=State.SENDING) | Q(state=State.QUEUED, due_at__lte=the_clock.now()))


def check_one_each(arrived: list[Arrived]) -> list[Email]:
    """See that each lead got one e-mail, within the sending hours; answer those e-mails."""
    to_leads = [each for each in arrived if each.recipient != COORDINATOR]
    assert sorted(each.recipient for each in to_leads) == sorted(leads(COUNT))
    assert len(arrived) - len(to_leads) <= 1, "the coordinator’s digests were made up for one by one"
    emails = list(Email.objects.filter(message_id__in=[each.message_id for each in to_leads]))
    assert len(emails) == COUNT
    for email in emails:
        assert email.sent_at is not None
        sent_at = email.sent_at.astimezone(LONDON)
        assert sent_at.weekday() in {1, 2, 3}
        assert 10 <= sent_at.hour < 16
    return emails
