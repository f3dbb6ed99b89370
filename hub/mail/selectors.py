"""Reads: what waits, what failed, and the log."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, QuerySet

from boroughs.programme.models import Programme
from hub.mail.models import IS_OPEN, IS_TROUBLED, Email


@dataclass(frozen=True, slots=True)
class Standing:
    """How the mail stands: how many wait, since when the oldest has, how many failed."""

    waiting: int
    oldest_waiting_since: datetime | None
    failed: int


def mail_standing(programme: Programme | None = None) -> Standing:
    """Count what waits and what failed, in one query; without a programme, of them all and account mail."""
    emails = Email.objects.all() if programme is None else Email.objects.filter(programme=programme)
    # Only these rows: both parts are in a partial index, however long the log has grown.
    found = emails.filter(IS_OPEN | IS_TROUBLED).aggregate(
        waiting=Count("pk", filter=IS_OPEN),
        oldest=Min("queued_at", filter=IS_OPEN),
        failed=Count("pk", filter=IS_TROUBLED),
    )
    return Standing(found["waiting"], found["oldest"], found["failed"])


def mail_log(programme: Programme) -> QuerySet[Email]:
    """Select a programme's e-mails, newest first, without their bytes."""
    return Email.objects.filter(programme=programme).select_related("borough", "contact").defer("raw")


def failed_mail(programme: Programme) -> QuerySet[Email]:
    """Select what could not be delivered, or came back, for somebody to look at."""
    return mail_log(programme).filter(IS_TROUBLED)
