"""Just before each e-mail leaves: is it still wanted? Asked thousands of times in a row, so mostly by one short query.

That query only tells the plain case, in which everything is as it was when the e-mail was queued. Whatever is not plain
is looked at row by row, and gets its reason in words.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from boroughs.asks.kinds import kind_of, kinds
from boroughs.asks.services import is_with_borough
from boroughs.asks.states import Turn
from boroughs.people.models import Contact
from boroughs.people.states import Position
from boroughs.posts.models import Post
from boroughs.programme.calendar import WorkingDays
from boroughs.programme.selectors import days_of
from config import clock
from hub.chasing.models import ChaseUp, Hold
from hub.chasing.selectors import rhythms_of
from hub.chasing.states import is_letter
from hub.chasing.timing import Rhythm, slot_from

# Stands for the e-mail in the query that is kept.
_THE_EMAIL = -1_000_000_007


def no_longer_wanted(emails: Sequence[int]) -> Mapping[int, str]:
    """Say which chase-ups are not to leave any more, and why: asked by the sender right before each."""
    today = clock.today()
    unclear = [email for email in emails if not is_plainly_wanted(email, today)]
    return reasons(unclear, today) if unclear else {}


def is_plainly_wanted(email: int, today: date) -> bool:
    """Tell whether nothing at all speaks against it, in one query; False only means to look closer."""
    sql, parameters = _question(today)
    with connection.cursor() as cursor:
        cursor.execute(sql, [email if each == _THE_EMAIL else each for each in parameters])
        return all(is_plain for (is_plain,) in cursor.fetchall())


@lru_cache(maxsize=1)
def _question(today: date) -> tuple[str, tuple[Any, ...]]:
    """Write the query down once a day: putting it together takes Django longer than the database takes to answer."""
    held = Hold.objects.filter(
        Q(ask=None) | Q(ask=OuterRef("ask")),
        Q(ends_on=None) | Q(ends_on__gte=today),
        borough=OuterRef("ask__borough"),
        lifted_on=None,
        begins_on__lte=today,
    )
    held_by_another = Post.objects.filter(borough=OuterRef("ask__borough"), holder__isnull=False).exclude(
        holder=OuterRef("sending__contact")
    )
    is_plain = Q(
        Q(sending__contact__user=None) | Q(sending__contact__user__is_active=True),
        Q(ask__promised_on=None) | Q(ask__promised_on__lt=F("sending__sent_for")),
        # What another person is asked now is looked at closely, and so are letters up the ladder about it.
        Q(ask__owner=None) | Q(ask__owner=F("sending__contact")),
        ~Q(ask__kind__in=_of_advisers()) | ~Exists(held_by_another),
        ~Exists(held),
        ~Q(sending__address=""),
        sending__contact__is_active=True,
        sending__contact__email=F("sending__address"),
        sending__contact__email_rejected_at=None,
        ask__closed_at=None,
        ask__turn=Turn.BOROUGH,
        is_withdrawn=False,
    )
    rows = ChaseUp.objects.filter(sending__email=_THE_EMAIL).order_by()
    return rows.values_list(Case(When(is_plain, then=Value(1)), default=Value(0))).query.sql_with_params()


def reasons(emails: Sequence[int], today: date) -> Mapping[int, str]:
    """Look closer, in three queries however many there are: give the reason of each that is not wanted any more."""
    found: dict[int, str] = {}
    rows = list(
        ChaseUp.objects.filter(sending__email__in=emails).select_related(
            "ask__owner__user", "sending__contact__user"
        )
    )
    boroughs = {each.ask.borough_id for each in rows}
    holds = [
        hold for hold in Hold.objects.filter(borough__in=boroughs, lifted_on=None) if hold.is_in_force(today)
    ]
    posts = Post.objects.filter(borough__in=boroughs).select_related("holder__user")
    holders = {post.borough_id: post.holder for post in posts}
    for chase_up in rows:
        contact, ask = chase_up.sending.contact, chase_up.ask
        because = ""
        if chase_up.is_withdrawn:
            because = "Another e-mail has gone out in its place."
        elif not contact.can_be_written_to or contact.email != chase_up.sending.address:
            because = f"{contact.name} is not to be written to there any more."
        elif not ask.is_open:
            because = "It has been answered meanwhile."
        elif not is_with_borough(ask):
            because = f"It is our turn meanwhile: the borough {ask.turn_reason}."
        elif ask.promised_on is not None and ask.promised_on >= chase_up.sending.sent_for:
            because = "An answer has been promised meanwhile."
        elif any(hold.holds(ask) for hold in holds):
            because = "Chasing is held meanwhile."
        elif _is_asked_of_another(chase_up, holders.get(ask.borough_id)):
            because = "Somebody else is asked meanwhile."
        if because:
            found[chase_up.sending.email_id] = because
    return found


def _of_advisers() -> list[str]:
    return [kind.name for kind in kinds() if kind.asked_of == Position.ADVISER]


def _is_asked_of_another(chase_up: ChaseUp, holder: Contact | None) -> bool:
    """Tell whether somebody was named for the ask since, or took up the post; letters up the ladder stay wanted."""
    if is_letter(chase_up.name):
        return False
    ask, owner = chase_up.ask, chase_up.ask.owner
    asked = owner if owner is not None and owner.can_be_written_to else None
    if asked is None and kind_of(ask.kind).asked_of == Position.ADVISER and holder is not None:
        asked = holder if holder.can_be_written_to else None
    contact = chase_up.sending.contact
    return asked is not None and asked.pk != contact.pk and asked.email != contact.email


def not_before(emails: Sequence[int]) -> Mapping[int, datetime]:
    """Say from when on chase-ups may leave that may not now: a server that was away must not make them go at night.

    What was queued outside the sending hours was sent by hand, and leaves at any time.
    """
    rows = ChaseUp.objects.filter(sending__email__in=emails).select_related("sending__programme", "ask")
    now, found = clock.now(), dict[int, datetime]()
    hours: dict[int, tuple[Mapping[str, Rhythm], WorkingDays]] = {}
    for each in rows.annotate(queued_at=F("sending__email__queued_at")):
        programme, email = each.sending.programme, each.sending.email_id
        if programme.pk not in hours:
            hours[programme.pk] = rhythms_of(programme), days_of(programme)
        rhythms, days = hours[programme.pk]
        rhythm = rhythms.get(each.ask.kind, Rhythm())
        slot = slot_from(now, rhythm=rhythm, days=days)
        is_by_hand = slot_from(each.queued_at, rhythm=rhythm, days=days) != each.queued_at
        if slot is not None and slot > now and not is_by_hand:
            found[email] = max(slot, found.get(email, slot))
    return found
