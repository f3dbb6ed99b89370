"""Make answer links, revoke them, and take an answer through one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction

from boroughs.asks.correcting import reply_correct
from boroughs.asks.kinds import Answer
from boroughs.asks.models import Ask, Reply
from boroughs.asks.replying import reply_record
from boroughs.asks.states import ANSWERED_BY, REFER
from boroughs.history.models import Actor
from boroughs.history.services import Refused
from boroughs.history.states import Door
from boroughs.people.models import Contact
from boroughs.programme.locking import borough_locked
from boroughs.programme.models import Programme
from config import clock
from config.addresses import mailbox_of
from config.clock import LONDON
from config.dates import counted
from config.locking import lock
from hub.answers.letters import COPY, copies
from hub.answers.models import AnswerLink
from hub.answers.tokens import Token, new_token
from hub.mail.kinds import MailKind
from hub.mail.services import emails_queue

LASTS = timedelta(days=60)
LASTS_BEYOND_PROGRAMME = timedelta(days=14)
NAME_LENGTH = 200
# What one link can have written to whomever it names: a link gets passed on, and is no mailer.
MOST_COPIES = 3
MOST_REFERRALS = 3

COPY_MAIL = MailKind(name=COPY)


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A link with its token, which is in nobody's hands yet and is not kept."""

    link: AnswerLink
    token: Token


def expires_at(programme: Programme, now: datetime) -> datetime:
    """Say when a link made now ends: after 60 days, and two weeks after the programme at the latest."""
    day_after = programme.ends_on + LASTS_BEYOND_PROGRAMME + timedelta(days=1)
    return min(now + LASTS, datetime.combine(day_after, time(), LONDON))


@transaction.atomic
def links_make(*, wanted: Iterable[tuple[Ask, Contact]], now: datetime) -> Mapping[int, MadeLink]:
    """Make a link for each ask and the person it is asked of, in one statement; answer them by the ask's id."""
    made = []
    for ask, contact in wanted:
        token = new_token()
        link = AnswerLink(
            ask=ask,
            contact=contact,
            digest=token.digest,
            made_at=now,
            expires_at=expires_at(ask.borough.programme, now),
        )
        made.append(MadeLink(link, token))
    AnswerLink.objects.bulk_create([each.link for each in made])
    return {each.link.ask_id: each for each in made}


def links_revoke(links: Iterable[int]) -> None:
    """End links before their time, such as those of an e-mail that is not sent after all."""
    AnswerLink.objects.filter(pk__in=list(links), revoked_at=None).update(revoked_at=clock.now())


def said_by(link: AnswerLink, typed: str) -> str:
    """Say who answered: the person who was asked, or somebody to whom the link was passed on."""
    asked, typed = link.contact.name, " ".join(typed.split())
    if typed.casefold() in {"", asked.casefold()}:
        return asked
    return f"Asked of {asked}{ANSWERED_BY}{typed}"[:NAME_LENGTH]


def actor_of(link: AnswerLink, typed: str) -> Actor:
    """Tell who is acting, for the history: somebody of the borough, through an e-mailed link."""
    return Actor(None, Door.LINK, said_by(link, typed), is_of_borough=True)


@transaction.atomic
def link_answer(
    *,
    link: AnswerLink,
    answer: Answer,
    answered_by: str,
    copy_to: str = "",
    seen_version: int | None = None,
    seen_reply: int | None = None,
) -> Reply:
    """Take an answer through a link; once the ask has closed by one, take another as its correction.

    Whoever was asked gets a copy when somebody else answered, and so does the address that was typed. An answer that
    repeats the one that is there, as a second tap does, changes nothing. Refused when the link has ended, when
    another answer came through it meanwhile (`seen_reply` is the one that the person saw), and as `reply_record`
    and `reply_correct` are; and for more copies or referrals than one link can have.
    """
    borough_locked(link.ask.borough_id)
    rows = AnswerLink.objects.select_related("ask__borough__programme", "contact__user", "reply__change")
    link = lock(rows).get(pk=link.pk)
    now = clock.now()
    if not link.is_open(now):
        raise Refused("This link has ended. Ring the coordinator, or reply to the e-mail.")
    if link.reply is not None and link.reply_id != seen_reply:
        if link.reply.choice == answer.choice:
            return link.reply
        raise Refused(
            f"“{link.reply.choice_label}” was recorded through this link meanwhile. Send your answer again to "
            "replace it."
        )
    by = actor_of(link, answered_by)
    copy_to = "" if mailbox_of(copy_to) == mailbox_of(link.contact.email) else copy_to.strip()
    _count(link, answer, copy_to)
    if link.ask.is_open:
        reply = reply_record(ask=link.ask, answer=answer, by=by, seen_version=seen_version)
    else:
        assert link.reply is not None  # noqa: S101 - a link whose ask has closed is open only with its answer
        reply = reply_correct(reply=link.reply, answer=answer, by=by)
    link.reply, link.used_at = reply, now
    link.save(update_fields=["reply", "used_at", "copies", "referrals"])
    if copy_to or by.name != link.contact.name:
        emails_queue(drafts=copies(link, reply, copy_to=copy_to))
    return reply


def _count(link: AnswerLink, answer: Answer, copy_to: str) -> None:
    """Count what goes to whomever it names; Refused beyond what one link can have."""
    if copy_to and link.copies >= MOST_COPIES:
        raise Refused(
            f"{counted(MOST_COPIES).capitalize()} copies were sent through this link already. Leave this empty, and "
            "forward a copy that you have.",
            field="copy_to",
        )
    if answer.choice == REFER and link.referrals >= MOST_REFERRALS:
        raise Refused(
            f"{counted(MOST_REFERRALS).capitalize()} others were named through this link already. Ring the "
            "coordinator, or reply to the e-mail.",
            field="refer_to_email",
        )
    link.copies += bool(copy_to)
    link.referrals += answer.choice == REFER
