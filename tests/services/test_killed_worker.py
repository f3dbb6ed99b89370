"""A worker killed in the middle of 200 e-mails: everybody gets one, and only what was in flight goes twice."""

from collections import Counter

import pytest

from boroughs.asks.models import Ask
from hub.chasing.models import ChaseUp
from hub.mail.models import Email
from hub.mail.states import State
from tests.services.installations import Installation
from tests.services.postbox import Arrived, Postbox
from tests.services.processes import until
from tests.services.worlds import leads, waiting_boroughs

# As many as the worker has threads: each sender has a connection of its own.
SENDERS = 4


@pytest.mark.parametrize("postbox", ["slow:0.03"], indirect=True)
def test_worker_killed_among_200_emails_loses_none_and_repeats_only_what_was_in_flight(
    installation: Installation, postbox: Postbox
) -> None:
    waiting_boroughs(200)
    installation.start()
    postbox.wait_for(1)
    nudge_all_senders(installation)
    postbox.wait_for(60)
    installation.kill_worker()
    before = postbox.arrived()
    assert 50 <= len(before) <= 150

    installation.start_worker_again()
    until(everything_is_settled, seconds=240, what="all e-mails are sent")
    assert everybody_got_one(postbox, 200)
    repeated = repeated_in_flight(postbox, {each.connection for each in before})
    print(f"{len(before)} had arrived; {len(repeated)} came twice")  # noqa: T201
    assert max(Counter(each.connection for each in repeated).values(), default=0) <= 1


@pytest.mark.soak
@pytest.mark.parametrize("postbox", ["slow:0.02"], indirect=True)
def test_worker_killed_six_times_among_1000_emails_loses_none(
    installation: Installation, postbox: Postbox
) -> None:
    waiting_boroughs(1000)
    installation.start()
    for killed_at in range(100, 700, 100):
        postbox.wait_for(killed_at, seconds=240)
        nudge_all_senders(installation)
        postbox.wait_for(killed_at + 50, seconds=240)
        installation.kill_worker()
        installation.start_worker_again()
    until(everything_is_settled, seconds=600, what="all e-mails are sent")
    assert everybody_got_one(postbox, 1000)
    repeated = repeated_in_flight(postbox, {each.connection for each in postbox.arrived()})
    print(f"{len(repeated)} came twice")  # noqa: T201
    assert max(Counter(each.connection for each in repeated).values(), default=0) <= 1


def nudge_all_senders(installation: Installation) -> None:
    """Let every thread of the worker send."""
    for _ in range(SENDERS - 1):
        installation.nudge("tasks.deliver_mail")


def everything_is_settled() -> bool:
    """Tell whether every e-mail has left, and its ask knows."""
    return not Email.objects.exclude(state=State.SENT, is_told=True).exists()


def everybody_got_one(postbox: Postbox, count: int) -> bool:
    """Tell whether everybody got what the log and the asks say they did: one e-mail, perhaps in two copies."""
    arrived = postbox.arrived()
    assert {each.recipient for each in arrived} == leads(count)
    # The same Message-ID makes a second copy recognisable.
    assert len({(each.recipient, each.message_id) for each in arrived}) == count
    assert ChaseUp.objects.count() == count
    asks = Ask.objects.filter(kind="audit-reply", steps_sent=1, last_chased_at__isnull=False)
    return asks.count() == count


def repeated_in_flight(postbox: Postbox, open_connections: set[str]) -> list[Arrived]:
    """Give the first copies of what came more than once; they came over connections that were open at the kill."""
    first: dict[str, Arrived] = {}
    for each in postbox.arrived():
        first.setdefault(each.recipient, each)
    repeated = [first[recipient] for recipient, count in postbox.by_recipient().items() if count > 1]
    assert {each.connection for each in repeated} <= open_connections
    return repeated
