"""What an ask keeps of the e-mails about it that have left."""

from datetime import UTC, datetime

import pytest

from boroughs.asks.chased import Chased, asks_chased
from boroughs.asks.models import Ask
from boroughs.people.models import Contact, User
from boroughs.programme.models import Borough
from tests.factories import FileAuditFactory

MONDAY, TUESDAY = datetime(2007, 1, 8, 10, tzinfo=UTC), datetime(2007, 1, 9, 10, tzinfo=UTC)


@pytest.fixture
def ask(camden: Borough) -> Ask:
    FileAuditFactory.create(borough=camden)
    return Ask.objects.get(borough=camden, kind="audit-reply")


def test_two_emails_that_are_told_at_once_both_count_and_the_later_is_the_last(
    ask: Ask, camden_lead: User, camden_adviser: User
) -> None:
    lead, adviser = Contact.objects.get(user=camden_lead), Contact.objects.get(user=camden_adviser)
    asks_chased([Chased(ask.pk, lead.pk, MONDAY), Chased(ask.pk, adviser.pk, TUESDAY)])
    ask.refresh_from_db()
    assert (ask.steps_sent, ask.last_chased_at, ask.last_chased) == (2, TUESDAY, adviser)


def test_nothing_is_kept_of_nothing(ask: Ask) -> None:
    asks_chased([])
    ask.refresh_from_db()
    assert (ask.steps_sent, ask.last_chased_at) == (0, None)
