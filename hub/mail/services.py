"""Queue an e-mail, withdraw it. Sending itself is `delivery`'s; what did not arrive, `undelivered`'s."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import transaction

from boroughs.history.models import Actor
from boroughs.history.services import Refused, record
from boroughs.people.models import Contact
from boroughs.programme.models import Borough, Programme
from config import clock
from config.locking import lock
from config.nudge import nudge
from hub.mail import kinds
from hub.mail.cap import queue_within_cap
from hub.mail.message import Letter, build
from hub.mail.models import DoubtfulMail, Email, Excess

DELIVER = "tasks.deliver_mail"
MASK = "•••••"
ACCOUNT_TEXT = "The text of messages about signing in is not kept."


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An e-mail to be queued: a letter, what it belongs to, and what its log must not show.

    `secrets` (an answer token, say) are masked in the log; bytes that carry one are erased once they have
    left.
    """

    kind: str
    letter: Letter
    programme: Programme | None = None
    borough: Borough | None = None
    contact: Contact | None = None
    secrets: tuple[str, ...] = ()


@transaction.atomic
def email_queue(
    *,
    kind: str,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    to_name: str = "",
    from_name: str = "",
    reply_to: str = "",
    programme: Programme | None = None,
    borough: Borough | None = None,
    contact: Contact | None = None,
    secrets: tuple[str, ...] = (),
) -> Email:
    """Queue one e-mail; it leaves once this transaction has committed.

    Refused when the person has had enough for today; the other errors are those of `emails_queue`.
    """
    letter = Letter(
        to=to, subject=subject, text=text, html=html, to_name=to_name, from_name=from_name, reply_to=reply_to
    )
    draft = Draft(
        kind=kind, letter=letter, programme=programme, borough=borough, contact=contact, secrets=secrets
    )
    [email] = emails_queue(drafts=[draft])
    if email is None:
        raise Refused(
            f"{to} has had {settings.EMAIL_DAILY_CAP} e-mails today. Write to them tomorrow, or ring."
        )
    return email


@transaction.atomic
def emails_queue(*, drafts: Iterable[Draft]) -> list[Email | None]:
    """Queue e-mails with their final bytes, in a constant number of queries; answers them in the drafts' order.

    None stands where the person has had as many e-mails today as the cap allows: it is not queued, and the
    coordinator is told on the board. ValueError for an address that cannot be written to, LookupError for a kind
    that nobody registered.
    """
    rows = [_row(draft) for draft in drafts]
    queue_within_cap(rows)
    queued = [row if row.pk else None for row in rows]
    beyond = [row for row in rows if not row.pk and row.programme is not None]
    for programme in {row.programme for row in beyond if row.programme}:
        of_its = [(row.to_address, row.subject) for row in beyond if row.programme == programme]
        excess_tell(programme=programme, beyond=of_its)
    if any(queued):
        nudge(DELIVER)
    return queued


def excess_tell(*, programme: Programme, beyond: Iterable[tuple[str, str]]) -> None:
    """Note once a day for each address that an e-mail was beyond the cap; `beyond` are addresses and subjects."""
    day = clock.today()
    rows = [
        Excess(programme=programme, address=address.lower(), day=day, subject=subject)
        for address, subject in beyond
    ]
    Excess.objects.bulk_create(rows, ignore_conflicts=True)


def _row(draft: Draft) -> Email:
    kind = kinds.kind_named(draft.kind)
    is_account_mail = kind is kinds.ACCOUNT
    at = clock.now()
    built = build(_addressed(draft), at=at)
    return Email(
        programme=draft.programme,
        borough=draft.borough,
        contact=draft.contact,
        kind=kind.name,
        is_account_mail=is_account_mail,
        is_confidential=is_account_mail or bool(draft.secrets),
        from_address=built.from_address,
        to_address=built.to_address,
        subject=_masked(built.subject, draft.secrets),
        message_id=built.message_id,
        text=ACCOUNT_TEXT if is_account_mail else _masked(built.text, draft.secrets),
        queued_at=at,
        due_at=at,
        raw=built.raw,
    )


def _addressed(draft: Draft) -> Letter:
    """Give the letter its programme's sender and list, unless it names its own."""
    programme, letter = draft.programme, draft.letter
    if programme is None:
        return letter
    return replace(
        letter,
        from_name=letter.from_name or programme.coordinating_organisation,
        list_name=letter.list_name or f"{draft.kind}.{programme.slug}",
    )


def _masked(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        text = text.replace(secret, MASK)
    return text


@transaction.atomic
def doubtful_choose(*, programme: Programme, is_held: bool, by: Actor) -> DoubtfulMail:
    """Choose what becomes of e-mails that may have arrived: hold them for a person to look, or send them again."""
    choice, _ = lock(DoubtfulMail.objects.all()).get_or_create(programme=programme)
    if choice.is_held != is_held:
        choice.is_held = is_held
        choice.save(update_fields=["is_held"])
        summary = f"E-mails that may have arrived are {choice}"
        record(subject=choice, verb="doubtful-choose", summary=summary, by=by, is_private=True)
    return choice
