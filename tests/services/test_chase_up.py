"""A chase-up that is due leaves by itself: beat, queue, nudge, deliver, SMTP."""

from email.utils import parsedate_to_datetime

from boroughs.asks.models import Ask
from config import clock
from config.clock import LONDON
from hub.mail.models import Email
from hub.mail.states import State
from tests.services.installations import Installation
from tests.services.postbox import Postbox
from tests.services.worlds import leads, waiting_boroughs
from tests.waiting import until


def test_chase_up_that_is_due_reaches_the_mail_server_by_itself(
    installation: Installation, postbox: Postbox
) -> None:
    waiting_boroughs(8)
    installation.start()
    postbox.wait_for(8)
    assert set(postbox.by_recipient()) == leads(8)
    (one,) = (each for each in postbox.arrived() if each.recipient == "lead-3@example.org")
    assert one.subject == "Borough 003: can you contribute files to the review?"
    assert "On 4 December 2006 we asked whether Borough 003 could contribute case files" in one.text
    assert one.headers["From"] == "The Central Service <crossborough@example.org>"
    assert one.headers["To"] == "The audit lead of Borough 003 <lead-3@example.org>"
    assert one.headers["Reply-To"] == "coordinator@example.org"
    assert one.headers["Auto-Submitted"] == "auto-generated"
    assert one.headers["List-Id"].startswith("<chase.london-2006.")
    assert one.headers["MIME-Version"] == "1.0"
    assert parsedate_to_datetime(one.headers["Date"]).astimezone(LONDON).date() == clock.today()
    assert len({each.message_id for each in postbox.arrived()}) == 8

    # The log says the same, and the asks know.
    until(
        lambda: not Email.objects.exclude(state=State.SENT, is_told=True).exists(),
        seconds=60,
        what="all sent",
    )
    assert set(Email.objects.values_list("message_id", flat=True)) == {
        each.message_id for each in postbox.arrived()
    }
    chased = Ask.objects.filter(kind="audit-reply", last_chased_at__isnull=False)
    assert chased.count() == 8
