"""Workers, beats and brokers killed in the middle of a mailing: everybody gets one e-mail.

Only what was in flight goes twice: for each kill at most one over each of the worker's connections.
"""

import pytest

from tests.services.installations import Installation, WithServices
from tests.services.mailing import SENDERS, Mailing
from tests.services.postbox import Postbox
from tests.services.stores import OwnBroker

# Half of the time an e-mail is at the server, it is in that one window in which a kill makes it go twice.
SLOW = "slow:0.01,slow-answer:0.01"
# And one that does not look for others first, which takes it a second.
ONE_SENDER = ("--concurrency", "1", "--without-mingle")
QUEUEING = "Task tasks.queue_chase_ups["


@pytest.mark.parametrize("postbox", [SLOW], indirect=True)
def test_worker_killed_among_200_emails_loses_none_and_repeats_only_what_was_in_flight(
    installation: Installation, postbox: Postbox
) -> None:
    mailing = Mailing(installation, postbox, count=200)
    installation.start()
    mailing.reach(60)
    installation.kill_worker()
    installation.start_worker_again()
    assert len(mailing.account().sent_again) <= SENDERS


@pytest.mark.parametrize("postbox", [SLOW], indirect=True)
def test_sender_killed_ten_times_repeats_one_email_for_each_kill_at_most(
    with_services: WithServices, postbox: Postbox
) -> None:
    mailing = Mailing(with_services, postbox, count=250)
    kill_while_it_queues(with_services)
    with_services.start_worker_again(*ONE_SENDER)
    with_services.start_beat()
    for number, moment in enumerate(mailing.moments(9)):
        mailing.reach(moment)
        with_services.kill_worker()
        if number == 4:
            with_services.kill_beat()
            with_services.start_beat()
        with_services.start_worker_again(*ONE_SENDER)
    account = mailing.account()
    assert 5 <= account.lost_connections <= 9, "the kills did not meet a sender at work"
    assert len(account.sent_again) <= account.lost_connections


@pytest.mark.soak
@pytest.mark.parametrize("postbox", [SLOW], indirect=True)
def test_everything_is_killed_again_and_again_in_a_mailing_of_2000(
    with_services: WithServices, own_broker: OwnBroker, postbox: Postbox
) -> None:
    """A hundred workers, ten beats and four brokers."""
    mailing = Mailing(with_services, postbox, count=2000)
    with_services.start()
    for number, moment in enumerate(mailing.moments(100), start=1):
        mailing.reach(moment)
        with_services.kill_worker()
        if number % 10 == 5:
            with_services.kill_beat()
            with_services.start_beat()
        if number % 25 == 10:
            own_broker.kill()
            own_broker.start()
        with_services.start_worker_again()
    account = mailing.account()
    assert account.lost_connections >= 50, "the kills did not meet senders at work"
    assert len(account.sent_again) <= account.lost_connections


@pytest.mark.soak
@pytest.mark.parametrize("postbox", [SLOW], indirect=True)
def test_worker_of_the_embedded_default_killed_six_times_among_1000_emails_loses_none(
    by_itself: Installation, postbox: Postbox
) -> None:
    mailing = Mailing(by_itself, postbox, count=1000)
    by_itself.start()
    for moment in mailing.moments(6):
        mailing.reach(moment)
        by_itself.kill_worker()
        by_itself.start_worker_again()
    assert len(mailing.account().sent_again) <= 6 * SENDERS


def kill_while_it_queues(installation: WithServices) -> None:
    """Kill a worker that has just begun to queue the mailing."""
    worker = installation.start_worker_again(*ONE_SENDER)
    installation.nudge("tasks.queue_chase_ups")
    worker.wait_until_it_says(QUEUEING)
    worker.kill()
