"""Just before an e-mail leaves, its kind is asked whether it is still wanted, and is told what became of it."""

import pytest

from config import clock
from hub.mail import kinds, queue
from hub.mail.delivery import deliver_due
from hub.mail.kinds import MailKind
from hub.mail.models import Email
from hub.mail.states import State
from tests.hub.mail.conftest import Listener, queue_many
from tests.sink import Scenario, Sink

pytestmark = pytest.mark.django_db


def test_what_is_no_longer_wanted_is_withdrawn_with_the_reason(listener: Listener, sink: Sink) -> None:
    emails = queue_many(3)
    listener.unwanted["person-2@example.org"] = "Camden has answered"
    tally = deliver_due()
    assert (tally.sent, tally.withdrawn) == (2, 1)
    assert sorted(sink.recipients()) == ["person-1@example.org", "person-3@example.org"]
    emails[1].refresh_from_db()
    assert (emails[1].state, emails[1].withdrawn_because) == (State.WITHDRAWN, "Camden has answered")
    assert listener.withdrawn == ["Camden has answered"]


def test_the_question_is_asked_right_before_each_and_not_once_for_the_batch(
    listener: Listener, sink: Sink
) -> None:
    queue_many(3)
    take = sink.take

    def answer_after_the_first(received: object) -> None:
        listener.unwanted["person-2@example.org"] = "Answered while the first was on its way"
        take(received)  # type: ignore[arg-type] # the same object, passed on

    sink.take = answer_after_the_first  # type: ignore[method-assign] # a server during which something happens
    deliver_due()
    assert sorted(sink.recipients()) == ["person-1@example.org", "person-3@example.org"]


def test_a_postponed_email_is_asked_about_again(listener: Listener, sink: Sink) -> None:
    sink.scenario = Scenario(at_recipient={1: "451 Later"})
    (email,) = queue_many(1)
    deliver_due()
    listener.unwanted[email.to_address] = "Answered meanwhile"
    Email.objects.update(due_at=email.queued_at)
    assert deliver_due().withdrawn == 1
    assert sink.received == []


def test_an_email_that_cannot_be_checked_is_kept_back_and_the_others_leave(
    listener: Listener, sink: Sink
) -> None:
    (bad,) = queue_many(1)
    Email.objects.filter(pk=bad.pk).update(kind="of-another-version")
    queue_many(2)
    tally = deliver_due()
    assert (tally.sent, tally.postponed) == (2, 1)
    bad.refresh_from_db()
    assert (bad.state, bad.attempts) == (State.QUEUED, 1)
    assert "could not be checked" in bad.server_words


def test_a_kind_that_fails_to_hear_of_one_hears_of_the_others_and_none_goes_twice(
    listener: Listener, sink: Sink
) -> None:
    emails = queue_many(3)
    listener.deaf_to.add(emails[1].pk)
    deliver_due()
    deliver_due()
    assert listener.sent == [emails[0].pk, emails[2].pk]
    assert set(Email.objects.values_list("state", flat=True)) == {State.SENT}
    assert len(sink.received) == 3


def test_what_a_killed_sender_left_untold_is_told_by_the_next(listener: Listener, sink: Sink) -> None:
    (email,) = queue_many(1)
    now = clock.now()
    (held,) = queue.claim(limit=1, by="a sender that is killed", now=now, until=now)
    queue.mark_sent(held, by="a sender that is killed", at=now, words="250", is_told=False)
    deliver_due()
    assert listener.sent == [email.pk]
    deliver_due()
    assert listener.sent == [email.pk]


def test_telling_of_many_is_one_call(listener: Listener, sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    monkeypatch.setitem(
        kinds._kinds, "chase", MailKind(name="chase", sent=lambda moments: calls.append(len(moments)))
    )
    queue_many(30)
    deliver_due()
    assert calls == [30]


def test_a_kind_is_registered_once() -> None:
    with pytest.raises(ValueError, match="Another kind"):
        kinds.register(MailKind(name="account", sent=lambda _moments: None))
    kinds.register(kinds.ACCOUNT)
