"""Write chase-ups: queue what is due, and keep the asks in step with what became of each e-mail."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from boroughs.asks.chased import Chased, asks_chased
from boroughs.asks.models import Ask
from boroughs.history.models import Actor
from boroughs.history.services import About, Happened, record_all
from boroughs.programme.locking import programme_locked, programmes_of_locked
from boroughs.programme.models import Programme
from config.clock import LONDON
from hub.answers.services import MadeLink, links_make, links_revoke
from hub.answers.tokens import placeholder
from hub.chasing.letters.bundles import Bundle, bundles
from hub.chasing.models import ChaseUp, Sending, Welcome, Wording
from hub.chasing.selectors import whole_plan
from hub.chasing.sending.rechecking import objections
from hub.chasing.sending.undelivered import still_asked
from hub.chasing.sending.welcomes import WELCOME, welcomes_free, welcomes_objections, welcomes_record
from hub.chasing.states import Purpose
from hub.mail.cap import addresses_full
from hub.mail.kinds import Failure, MailKind
from hub.mail.message import Letter
from hub.mail.services import Draft, emails_queue, excess_tell

CHASE = "chase"
BY_HAND = "Sent by hand."


@transaction.atomic
def chase_ups_queue(*, programme: Programme, now: datetime) -> int:
    """Queue one e-mail for each person to whom something is due, and answer how many.

    The programme's row is locked, so that two senders follow one another; the unique rows (person and day, ask and
    step) hold even without it. Nothing is due outside the sending hours.
    """
    programme = programme_locked(programme.pk)
    plan = whole_plan(programme, now)
    going = bundles(programme, plan.asks, plan.welcomes, until=now)
    # Who has had enough for today gets it tomorrow: without a row here it is planned again.
    full = addresses_full(bundle.recipient.email for bundle in going)
    beyond = [bundle for bundle in going if bundle.recipient.email.lower() in full]
    excess_tell(programme=programme, beyond=[(each.recipient.email, each.words.subject) for each in beyond])
    going = [bundle for bundle in going if bundle not in beyond]
    return len(bundles_queue(programme=programme, going=going, now=now))


def bundles_queue(
    *, programme: Programme, going: Sequence[Bundle], now: datetime, is_by_hand: bool = False
) -> list[Sending]:
    """Queue e-mails with a link for each ask, and note what each is for; for verbs that hold the programme's row.

    What is beyond the daily cap after all is left out of the answer.
    """
    today = now.astimezone(LONDON).date()
    asked = [(each.ask, bundle.recipient) for bundle in going for each in bundle.planned]
    links = links_make(wanted=asked, now=now)
    emails = emails_queue(drafts=[_draft(programme, bundle, links) for bundle in going])
    leaving = [(bundle, email) for bundle, email in zip(going, emails, strict=True) if email is not None]
    sendings = Sending.objects.bulk_create(
        Sending(
            programme=programme,
            contact=bundle.recipient,
            address=bundle.recipient.email,
            sent_for=today,
            email=email,
            is_by_hand=is_by_hand,
        )
        for bundle, email in leaving
    )
    ChaseUp.objects.bulk_create(
        ChaseUp(
            ask=each.ask,
            step=each.step,
            purpose=each.purpose,
            hold=each.hold if each.purpose == Purpose.COURTESY else None,
            sending=sending,
            rung=each.rung or "",
            is_first=each.is_first,
            name=each.step_name,
            # Why it goes on which day is planned; by hand it went on another.
            why=BY_HAND if is_by_hand else each.why,
            link=links[each.ask.pk].link,
        )
        for sending, (bundle, _) in zip(sendings, leaving, strict=True)
        for each in bundle.planned
    )
    for sending, (bundle, _) in zip(sendings, leaving, strict=True):
        if bundle.wording is not None:
            Wording.objects.filter(pk=bundle.wording.pk).update(sending=sending)
    Welcome.objects.bulk_create(
        Welcome(
            borough=bundle.welcome.borough,
            contact=bundle.welcome.contact,
            sending=sending,
            quiet_until=bundle.welcome.quiet_until,
        )
        for sending, (bundle, _) in zip(sendings, leaving, strict=True)
        if bundle.welcome is not None
    )
    return sendings


def _draft(programme: Programme, bundle: Bundle, links: Mapping[int, MadeLink]) -> Draft:
    """Make the e-mail of a bundle, its links in the place of what stands for them in the words."""
    to, text, html = bundle.recipient, bundle.words.text, bundle.words.html
    tokens = []
    for each in bundle.planned:
        token = links[each.ask.pk].token
        tokens.append(token.words)
        text = text.replace(placeholder(each.ask.pk), token.address)
        html = html.replace(placeholder(each.ask.pk), token.address)
    letter = Letter(
        to=to.email,
        to_name=to.name,
        subject=bundle.words.subject,
        text=text,
        html=html,
        reply_to=bundle.reply_to,
    )
    return Draft(
        kind=WELCOME if bundle.welcome else CHASE,
        letter=letter,
        programme=programme,
        borough=bundle.borough,
        contact=to,
        secrets=tuple(tokens),
    )


class Left(NamedTuple):
    """A chase-up that has left: of what is kept of it, what is told."""

    ask: int
    borough: int
    step_name: str
    is_first: bool
    email: int
    contact: int
    contact_name: str


def chase_ups_sent(moments: Mapping[int, datetime]) -> None:
    """Keep on the asks that their chase-ups have left; `moments` are those of many e-mails, by id."""
    rows = ChaseUp.objects.filter(sending__email__in=moments.keys()).order_by("pk")
    columns = (
        *("ask", "ask__borough", "name", "is_first"),
        *("sending__email", "sending__contact", "sending__contact__name"),
    )
    left = [Left(*row) for row in rows.values_list(*columns)]
    programmes = programmes_of_locked({each.borough for each in left})
    asks_chased(Chased(each.ask, each.contact, moments[each.email], is_first=each.is_first) for each in left)
    record_all(
        (
            Happened(
                About(Ask, each.ask, programmes[each.borough], each.borough),
                "chase-up-send",
                f"{each.step_name} sent to {each.contact_name}",
                {},
                {"email": each.email},
            )
            for each in left
        ),
        by=Actor.system(),
    )


def welcomes_sent(moments: Mapping[int, datetime]) -> None:
    """Keep on the asks that they were handed over, and in the history that somebody was welcomed."""
    chase_ups_sent(moments)
    welcomes_record(moments)


def chase_up_withdrawn(email: int, because: str) -> None:
    """Free the steps of an e-mail that did not leave, so that the next plan can take them up; its links end."""
    _free([email])


def chase_ups_write_anew(emails: Sequence[int]) -> set[int]:
    """Free the steps of e-mails that did not arrive, but for those of which nothing is asked any more."""
    wanted = set(still_asked(emails).values_list("sending__email", flat=True))
    _free(wanted)
    return wanted


def welcomes_write_anew(emails: Sequence[int]) -> set[int]:
    """Free welcomes that did not arrive, with all that was asked in them."""
    _free(emails)
    return set(emails)


def _free(emails: Collection[int]) -> None:
    welcomes_free(emails)
    Sending.objects.filter(email__in=emails).update(is_withdrawn=True)
    chase_ups = ChaseUp.objects.filter(sending__email__in=emails)
    chase_ups.update(is_withdrawn=True)
    links_revoke(chase_ups.exclude(link=None).values_list("link", flat=True))


def chase_up_failed(email: int, failure: Failure) -> None:
    """Free the steps when it is the address that the server rejected: the next in line is asked the same.

    Whose address was corrected meanwhile is asked there.
    """
    if failure.is_about_address:
        chase_up_withdrawn(email, failure.words)


CHASE_MAIL = MailKind(
    name=CHASE,
    objections=objections,
    sent=chase_ups_sent,
    failed=chase_up_failed,
    withdrawn=chase_up_withdrawn,
    write_anew=chase_ups_write_anew,
)

WELCOME_MAIL = MailKind(
    name=WELCOME,
    objections=welcomes_objections,
    sent=welcomes_sent,
    failed=chase_up_failed,
    withdrawn=chase_up_withdrawn,
    write_anew=welcomes_write_anew,
)
