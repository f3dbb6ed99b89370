"""The welcome to somebody who has taken up a post: whether it is still wanted, and what became of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from boroughs.asks.sources import MONTHLY_UPDATE
from boroughs.history.models import Actor
from boroughs.history.services import Happened, record_all
from boroughs.posts.models import Post
from boroughs.programme.selectors import days_of
from config import clock
from hub.chasing.models import Hold, Sending, Welcome
from hub.chasing.plan.rhythms import rhythms_of
from hub.chasing.plan.timing import Rhythm, slot_from
from hub.chasing.sending.rechecking import objections
from hub.mail.kinds import Objection

WELCOME = "welcome"


class Leaving(NamedTuple):
    """A welcome that is about to leave, with its e-mail's sending."""

    welcome: Welcome
    sending: Sending


def welcomes_objections(emails: Sequence[int]) -> Mapping[int, Objection]:
    """Say what speaks against sending welcomes now, for what is asked in them too."""
    leaving = _of(emails)
    return {**_resting(leaving), **objections(emails), **_unwanted(leaving)}


def _unwanted(leaving: Sequence[Leaving]) -> dict[int, Objection]:
    """Give the reason of each that is not wanted any more."""
    today = clock.today()
    boroughs = [each.welcome.borough_id for each in leaving]
    holders = dict(Post.objects.filter(borough__in=boroughs).values_list("borough", "holder"))
    holds = Hold.objects.filter(borough__in=boroughs, ask=None, lifted_on=None)
    held = {hold.borough_id for hold in holds if hold.is_in_force(today)}
    found: dict[int, Objection] = {}
    for each, sending in leaving:
        contact, because = each.contact, ""
        if holders.get(each.borough_id) != contact.pk:
            because = f"{contact.name} does not hold the post any more."
        elif not each.borough.programme.is_running(today):
            because = "The programme has ended."
        elif each.borough_id in held:
            because = "Chasing is held meanwhile."
        elif each.quiet_until <= today:
            because = "The day that it names has passed meanwhile."
        if because:
            found[sending.email_id] = because
    return found


def _resting(leaving: Sequence[Leaving]) -> dict[int, Objection]:
    """Say from when on welcomes may leave that may not now: they keep to the sending hours of the monthly update.

    What was sent by hand leaves at any time.
    """
    now = clock.now()
    slots: dict[int, datetime | None] = {}
    for programme in {each.welcome.borough.programme for each in leaving}:
        rhythm = rhythms_of(programme).get(MONTHLY_UPDATE.name, Rhythm())
        slots[programme.pk] = slot_from(now, rhythm=rhythm, days=days_of(programme))
    due_at = {
        sending.email_id: slots[welcome.borough.programme_id]
        for welcome, sending in leaving
        if not sending.is_by_hand
    }
    return {email: slot for email, slot in due_at.items() if slot is not None and slot > now}


def welcomes_record(moments: Mapping[int, datetime]) -> None:
    """Write into the history that these have left."""
    happened = [
        Happened(welcome, "welcome-send", f"Welcome sent to {welcome.contact.name}", {}, {})
        for welcome, _ in _of(list(moments))
    ]
    record_all(happened, by=Actor.system())


def welcomes_free(emails: Collection[int]) -> None:
    """Free the welcomes of e-mails that did not leave or arrive, so that the next plan can take them up."""
    Welcome.objects.filter(sending__email__in=emails).update(is_withdrawn=True)


def _of(emails: Sequence[int]) -> list[Leaving]:
    rows = Welcome.objects.filter(sending__email__in=emails)
    rows = rows.select_related("contact__user", "borough__programme", "sending")
    return [Leaving(each, each.sending) for each in rows if each.sending is not None]
