"""A refused recipient is the address's fault only where the server says so; where it refuses us, everything waits."""

from datetime import timedelta

import pytest
import time_machine

from hub.mail.delivery import SERVER_REST, deliver_due
from hub.mail.models import Email
from hub.mail.refusals import About, status_in, what_is_refused
from hub.mail.states import State
from tests.hub.mail.conftest import NOW, Listener, queue_many
from tests.sink import Scenario, Sink

RELAYING = "550 5.7.1 Relaying denied"

SAID = {
    "550 5.1.1 User unknown in relay recipient table": About.ADDRESS,
    "550 No such user here": About.ADDRESS,
    "553 5.1.2 We do not relay to this domain": About.ADDRESS,
    "550 5.2.1 The account has been disabled": About.ADDRESS,
    "554 5.1.1 No such person": About.ADDRESS,
    "550-Your host 5.1.1.9 is known\n550 No such user": About.ADDRESS,
    "552 5.2.2 Mailbox full": About.MESSAGE,
    "552 Mailbox full": About.MESSAGE,
    RELAYING: About.US,
    "550 relay not permitted": About.US,
    "553 sorry, that domain isn't in my list of allowed rcpthosts": About.US,
    "554 5.7.1 Service unavailable; client host blocked": About.US,
    "554 Denied": About.US,
    "550 5.1.8 Sender address rejected: domain not found": About.US,
    "530 Authentication required": About.US,
}


@pytest.mark.parametrize("said", SAID)
def test_what_a_refusal_is_about(said: str) -> None:
    assert what_is_refused(status=status_in(said), code=int(said[:3]), words=said) is SAID[said]


@pytest.mark.django_db
@pytest.mark.parametrize("said", [RELAYING, "554 Denied", "550 relay not permitted"])
def test_refused_relay_is_no_fault_of_the_address_and_the_queue_rests(
    said: str, clock: time_machine.Traveller, listener: Listener, sink: Sink
) -> None:
    sink.scenario = Scenario(at_recipient={1: said})
    first, second = queue_many(2)
    tally = deliver_due()
    assert (tally.sent, tally.failed, tally.postponed) == (0, 0, 1)
    assert listener.failed == []
    first.refresh_from_db()
    assert (first.state, first.server_words) == (State.QUEUED, said)
    second.refresh_from_db()
    assert (second.state, second.attempts, second.due_at) == (State.QUEUED, 0, NOW + SERVER_REST)
    clock.shift(60)
    deliver_due()
    assert sorted(sink.recipients()) == [first.to_address, second.to_address]


@pytest.mark.django_db
def test_relay_that_is_refused_for_72_hours_fails_without_a_word_against_the_address(
    clock: time_machine.Traveller, listener: Listener, sink: Sink
) -> None:
    sink.scenario = Scenario(at_recipient=dict.fromkeys(range(1, 9), RELAYING))
    queue_many(1)
    deliver_due()
    clock.shift(timedelta(hours=73))
    deliver_due()
    email = Email.objects.get()
    assert (email.state, email.is_refused, email.server_words) == (State.FAILED, False, RELAYING)
    assert [each.is_about_address for each in listener.failed] == [False]
