"""A sender that is killed, as a process of its own: nothing is lost, and only what was in flight goes twice."""

import os
import subprocess
import sys
from collections import Counter

import pytest
from django.db import connection

from hub.mail.models import Email
from hub.mail.states import State
from tests.hub.mail.conftest import queue_many
from tests.sink import Scenario, Sink

# Like the worker's job, over and over until nothing is left to send.
SENDER = """
import time
import django
django.setup()
from hub.mail.delivery import deliver_due
from hub.mail.selectors import mail_standing
while mail_standing().waiting:
    deliver_due()
    time.sleep(0.1)
"""


def start_sender(sink: Sink) -> subprocess.Popen[bytes]:
    """Start a sender on the test's database, with leases and waits that are soon over."""
    facts = connection.settings_dict
    name = facts["NAME"]
    url = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        account = f"{facts['USER']}:{facts['PASSWORD']}" if facts["PASSWORD"] else facts["USER"]
        url = f"postgres://{account}@{facts['HOST']}:{facts['PORT'] or 5432}/{name}"
    settings = {
        "DATABASE_URL": url,
        "EMAIL_URL": sink.url,
        "EMAIL_LEASE_SECONDS": "2",
        "EMAIL_RETRY_SECONDS": "1",
    }
    environment = os.environ | settings | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.Popen([sys.executable, "-c", SENDER], env=environment)


@pytest.mark.services
def test_a_sender_killed_three_times_loses_nothing_and_repeats_only_what_was_in_flight(
    real_file: None, sink: Sink
) -> None:
    emails = queue_many(300, kind="account")
    for arrived in (50, 130, 210):
        sender = start_sender(sink)
        sink.wait_for(arrived, seconds=180)
        sender.kill()
        sender.wait()
    last = start_sender(sink)
    assert last.wait(180) == 0
    counts = Counter(sink.recipients())
    assert set(counts) == {each.to_address for each in emails}
    assert counts.total() - len(counts) <= 3, "one kill repeats at most the one in flight"
    assert len({each.message_id for each in sink.received}) == 300
    assert set(Email.objects.values_list("state", flat=True)) == {State.SENT}


@pytest.mark.services
def test_on_a_bad_day_only_what_was_cut_or_in_flight_goes_twice(real_file: None, sink: Sink) -> None:
    sink.scenario = Scenario(defer_first=0.3, cut_every=10)
    emails = queue_many(200, kind="account")
    for arrived in (40, 90):
        sender = start_sender(sink)
        sink.wait_for(arrived, seconds=180)
        sender.kill()
        sender.wait()
    assert start_sender(sink).wait(180) == 0
    counts = Counter(sink.recipients())
    cuts = Counter(each.recipient for each in sink.received if not each.was_answered)
    assert set(counts) == {each.to_address for each in emails}
    twice = Counter({recipient: count - 1 for recipient, count in counts.items() if count > 1})
    assert (twice - cuts).total() <= 2, (
        "beside the cut connections, each kill repeats at most the one in flight"
    )
    assert len({(each.recipient, each.message_id) for each in sink.received}) == 200
