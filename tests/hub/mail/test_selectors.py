"""What waits, what failed, and the log."""

from datetime import timedelta

import time_machine
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from boroughs.programme.models import Programme
from hub.mail.delivery import deliver_due
from hub.mail.selectors import Standing, failed_mail, mail_log, mail_standing
from tests.hub.mail.conftest import NOW, Listener, queue_many
from tests.sink import Scenario, Sink


@override_settings(EMAIL_DAILY_CAP=9)
def test_the_standing_tells_what_waits_since_when_and_what_failed(
    clock: time_machine.Traveller, listener: Listener, sink: Sink, programme: Programme
) -> None:
    assert mail_standing(programme) == Standing(0, None, 0)
    sink.scenario = Scenario.parse("refuse:1")
    queue_many(2, programme=programme)
    deliver_due()
    assert mail_standing(programme) == Standing(0, None, 1)
    queue_many(2, programme=programme)
    clock.shift(timedelta(hours=2))
    queue_many(1, programme=programme)
    queue_many(1)
    with CaptureQueriesContext(connection) as queries:
        assert mail_standing(programme) == Standing(3, NOW, 1)
    assert len(queries) == 1
    assert mail_standing().waiting == 4
    assert [each.to_address for each in failed_mail(programme)] == ["person-1@example.org"]


def test_the_log_shows_a_programmes_own_mail_newest_first(listener: Listener, programme: Programme) -> None:
    queue_many(3, programme=programme)
    queue_many(1)
    assert [each.subject for each in mail_log(programme)] == [f"Camden: question {n}" for n in (3, 2, 1)]
