"""Reads: what waits, what failed, whether the worker lives, and the log."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.db.models.functions import Lower

from boroughs.access.models import AccessQuerySet
from boroughs.people.models import Contact
from boroughs.programme.calendar import WorkingDays
from boroughs.programme.models import Programme
from config.dates import counted, say
from hub.mail.models import IS_OPEN, NEEDS_A_LOOK, Email, Excess, Heartbeat
from hub.mail.states import Shown, State

LONG_WAIT = timedelta(hours=1)
SILENCE = timedelta(minutes=30)
SENDING_JOB = "tasks.deliver_mail"
CHECKING_JOB = "tasks.queue_chase_ups"
RECONCILING_JOB = "tasks.reconcile_asks"
DIGESTS_JOB = "tasks.send_digests"
# Longer than any run of days that are not working days.
EXCESS_LOOKS_BACK = timedelta(days=60)
# Nobody can be done with account mail: its line leaves the board by itself, or with the next one that leaves.
ACCOUNT_MAIL_TOLD = timedelta(days=14)
GIVEN_UP = NEEDS_A_LOOK & Q(state=State.FAILED, is_refused=False)
_SHOWN = {
    Shown.LOOK: NEEDS_A_LOOK,
    Shown.AWAY: GIVEN_UP,
    Shown.DONE: Q(cleared_at__isnull=False),
    Shown.WAITING: IS_OPEN,
    Shown.SENT: Q(state=State.SENT),
    Shown.WITHDRAWN: Q(state=State.WITHDRAWN),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How the mail stands: how many wait, since when the oldest has, how many failed and need a look."""

    waiting: int
    oldest_waiting_since: datetime | None
    failed: int


def mail_standing(programme: Programme | None = None) -> Standing:
    """Count what waits and what failed, in one query; without a programme, of them all and account mail."""
    emails = Email.objects.all() if programme is None else Email.objects.filter(programme=programme)
    # Only these rows: both parts are in a partial index, however long the log has grown.
    found = emails.filter(IS_OPEN | NEEDS_A_LOOK).aggregate(
        waiting=Count("pk", filter=IS_OPEN),
        oldest=Min("queued_at", filter=IS_OPEN),
        failed=Count("pk", filter=NEEDS_A_LOOK),
    )
    return Standing(found["waiting"], found["oldest"], found["failed"])


@dataclass(frozen=True, slots=True)
class Waiting:
    """The e-mail that has waited longest, and what the mail server last said about it."""

    since: datetime
    server_words: str


def waits_long(programme: Programme, now: datetime) -> Waiting | None:
    """Find the oldest e-mail that has waited over an hour, a programme's or account mail, in one query."""
    found = (
        Email.objects.filter(
            IS_OPEN, Q(programme=programme) | Q(programme=None), queued_at__lt=now - LONG_WAIT
        )
        .order_by("queued_at", "pk")
        .values_list("queued_at", "server_words")
        .first()
    )
    return Waiting(*found) if found else None


def beat_of(job: str, programme: Programme) -> str:
    """Name the sign of life of the part of a job that is for one programme."""
    return f"{job} {programme.pk}"


def silent_since(programme: Programme, now: datetime) -> Mapping[str, datetime]:
    """Tell which jobs, or their parts for a programme, have been silent, and since when, in one query.

    One that has never run is not called so.
    """
    parts = {beat_of(job, programme): job for job in (CHECKING_JOB, RECONCILING_JOB, DIGESTS_JOB)}
    jobs = {SENDING_JOB: SENDING_JOB, **parts}
    rows = Heartbeat.objects.filter(job__in=jobs).values_list("job", "last_began_at", "last_done_at")
    beats = {jobs[job]: done or began for job, began, done in rows}
    return {job: at for job, at in beats.items() if at < now - SILENCE}


def is_never_sent(now: datetime) -> bool:
    """Tell whether an e-mail has been due for long, and no sender has ever run, in two queries at most."""
    overdue = Email.objects.filter(IS_OPEN, due_at__lt=now - SILENCE)
    return not Heartbeat.objects.filter(job=SENDING_JOB).exists() and overdue.exists()


def excesses_of(programme: Programme, today: date, days: WorkingDays) -> list[Excess]:
    """List who was to get more than the cap allows, until the end of the next working day."""
    rows = Excess.objects.filter(programme=programme, day__gt=today - EXCESS_LOOKS_BACK, day__lte=today)
    last = {each.address: each for each in rows.order_by("day")}
    return [each for _, each in sorted(last.items()) if today <= days.add(each.day, 1)]


def account_mail_failed(programme: Programme, now: datetime) -> list[str]:
    """List the addresses of a programme's people whose last e-mail about signing in was not delivered, in one query.

    Account mail belongs to no programme and nobody is shown it; that it failed concerns whoever knows the person.
    """
    people = Contact.objects.filter(programme=programme, is_active=True).exclude(email="")
    mail = Email.objects.filter(is_account_mail=True).annotate(address=Lower("to_address"))
    later = mail.filter(address=OuterRef("address"), pk__gt=OuterRef("pk"))
    failed = mail.filter(NEEDS_A_LOOK, failed_at__gt=now - ACCOUNT_MAIL_TOLD)
    rows = failed.filter(~Exists(later), address__in=people.values(address=Lower("email")))
    return sorted(set(rows.values_list("address", flat=True)))


def mail_log(
    programme: Programme, *, borough: str = "", shown: str = "", words: str = ""
) -> AccessQuerySet[Email]:
    """Select a programme's e-mails, newest first, without their bytes; of a borough, of one sort, with all the words.

    Words are looked for in the subject, the address and the person's name.
    """
    rows = Email.objects.filter(programme=programme).select_related("borough", "contact").defer("raw", "text")
    if borough:
        rows = rows.filter(borough__slug=borough)
    if shown:
        rows = rows.filter(_SHOWN[Shown(shown)])
    for word in words.split():
        rows = rows.filter(
            Q(subject__icontains=word) | Q(to_address__icontains=word) | Q(contact__name__icontains=word)
        )
    return rows


def failed_mail(programme: Programme) -> AccessQuerySet[Email]:
    """Select what could not be delivered, came back or is in doubt, until somebody is done with it."""
    return mail_log(programme, shown=Shown.LOOK)


def given_up(programme: Programme) -> AccessQuerySet[Email]:
    """Select what failed because the mail server was away, or put it off, for too long: nobody refused it."""
    return Email.objects.filter(programme=programme).filter(GIVEN_UP)


@dataclass(frozen=True, slots=True)
class Outage:
    """How many e-mails were given up, the first of them queued at `since`, the last given up at `until`."""

    count: int
    since: datetime
    until: datetime

    def __str__(self) -> str:
        emails = "e-mail" if self.count == 1 else "e-mails"
        first, last = say(self.since), say(self.until)
        when = f"on {first}" if first == last else f"between {first} and {last}"
        why = "the mail server was away or said “later”"
        return f"{counted(self.count).capitalize()} {emails} could not be sent {when}: {why}"


def outage_of(programme: Programme) -> Outage | None:
    """Sum up what was given up and needs a look, in one query; None when nothing was."""
    found = given_up(programme).aggregate(count=Count("pk"), since=Min("queued_at"), until=Max("failed_at"))
    return Outage(**found) if found["count"] else None
