"""Just before chase-ups leave: is each still wanted, and may it leave now? Asked over and over while e-mails go out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import F

from boroughs.asks.kinds import kind_of
from boroughs.asks.models import Ask
from boroughs.asks.selectors import is_with_borough
from boroughs.people.models import Contact
from boroughs.people.states import Position
from boroughs.posts.models import Post
from boroughs.programme.calendar import WorkingDays
from boroughs.programme.models import Programme
from boroughs.programme.selectors import days_of
from config import clock
from hub.chasing.models import ChaseUp, Hold, Sending
from hub.chasing.plan.rhythms import rhythms_of
from hub.chasing.plan.timing import Rhythm, slot_from
from hub.chasing.states import NOTICE_DAYS, Purpose
from hub.mail.kinds import Objection

OVERTAKEN = "It has waited for so long that the days it names may be over. It is written anew."
# What the questions below look at; a sender asks them so often that the other columns would count.
LOOKED_AT = (
    *("is_withdrawn", "rung", "purpose"),
    *(f"ask__{name}" for name in ("borough", "kind", "closed_at", "turn", "turn_reason")),
    *(f"ask__{name}" for name in ("promised_on", "last_safe_on", "answered_on", "answered_precision")),
    *(f"sending__{name}" for name in ("programme", "email", "contact", "sent_for", "is_by_hand")),
    *(f"ask__owner__{name}" for name in ("name", "email", "is_active", "email_rejected_at")),
    "ask__owner__user__is_active",
)


class Leaving(NamedTuple):
    """A chase-up that is about to leave: its e-mail's sending, when that was queued, and its person's address."""

    chase_up: ChaseUp
    sending: Sending
    queued_at: datetime
    written_to: str

    @property
    def ask(self) -> Ask:
        """What it is about."""
        return self.chase_up.ask

    @property
    def is_of_adviser(self) -> bool:
        """Whether it is the borough's adviser who is asked, unless somebody was named."""
        return kind_of(self.ask.kind).asked_of == Position.ADVISER


class Policies(NamedTuple):
    """What a programme's letters go by: the rhythm of each kind of ask, and its working days."""

    rhythms: Mapping[str, Rhythm]
    days: WorkingDays


def objections(emails: Sequence[int]) -> Mapping[int, Objection]:
    """Say what speaks against sending chase-ups now, in a number of queries that does not grow with theirs."""
    rows = ChaseUp.objects.filter(sending__email__in=emails).select_related("ask__owner__user", "sending")
    found = rows.annotate(queued_at=F("sending__email__queued_at"), written_to=F("sending__contact__email"))
    leaving = [
        Leaving(each, each.sending, each.queued_at, each.written_to)
        for each in found.only(*LOOKED_AT).order_by()
        if each.sending is not None
    ]
    programmes = Programme.objects.filter(pk__in={each.sending.programme_id for each in leaving})
    policies = {
        each.pk: Policies(rhythms_of(each), days_of(each)) for each in programmes.defer("loaded_file")
    }
    resting = _resting(leaving, policies)
    return resting | _overtaken(leaving, policies, resting) | _unwanted(leaving)


def _unwanted(leaving: Iterable[Leaving]) -> dict[int, Objection]:
    """Give the reason of each that is not wanted any more."""
    today = clock.today()
    boroughs = {each.ask.borough_id for each in leaving}
    holds = Hold.objects.filter(borough__in=boroughs, lifted_on=None)
    in_force = [hold for hold in holds if hold.is_in_force(today)]
    holders = _holders({each.ask.borough_id for each in leaving if each.is_of_adviser})
    found: dict[int, Objection] = {}
    for each in leaving:
        because = _why_unwanted(each, today, in_force)
        if not because and _is_asked_of_another(each, holders.get(each.ask.borough_id)):
            because = "Somebody else is asked meanwhile."
        if because:
            found[each.sending.email_id] = because
    return found


def _holders(boroughs: Collection[int]) -> Mapping[int, Contact | None]:
    """Find who holds the posts of boroughs."""
    if not boroughs:
        return {}
    posts = Post.objects.filter(borough__in=boroughs).select_related("holder__user")
    return {post.borough_id: post.holder for post in posts}


def _why_unwanted(leaving: Leaving, today: date, holds: Iterable[Hold]) -> str:
    ask, sending = leaving.ask, leaving.sending
    if leaving.chase_up.is_withdrawn:
        return "Another e-mail has gone out in its place."
    if not ask.is_open:
        return "It has been answered meanwhile."
    if not is_with_borough(ask):
        return f"It is our turn meanwhile: the borough {ask.turn_reason}."
    if ask.deferred_until is not None and ask.deferred_until >= sending.sent_for:
        return "An answer has been promised meanwhile."
    if _has_answered_since(leaving):
        return "The borough has said something about it meanwhile."
    if ask.is_past_use(today) and not ask.is_past_use(sending.sent_for):
        return "The last safe day, by which it asks for an answer, has passed meanwhile."
    if any(hold.holds(ask) for hold in holds):
        return "Chasing is held meanwhile."
    return ""


def _has_answered_since(leaving: Leaving) -> bool:
    """Tell whether an answer has come that leaves it open; what was sent by hand or to somebody new has no wait."""
    answered, sending = leaving.ask.answered, leaving.sending
    if answered is None or sending.is_by_hand or leaving.chase_up.purpose == Purpose.HANDOVER:
        return False
    return answered.last_day >= sending.sent_for


def _is_asked_of_another(leaving: Leaving, holder: Contact | None) -> bool:
    """Tell whether somebody was named for the ask since, or took up the post; letters up the ladder stay wanted."""
    if leaving.chase_up.is_letter:
        return False
    ask = leaving.ask
    asked = ask.owner if ask.owner is not None and ask.owner.can_be_written_to else None
    if asked is None and leaving.is_of_adviser and holder is not None:
        asked = holder if holder.can_be_written_to else None
    return asked is not None and leaving.sending.contact_id != asked.pk and asked.email != leaving.written_to


def _overtaken(
    leaving: Iterable[Leaving], policies: Mapping[int, Policies], resting: Mapping[int, Objection]
) -> dict[int, Objection]:
    """Find what might leave, but was written so long ago that days in it may be over: no letter names one sooner."""
    today = clock.today()
    return {
        each.sending.email_id: OVERTAKEN
        for each in leaving
        if each.sending.email_id not in resting
        and today >= policies[each.sending.programme_id].days.add(each.sending.sent_for, NOTICE_DAYS)
    }


def _resting(leaving: Iterable[Leaving], policies: Mapping[int, Policies]) -> dict[int, Objection]:
    """Say from when on those may leave that may not now: a server that was away must not make them go at night.

    What was sent by hand leaves at any time, and so does what was queued again by hand outside the sending hours.
    """
    leaving = [each for each in leaving if not each.sending.is_by_hand]
    now, opens = clock.now(), dict[int, datetime]()
    for each in leaving:
        rhythms, days = policies[each.sending.programme_id]
        email, rhythm = each.sending.email_id, rhythms.get(each.ask.kind, Rhythm())
        slot = slot_from(now, rhythm=rhythm, days=days)
        if slot is None or slot <= now:
            continue
        if slot_from(each.queued_at, rhythm=rhythm, days=days) == each.queued_at:
            opens[email] = max(slot, opens.get(email, slot))
    return dict(opens)
