"""The parts under a mailing are emptied, restarted and crashed, with two beats at once: each e-mail arrives once.

The sender lives through it all. What it has delivered it writes down as soon as the database is back; so, other than
when a sender is killed, nothing at all may come twice.
"""

import pytest

from tests.services.cluster import Cluster
from tests.services.installations import WithServices
from tests.services.mailing import SENDERS, Mailing
from tests.services.postbox import Postbox
from tests.services.stores import OwnBroker

SLOW = "slow:0.01,slow-answer:0.01"


@pytest.fixture
def patient(with_services: WithServices) -> WithServices:
    """An installation whose senders wait for the database for half of 30 seconds, as long as a slow machine needs."""
    with_services.environment["EMAIL_LEASE_SECONDS"] = "30"
    return with_services


def start_with_two_beats(installation: WithServices) -> None:
    """Start two beats that both ask at once, and a worker."""
    for name in ("beat-1", "beat-2"):
        installation.start_beat(name)
    installation.start_worker_again()


@pytest.mark.parametrize("postbox", [SLOW], indirect=True)
def test_broker_emptied_and_database_restarted_and_crashed_under_two_beats_send_nothing_twice(
    patient: WithServices, own_broker: OwnBroker, own_cluster: Cluster, postbox: Postbox
) -> None:
    mailing = Mailing(patient, postbox, count=300)
    start_with_two_beats(patient)
    for moment, misfortune in zip(
        mailing.moments(3), (own_broker.flush, own_cluster.restart, own_cluster.crash), strict=True
    ):
        mailing.reach(moment)
        misfortune()
    own_cluster.start()
    assert mailing.account().sent_again == []


@pytest.mark.soak
@pytest.mark.parametrize("postbox", [SLOW], indirect=True)
def test_the_same_again_and_again_in_a_mailing_of_2000(
    patient: WithServices, own_broker: OwnBroker, own_cluster: Cluster, postbox: Postbox
) -> None:
    mailing = Mailing(patient, postbox, count=2000)
    start_with_two_beats(patient)
    for number, moment in enumerate(mailing.moments(24)):
        mailing.reach(moment)
        match number % 3:
            case 0:
                own_broker.flush()
            case 1:
                own_cluster.restart()
            case 2:
                own_cluster.crash()
                own_cluster.start()
    assert mailing.account().sent_again == []


@pytest.mark.soak
@pytest.mark.parametrize("postbox", [SLOW], indirect=True)
def test_power_cut_repeats_only_what_was_in_flight(
    with_services: WithServices, own_broker: OwnBroker, own_cluster: Cluster, postbox: Postbox
) -> None:
    """Sender, database and broker are gone at one moment, and nothing of what they had in memory is left."""
    mailing = Mailing(with_services, postbox, count=200)
    with_services.start()
    mailing.reach(80)
    with_services.freeze_worker()
    own_cluster.crash()
    with_services.kill_worker()
    own_broker.kill()

    own_cluster.start()
    own_broker.start()
    with_services.start_worker_again()
    assert len(mailing.account().sent_again) <= SENDERS
