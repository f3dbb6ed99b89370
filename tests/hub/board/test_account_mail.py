"""What stands under Needs you when the machinery fails somebody: account mail that failed, a worker that never ran."""

from datetime import timedelta

import pytest
import time_machine

from boroughs.people.models import Contact
from boroughs.programme.models import Programme
from config import clock as the_clock
from hub.board.needs import needs_of
from hub.mail.models import Email
from hub.mail.returning import email_bounce
from hub.mail.services import email_queue
from hub.mail.states import State
from tests.factories import ContactFactory, ProgrammeFactory

WORDS = "550 5.1.1 No such person"
LINE = "An e-mail to lead@example.org could not be delivered"

pytestmark = pytest.mark.django_db


def titles(programme: Programme) -> list[str]:
    return [
        task.title
        for task in needs_of(programme, [], the_clock.now())
        if task.title.startswith(("An e-mail", "Nothing has been sent"))
    ]


def code_to(contact: Contact) -> Email:
    email = email_queue(kind="account", to=contact.email, subject="Your code: 123456", text="123456")
    Email.objects.filter(pk=email.pk).update(state=State.SENT, sent_at=the_clock.now(), due_at=None, raw=None)
    email.refresh_from_db()
    return email


def test_account_mail_that_failed_is_told_to_the_programme_of_that_address_only(
    frozen: time_machine.Traveller,
) -> None:
    contact = ContactFactory.create(email="lead@example.org")
    elsewhere = ProgrammeFactory.create()
    email_bounce(email=code_to(contact), words=WORDS, is_about_address=True)
    assert titles(contact.programme) == [LINE]
    [task] = [task for task in needs_of(contact.programme, [], the_clock.now()) if task.title == LINE]
    assert "123456" not in f"{task.title} {task.hint}"
    assert titles(elsewhere) == []
    frozen.shift(timedelta(minutes=5))
    code_to(contact)
    assert titles(contact.programme) == []


def test_line_about_account_mail_leaves_by_itself(frozen: time_machine.Traveller) -> None:
    contact = ContactFactory.create(email="lead@example.org")
    email_bounce(email=code_to(contact), words=WORDS, is_about_address=True)
    frozen.shift(timedelta(days=15))
    assert titles(contact.programme) == []


def test_worker_that_never_ran_is_told_once_an_email_is_overdue(frozen: time_machine.Traveller) -> None:
    programme = ProgrammeFactory.create()
    email_queue(kind="note", to="lead@example.org", subject="Sorry", text="Sorry", programme=programme)
    frozen.shift(timedelta(minutes=30))
    assert titles(programme) == []
    frozen.shift(timedelta(minutes=1))
    assert titles(programme) == ["Nothing has been sent yet"]
