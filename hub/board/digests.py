"""The coordinator's Monday digest: what changed, what needs her, what goes out this week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Min
from django.template.loader import render_to_string
from django.urls import reverse

from boroughs.history.models import Change
from boroughs.people.models import Contact
from boroughs.people.states import Position
from boroughs.programme.locking import programme_locked
from boroughs.programme.models import Programme
from boroughs.programme.selectors import days_of, referral_words
from config.clock import LONDON
from config.dates import counted, listed
from config.site.components import Task
from hub.board.happenings import Happenings, happenings
from hub.board.models import Digest
from hub.board.needs import needs_of
from hub.board.states import A_WEEK, DigestKind, digest_due_at, monday_of, period_due
from hub.chasing.letters.bundles import Bundle, bundles
from hub.chasing.selectors import Plan, whole_plan
from hub.mail.kinds import MailKind
from hub.mail.message import Letter
from hub.mail.services import Draft, emails_queue

DIGEST = "digest"
DIGEST_MAIL = MailKind(name=DIGEST)
# Of what the board says: a digest lists itself what goes out, and as the worker writes it, that is not silent.
NOT_TOLD = frozenset({"Going out", "Silent"})


@dataclass(frozen=True, slots=True)
class Leaving:
    """One e-mail that goes out: when, to whom, about what."""

    at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a digest tells."""

    since: datetime
    changes: Sequence[Happenings]
    needs: Sequence[Task]
    going: Sequence[Leaving]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.changes or self.needs or self.going)

    @property
    def subject(self) -> str:
        """Say the most important thing in the subject."""
        many = sum(task.stands_for for task in self.needs)
        if not many:
            return "Your week: nothing needs you"
        what = "matter needs" if many == 1 else "matters need"
        return f"{counted(many).capitalize()} {what} you"


@transaction.atomic
def digests_queue(*, programme: Programme, now: datetime) -> int:
    """Queue the digest that is due for each coordinator who has not had it; answers how many e-mails that makes.

    Decided from rows and the clock: it may run as often as it likes, and after an outage there is one, not one for
    each week. The programme's row is locked, so that two at once follow one another.
    """
    days = days_of(programme)
    period = period_due(now, days)
    if period is None or not programme.is_running(now.astimezone(LONDON).date()):
        return 0
    contacts = _waiting(programme, period)
    if not contacts:
        return 0
    programme = programme_locked(programme.pk)
    contacts = _waiting(programme, period)
    due_at, begun_at = digest_due_at(period, days), _begun_at(programme)
    if begun_at is None or begun_at >= due_at:
        # It was not here yet when that digest was due; its first one comes on the next Monday.
        return 0
    plan = whole_plan(programme, now)
    told_until = dict(
        Digest.objects.filter(contact__in=contacts).values_list("contact").annotate(last=Max("made_at"))
    )
    drafts: list[tuple[Contact, Draft | None]] = []
    for contact in contacts:
        since = told_until.get(contact.pk) or due_at - A_WEEK
        contents = digest_contents(programme, plan, since=since, now=now)
        drafts.append((contact, None if contents.is_empty else _draft(programme, contact, contents)))
    emails = iter(emails_queue(drafts=[draft for _, draft in drafts if draft is not None]))
    queued = [(contact, draft, next(emails) if draft is not None else None) for contact, draft in drafts]
    digests = Digest.objects.bulk_create(
        Digest(
            programme=programme,
            contact=contact,
            kind=DigestKind.MONDAY,
            period_on=period,
            made_at=now,
            email=email,
        )
        for contact, draft, email in queued
        # Whoever has had enough e-mails for today has no row, and so gets it tomorrow.
        if draft is None or email is not None
    )
    return sum(digest.email is not None for digest in digests)


def _waiting(programme: Programme, period: date) -> list[Contact]:
    """Find the coordinators who can be written to and have not had the digest of that week."""
    had = Digest.objects.filter(kind=DigestKind.MONDAY, period_on=period).values("contact")
    rows = Contact.objects.filter(programme=programme, position=Position.COORDINATOR).exclude(pk__in=had)
    return [contact for contact in rows.select_related("user").order_by("pk") if contact.can_be_written_to]


def _begun_at(programme: Programme) -> datetime | None:
    first: datetime | None = Change.objects.filter(programme=programme).aggregate(first=Min("at"))["first"]
    return first


def digest_contents(programme: Programme, plan: Plan, *, since: datetime, now: datetime) -> Contents:
    """Put together what a digest tells, in a number of queries that does not grow with the boroughs."""
    going = [
        _going(each)
        for each in bundles(programme, plan.asks, plan.welcomes)
        if each.send_at < _end_of_week(now)
    ]
    needs = needs_of(programme, plan.asks, now, plan.welcomes)
    needs = [task for task in needs if task.status not in NOT_TOLD]
    return Contents(since, happenings(programme, since, now), needs, going)


def _end_of_week(now: datetime) -> datetime:
    monday = monday_of(now.astimezone(LONDON).date()) + timedelta(days=7)
    return datetime(monday.year, monday.month, monday.day, tzinfo=LONDON)


def _going(bundle: Bundle) -> Leaving:
    boroughs = listed(sorted({bundle.borough.name, *(each.ask.borough.name for each in bundle.planned)}))
    steps = listed(sorted({name.lower() for name in bundle.step_names}))
    # Where people are named by their role, the name says of which borough they are.
    where = "" if boroughs in bundle.recipient.name else f" ({boroughs})"
    return Leaving(bundle.send_at, f"{bundle.recipient.name}{where}: {steps}")


def _draft(programme: Programme, contact: Contact, contents: Contents) -> Draft:
    context = {
        "programme": programme,
        "to": contact,
        "contents": contents,
        "subject": contents.subject,
        "site_url": settings.SITE_URL,
        "board": f"{settings.SITE_URL}{reverse('board', args=[programme.slug])}",
        "chasing": f"{settings.SITE_URL}{reverse('chasing', args=[programme.slug])}",
        "referral": referral_words(programme),
    }
    letter = Letter(
        to=contact.email,
        to_name=contact.name,
        subject=f"{programme.title}: {contents.subject[0].lower()}{contents.subject[1:]}",
        text=render_to_string("board/letters/digest.txt", context),
        html=render_to_string("board/letters/digest.html", context),
    )
    return Draft(kind=DIGEST, letter=letter, programme=programme, contact=contact)
