"""The parts under a mailing are emptied, restarted and crashed, with two beats at once: each e-mail arrives once.

The sender lives through it all. What it has delivered it writes down as soon as the database is back; so, other than
when a sender is killed, nothing at all may come twice.
"""

import time
from collections.abc import Callable

import pytest

from boroughs.history.models import Actor
from boroughs.programme.models import Programme
from hub.mail.models import Email
from hub.mail.services import doubtful_choose
from hub.mail.states import State
from tests.services.accounting import Account
from tests.services.cluster import Cluster
from tests.services.installations import WithServices
from tests.services.mailing import MOST_IN_DOUBT, Mailing
from tests.services.postbox import Postbox
from tests.services.stores import OwnBroker
from tests.services.worlds import leads

SLOW = "slow:0.01,slow-answer:0.01"
# A database may put a commit on disk a moment after it has confirmed it; PostgreSQL's moment is 0.6 seconds.
FORGOTTEN_SECONDS = 1.0


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


@pytest.fixture
def cut_the_power(
    with_services: WithServices, own_broker: OwnBroker, own_cluster: Cluster
) -> Callable[[], float]:
    """Answer what ends sender, database and broker at one moment, with all that they had in memory, and starts them
    again; it answers that moment.
    """

    def cut() -> float:
        with_services.freeze_worker()
        at = time.monotonic()
        own_cluster.crash()
        with_services.kill_worker()
        own_broker.kill()
        own_cluster.start()
        own_broker.start()
        with_services.start_worker_again()
        return at

    return cut


@pytest.mark.soak
@pytest.mark.parametrize("postbox", [SLOW], indirect=True)
def test_power_cut_loses_nobody_and_repeats_its_last_second_at_most(
    with_services: WithServices, cut_the_power: Callable[[], float], postbox: Postbox
) -> None:
    mailing = Mailing(with_services, postbox, count=200)
    with_services.start()
    mailing.reach(80)
    at = cut_the_power()
    mailing.settle()
    account = Account.of(postbox)
    print(f"At the mail server: {account}.")  # noqa: T201
    account.check(leads(200), forgotten_from=at - FORGOTTEN_SECONDS)


@pytest.mark.soak
@pytest.mark.parametrize("postbox", [SLOW], indirect=True)
def test_power_cut_repeats_nothing_where_a_person_wants_to_look(
    with_services: WithServices, cut_the_power: Callable[[], float], postbox: Postbox
) -> None:
    mailing = Mailing(with_services, postbox, count=200)
    doubtful_choose(programme=Programme.objects.get(), is_held=True, by=Actor.system())
    with_services.start()
    mailing.reach(80)
    cut_the_power()
    mailing.settle()
    account = Account.of(postbox)
    print(f"At the mail server: {account}.")  # noqa: T201
    assert account.sent_again == []
    in_doubt = set(Email.objects.filter(state=State.DOUBTFUL).values_list("to_address", flat=True))
    assert account.recipients | in_doubt == leads(200), "lost: neither there nor on the board"
    assert len(in_doubt) <= MOST_IN_DOUBT
