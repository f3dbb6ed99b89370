"""What becomes of e-mail that did not arrive: done with it, sent again, written anew, one by one or all at once."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from boroughs.history.models import Actor, Change
from boroughs.history.services import Refused
from boroughs.programme.models import Programme
from hub.mail import kinds
from hub.mail.delivery import deliver_due
from hub.mail.kinds import MailKind
from hub.mail.models import Email
from hub.mail.returning import email_bounce
from hub.mail.selectors import failed_mail, mail_standing, outage_of
from hub.mail.services import email_queue
from hub.mail.states import GIVE_UP_AFTER, State
from hub.mail.undelivered import Resent, email_clear, email_resend, failed_resend
from tests.hub.mail.conftest import NOW, Listener, queue_many
from tests.sink import REFUSED, Scenario, Sink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
BY = Actor.system()
NOWHERE = "smtp://127.0.0.1:1"


def fail_refused(programme: Programme, sink: Sink) -> Email:
    """An e-mail that a mail server refused."""
    sink.scenario = Scenario(at_recipient={1: REFUSED})
    [email] = queue_many(1, programme=programme)
    deliver_due()
    sink.scenario = Scenario()
    email.refresh_from_db()
    assert email.state == State.FAILED
    return email


def be_away(clock: time_machine.Traveller, programme: Programme, count: int) -> list[Email]:
    """Queue e-mails while the server is away, for longer than we try."""
    with override_settings(EMAIL_URL=NOWHERE):
        emails = queue_many(count, programme=programme)
        deliver_due()
        clock.shift(GIVE_UP_AFTER + timedelta(minutes=1))
        assert deliver_due().failed == count
    return emails


def states() -> list[str]:
    return list(Email.objects.order_by("pk").values_list("state", flat=True))


def test_what_somebody_is_done_with_leaves_the_board_and_stays_in_the_log_as_it_is(
    listener: Listener, sink: Sink, programme: Programme
) -> None:
    email = email_clear(email=fail_refused(programme, sink), words="He has retired.", by=BY)
    assert (email.state, email.cleared_because, email.cleared_at) == (State.FAILED, "He has retired.", NOW)
    assert not failed_mail(programme).exists()
    assert mail_standing(programme).failed == 0
    change = Change.objects.get(verb="email-clear")
    assert change.is_private
    assert (
        change.summary == "Done with the e-mail “Camden: question 1” to person-1@example.org: He has retired."
    )


def test_a_reason_is_not_needed_and_a_second_tap_changes_nothing(
    listener: Listener, sink: Sink, programme: Programme
) -> None:
    email = fail_refused(programme, sink)
    email_clear(email=email, by=BY)
    email_clear(email=email, words="Again", by=BY)
    assert [each.summary for each in Change.objects.filter(verb="email-clear")] == [
        "Done with the e-mail “Camden: question 1” to person-1@example.org"
    ]


@pytest.mark.parametrize("state", sorted(set(State) - {State.FAILED, State.BOUNCED}))
def test_nobody_is_done_with_what_did_not_fail(
    state: State, listener: Listener, sink: Sink, programme: Programme
) -> None:
    email = fail_refused(programme, sink)
    is_open = state in {State.QUEUED, State.SENDING}
    Email.objects.filter(pk=email.pk).update(
        state=state,
        due_at=NOW if is_open else None,
        claimed_by="a sender" if state == State.SENDING else "",
        sent_at=NOW if state == State.SENT else None,
        withdrawn_at=NOW,
        withdrawn_because="x",
    )
    with pytest.raises(Refused):
        email_clear(email=email, by=BY)


def test_a_secret_is_erased_when_somebody_is_done_with_its_email(
    listener: Listener, sink: Sink, programme: Programme
) -> None:
    email = email_queue(
        kind="chase",
        to="a@example.org",
        subject="A question",
        text="Open /answer/abc/",
        secrets=("abc",),
        programme=programme,
    )
    sink.scenario = Scenario(at_recipient={1: REFUSED})
    deliver_due()
    assert email_clear(email=email, by=BY).raw is None


def test_one_that_was_done_with_can_still_be_sent_again(
    listener: Listener, sink: Sink, programme: Programme
) -> None:
    email = email_clear(email=fail_refused(programme, sink), by=BY)
    email_resend(email=email, by=BY)
    assert deliver_due().sent == 1
    email.refresh_from_db()
    assert (email.state, email.cleared_at, email.cleared_because) == (State.SENT, None, "")


class Author:
    """A capability that writes its e-mails anew, but for those that are not wanted any more."""

    def __init__(self, unwanted: Sequence[str] = ()) -> None:
        self.unwanted = unwanted
        self.written: list[int] = []

    def write_anew(self, emails: Sequence[int]) -> set[int]:
        wanted = Email.objects.filter(pk__in=emails).exclude(to_address__in=self.unwanted)
        taken = set(wanted.values_list("pk", flat=True))
        self.written += sorted(taken)
        return taken


def listen(monkeypatch: pytest.MonkeyPatch, author: Author) -> Author:
    monkeypatch.setitem(kinds._kinds, "chase", MailKind(name="chase", write_anew=author.write_anew))
    return author


def test_what_its_kind_writes_anew_is_not_sent_again_as_it_was(
    monkeypatch: pytest.MonkeyPatch, sink: Sink, programme: Programme
) -> None:
    author = listen(monkeypatch, Author())
    email = email_resend(email=fail_refused(programme, sink), by=BY)
    assert deliver_due().sent == 0
    email.refresh_from_db()
    assert (email.state, email.cleared_because) == (State.FAILED, "It is written anew.")
    assert author.written == [email.pk]
    assert not failed_mail(programme).exists()
    assert Change.objects.filter(verb="email-write-anew", is_private=True).count() == 1


def test_what_came_back_and_was_erased_is_written_anew_too(
    monkeypatch: pytest.MonkeyPatch, sink: Sink, programme: Programme
) -> None:
    author = listen(monkeypatch, Author())
    email = email_queue(
        kind="chase",
        to="a@example.org",
        subject="A question",
        text="Open /answer/abc/",
        secrets=("abc",),
        programme=programme,
    )
    deliver_due()
    email_bounce(email=email, words="552 5.2.2 Mailbox full", is_about_address=False)
    email_resend(email=email, by=BY)
    assert author.written == [email.pk]


def test_what_is_not_wanted_any_more_is_not_sent_again(
    monkeypatch: pytest.MonkeyPatch, sink: Sink, programme: Programme
) -> None:
    listen(monkeypatch, Author(unwanted=["person-1@example.org"]))
    email = fail_refused(programme, sink)
    with pytest.raises(Refused, match="Nothing that it asked"):
        email_resend(email=email, by=BY)
    assert failed_mail(programme).get() == email


def test_what_may_have_arrived_goes_again_as_it_was_whatever_its_kind_can_do(
    monkeypatch: pytest.MonkeyPatch, sink: Sink, programme: Programme
) -> None:
    author = listen(monkeypatch, Author())
    email = fail_refused(programme, sink)
    Email.objects.filter(pk=email.pk).update(state=State.DOUBTFUL)
    email_resend(email=email, by=BY)
    assert deliver_due().sent == 1
    assert author.written == []


def test_after_an_outage_all_that_failed_goes_again_but_for_what_was_refused(
    listener: Listener, sink: Sink, programme: Programme, clock: time_machine.Traveller
) -> None:
    refused = fail_refused(programme, sink)
    emails = be_away(clock, programme, 3)
    outage = outage_of(programme)
    assert outage is not None
    assert (outage.count, outage.since, outage.until) == (3, NOW, NOW + GIVE_UP_AFTER + timedelta(minutes=1))
    assert failed_resend(programme=programme, by=BY) == Resent(again=3)
    assert outage_of(programme) is None
    assert deliver_due().sent == 3
    assert [each.message_id for each in sink.received[-3:]] == [each.message_id for each in emails]
    assert failed_mail(programme).get() == refused
    assert Change.objects.filter(verb="email-resend", is_private=True).count() == 3


def test_a_server_that_says_later_for_72_hours_is_not_a_refusal(
    listener: Listener, sink: Sink, programme: Programme, clock: time_machine.Traveller
) -> None:
    sink.scenario = Scenario(defer_all=True)
    queue_many(1, programme=programme)
    deliver_due()
    clock.shift(GIVE_UP_AFTER)
    deliver_due()
    assert states() == [State.FAILED]
    outage = outage_of(programme)
    assert outage is not None
    assert outage.count == 1


def test_one_refused_after_an_outage_does_not_count_as_having_been_away(
    listener: Listener, sink: Sink, programme: Programme, clock: time_machine.Traveller
) -> None:
    be_away(clock, programme, 1)
    failed_resend(programme=programme, by=BY)
    sink.scenario = Scenario(at_recipient={1: REFUSED})
    assert deliver_due().failed == 1
    assert outage_of(programme) is None
    assert failed_mail(programme).count() == 1


def test_after_an_outage_what_can_be_is_written_anew_and_what_is_not_wanted_any_more_is_left(
    monkeypatch: pytest.MonkeyPatch, sink: Sink, programme: Programme, clock: time_machine.Traveller
) -> None:
    listen(monkeypatch, Author(unwanted=["person-2@example.org"]))
    be_away(clock, programme, 3)
    assert failed_resend(programme=programme, by=BY) == Resent(anew=2, unwanted=1)
    assert deliver_due().sent == 0
    assert not failed_mail(programme).exists()
    left = Email.objects.get(to_address="person-2@example.org")
    assert left.cleared_because == "Nothing that it asked is still to be asked."


def test_another_programmes_failures_stay_as_they_are(
    listener: Listener, sink: Sink, programme: Programme, clock: time_machine.Traveller
) -> None:
    be_away(clock, programme, 1)
    other = Programme.objects.create(
        slug="elsewhere", title="Elsewhere", starts_on=NOW.date(), ends_on=NOW.date() + timedelta(days=365)
    )
    assert failed_resend(programme=other, by=BY) == Resent()
    assert states() == [State.FAILED]


@override_settings(EMAIL_DAILY_CAP=99)
def test_sending_many_again_takes_as_many_queries_as_sending_few(
    listener: Listener, sink: Sink, programme: Programme, clock: time_machine.Traveller
) -> None:
    def queries(count: int) -> int:
        be_away(clock, programme, count)
        with CaptureQueriesContext(connection) as captured:
            assert failed_resend(programme=programme, by=BY).again == count
        deliver_due()
        return len(captured)

    assert queries(2) == queries(30)
