"""Nobody gets more than a few e-mails a day: what is beyond that is not queued, and the coordinator is told."""

import threading
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from boroughs.history.services import Refused
from boroughs.programme.models import Programme
from config import clock as the_clock
from config.clock import LONDON
from hub.board.needs import needs_of
from hub.mail.cap import NAMED
from hub.mail.delivery import deliver_due
from hub.mail.message import Letter
from hub.mail.models import Email, Excess
from hub.mail.services import Draft, email_queue, emails_queue
from tests.hub.mail.conftest import NOW, Listener
from tests.hub.mail.test_claims import in_threads


def drafts(count: int, programme: Programme | None = None, to: str = "lead@example.org") -> list[Draft]:
    letters = [Letter(to=to, subject=f"Camden: question {n}", text="Hello") for n in range(1, count + 1)]
    return [Draft(kind="chase", letter=each, programme=programme) for each in letters]


def subjects() -> list[str]:
    return list(Email.objects.order_by("pk").values_list("subject", flat=True))


def test_what_is_beyond_the_cap_is_not_queued_and_is_told_once(
    clock: time_machine.Traveller, listener: Listener, programme: Programme
) -> None:
    queued = emails_queue(drafts=drafts(5, programme))
    assert [email is not None for email in queued] == [True, True, True, False, False]
    assert subjects() == ["Camden: question 1", "Camden: question 2", "Camden: question 3"]
    for _ in range(3):
        assert emails_queue(drafts=drafts(1, programme)) == [None]
    [task] = needs_of(programme, [], the_clock.now())
    assert task.title == "lead@example.org has had three e-mails today"
    assert "“Camden: question 4” was not queued" in task.hint
    assert Excess.objects.count() == 1


def test_sixty_identical_digests_are_three(
    clock: time_machine.Traveller, listener: Listener, programme: Programme, memory: list[object]
) -> None:
    for _ in range(60):
        emails_queue(drafts=drafts(1, programme))
    deliver_due()
    assert len(memory) == 3


def test_others_are_not_held_up_by_the_one_who_has_had_enough(
    clock: time_machine.Traveller, listener: Listener, programme: Programme
) -> None:
    mixed = [*drafts(4, programme), *drafts(1, programme, to="other@example.org")]
    queued = emails_queue(drafts=mixed)
    assert [email.to_address if email else None for email in queued] == [
        *["lead@example.org"] * 3,
        None,
        "other@example.org",
    ]


def test_one_person_is_one_however_the_address_is_written(
    clock: time_machine.Traveller, listener: Listener, programme: Programme
) -> None:
    for to in ("lead@example.org", "Lead@example.org", "LEAD@EXAMPLE.ORG", "lead@Example.org"):
        emails_queue(drafts=drafts(1, programme, to=to))
    assert Email.objects.count() == 3


def test_a_day_ends_at_midnight_in_london_and_its_notice_with_the_next_working_day(
    clock: time_machine.Traveller, listener: Listener, programme: Programme
) -> None:
    clock.move_to(datetime(2007, 6, 5, 23, 30, tzinfo=LONDON))
    emails_queue(drafts=drafts(4, programme))
    clock.move_to(datetime(2007, 6, 6, 0, 5, tzinfo=LONDON))  # in UTC still the day before
    assert emails_queue(drafts=drafts(1, programme)) != [None]
    assert set(Email.objects.values_list("counted_on", flat=True)) == {date(2007, 6, 5), date(2007, 6, 6)}
    assert "Daily cap" in [task.status for task in needs_of(programme, [], the_clock.now())]
    clock.move_to(datetime(2007, 6, 7, 9, tzinfo=LONDON))
    assert "Daily cap" not in [task.status for task in needs_of(programme, [], the_clock.now())]


def test_messages_about_signing_in_do_not_count(
    clock: time_machine.Traveller, listener: Listener, db: None
) -> None:
    for _ in range(10):
        email_queue(kind="account", to="lead@example.org", subject="Your code", text="123456")
    assert emails_queue(drafts=drafts(1)) != [None]
    assert Email.objects.count() == 11


def test_withdrawn_email_gives_its_place_back(
    clock: time_machine.Traveller, listener: Listener, programme: Programme, memory: object
) -> None:
    emails_queue(drafts=drafts(3, programme))
    assert emails_queue(drafts=drafts(1, programme)) == [None]
    listener.unwanted["lead@example.org"] = "They rang"
    deliver_due()
    assert [email is not None for email in emails_queue(drafts=drafts(4, programme))] == [
        True,
        True,
        True,
        False,
    ]


def test_single_email_beyond_the_cap_is_refused_with_what_to_do(
    clock: time_machine.Traveller, listener: Listener, programme: Programme
) -> None:
    emails_queue(drafts=drafts(3, programme))
    with pytest.raises(Refused, match="Write to them tomorrow, or ring"):
        email_queue(kind="chase", to="lead@example.org", subject="x", text="x", programme=programme)


def test_cap_is_a_setting(
    clock: time_machine.Traveller, listener: Listener, programme: Programme, settings: Settings
) -> None:
    settings.EMAIL_DAILY_CAP = 1
    assert [email is not None for email in emails_queue(drafts=drafts(2, programme))] == [True, False]


def test_more_people_than_are_named_in_a_query_have_each_their_own_count(
    clock: time_machine.Traveller, listener: Listener, db: None
) -> None:
    everybody = [each for n in range(NAMED + 1) for each in drafts(1, to=f"p{n}@example.org")]
    for _ in range(3):
        assert None not in emails_queue(drafts=everybody)
    assert set(emails_queue(drafts=everybody)) == {None}


def test_database_gives_a_place_once(clock: time_machine.Traveller, listener: Listener, db: None) -> None:
    first, second = emails_queue(drafts=drafts(2))
    assert first is not None
    assert second is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Email.objects.filter(pk=second.pk).update(place=first.place, to_address="LEAD@example.org")


def test_many_at_once_do_not_get_past_the_cap_and_none_fails(real_file: None, listener: Listener) -> None:
    answers: list[bool] = []
    lock = threading.Lock()

    def queue_two() -> None:
        queued = emails_queue(drafts=drafts(2))
        with lock:
            answers.extend(email is not None for email in queued)

    in_threads(4, queue_two)
    assert Counter(answers) == {True: 3, False: 5}
    assert set(Email.objects.values_list("place", flat=True)) == {1, 2, 3}
    connection.close()


def test_it_counts_from_when_it_was_queued_not_sent(
    clock: time_machine.Traveller, listener: Listener, programme: Programme, memory: list[object]
) -> None:
    emails_queue(drafts=drafts(3, programme))
    clock.move_to(NOW + timedelta(days=1))
    deliver_due()
    assert emails_queue(drafts=drafts(1, programme)) != [None]
