"""The numbers that the documentation gives are those of the code."""

from datetime import timedelta

from config import nudge
from config.celery import app
from hub.chasing.plan.timing import Rhythm
from hub.mail import delivery, outcomes, rechecking
from hub.mail.states import GIVE_UP_AFTER
from hub.reports.services import LEASE
from tasks.jobs import DELIVERY_SECONDS
from tasks.schedule import MINUTE, SCHEDULE
from tests.docs.pages import DECISIONS, DOCS

ARCHITECTURE = " ".join((DOCS / "architecture.md").read_text().split())
CELERY = " ".join((DECISIONS / "set-celery-to-lose-nothing.md").read_text().split())
OUTBOX = " ".join((DECISIONS / "keep-e-mail-in-an-outbox-of-ready-bytes.md").read_text().split())
CHECKLIST = " ".join((DOCS / "adding-a-kind-of-ask.md").read_text().split())


def test_how_often_jobs_look_is_told_as_it_is() -> None:
    assert "as a sweep every quarter of an hour" in ARCHITECTURE
    assert SCHEDULE["reconcile asks"]["schedule"].minute == {0, 15, 30, 45}  # type: ignore[attr-defined]
    assert "Every minute `hub.chasing.sending.queueing.chase_ups_queue`" in ARCHITECTURE
    assert SCHEDULE["queue chase-ups"]["schedule"] == MINUTE
    assert "the next sweep (mail: 15 seconds)" in ARCHITECTURE
    assert SCHEDULE["deliver mail"]["schedule"] == 15.0


def test_patience_is_told_as_it_is() -> None:
    assert f"for the next {nudge.PAUSE_SECONDS:.0f} seconds at once" in ARCHITECTURE
    assert f"The queue rests for {delivery.SERVER_REST.seconds} seconds at a time" in ARCHITECTURE
    assert f"claims up to {delivery.BATCH} e-mails" in ARCHITECTURE
    assert f"claim up to {delivery.BATCH} for the time of a lease" in OUTBOX
    assert "a tenth of a second before it leaves at most" in ARCHITECTURE
    assert timedelta(seconds=1 / 10) == rechecking.BELIEVED
    assert "waits for it for ten minutes" in ARCHITECTURE
    assert outcomes.PATIENCE_SECONDS == 10 * MINUTE
    assert "up to a second after the e-mail has left" in OUTBOX
    assert delivery.TELL_EVERY_SECONDS == 1
    assert f"after {GIVE_UP_AFTER / timedelta(hours=1):.0f} hours of trying" in ARCHITECTURE
    assert "taken up again after two minutes" in ARCHITECTURE
    assert timedelta(minutes=2) == LEASE
    assert f"delivery ends by itself after {DELIVERY_SECONDS:.0f} seconds" in CELERY
    assert "the visibility timeout (15 minutes)" in CELERY
    assert app.conf.broker_transport_options["visibility_timeout"] == 15 * MINUTE


def test_rhythm_without_a_policy_is_told_as_it_is() -> None:
    assert (
        "ten working days to answer, reminders after two and after five more, and after five more"
        in CHECKLIST
    )
    assert "on Tuesdays to Thursdays between 10:00 and 16:00" in CHECKLIST
    rhythm = Rhythm()
    assert (rhythm.days_to_reply, rhythm.most_reminders, rhythm.sending_days) == (10, 2, frozenset({1, 2, 3}))
    assert (rhythm.first_reminder_after, rhythm.next_reminder_after, rhythm.ring_after) == (2, 5, 5)
    assert (rhythm.sends_from.hour, rhythm.sends_until.hour) == (10, 16)
