"""Stop chasing: hold an ask or a borough, lift a hold, and withdraw what we should not have asked."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction

from boroughs.asks.locking import ask_locked
from boroughs.asks.models import Ask
from boroughs.asks.stopping import ask_withdraw, pause_settle
from boroughs.history.models import Actor
from boroughs.history.services import Refused, record
from boroughs.people.models import Contact
from boroughs.people.selectors import coordinator_of
from boroughs.programme.locking import borough_locked
from boroughs.programme.models import Borough
from boroughs.programme.selectors import days_of, referral_words
from config import clock
from config.dates import say
from config.locking import lock
from hub.chasing.models import Hold
from hub.chasing.states import AFTER_FIELDWORK_DAYS, REPLIED_DAYS, HoldKind
from hub.mail.kinds import MailKind
from hub.mail.message import Letter
from hub.mail.services import Draft, emails_queue
from hub.mail.states import State

ONE_DAY = timedelta(days=1)
NOTE = "note"
NOTE_MAIL = MailKind(name=NOTE)


class Told(NamedTuple):
    """Who is told by e-mail of our mistake, and who cannot be: left, with a refused address, or beyond the cap."""

    by_email: Sequence[Contact]
    not_by_email: Sequence[Contact]


@transaction.atomic
def hold_place(
    *,
    borough: Borough,
    ask: Ask | None,
    kind: HoldKind,
    by: Actor,
    ends_on: date | None = None,
    fieldwork_ends_on: date | None = None,
    reason: str = "",
) -> Hold:
    """Hold the chasing of one ask, or (without one) of everything of a borough, from today on.

    A reply to be recorded later holds five working days, an inspection until ten working days after its fieldwork;
    the others until `ends_on`, or until lifted. A pause that the borough asked for is decided by it. Refused for an
    end in the past, and for an inspection without the end of its fieldwork.
    """
    borough = borough_locked(borough.pk)
    today, days = clock.today(), days_of(borough.programme)
    if kind == HoldKind.REPLIED:
        ends_on = days.add(today, REPLIED_DAYS)
    if kind == HoldKind.INSPECTION:
        if fieldwork_ends_on is None:
            raise Refused("Enter the day on which the fieldwork ends.", field="fieldwork_ends_on")
        ends_on = days.add(fieldwork_ends_on, AFTER_FIELDWORK_DAYS)
    if ends_on is not None and ends_on < today:
        raise Refused("The hold would already be over. Choose a later day.", field="ends_on")
    if ask is not None and not (ask := ask_locked(ask)).is_open:
        raise Refused("This is closed already, so nobody is chased about it.")
    hold = Hold.objects.create(
        programme=borough.programme,
        borough=borough,
        ask=ask,
        kind=kind,
        reason=reason.strip(),
        begins_on=today,
        fieldwork_ends_on=fieldwork_ends_on,
        ends_on=ends_on,
    )
    until = f"until {say(ends_on)}" if ends_on else "until it is lifted"
    record(
        subject=hold, verb="hold-place", summary=f"Chasing held {until}: {kind.label}", by=by, is_private=True
    )
    for paused in Ask.objects.filter(borough=borough, closed_at=None).exclude(pause_asked_on=None):
        if hold.holds(paused):
            pause_settle(ask=paused, words=f"chasing is held {until}", by=by)
    return hold


@transaction.atomic
def hold_lift(*, hold: Hold, by: Actor) -> None:
    """End a hold from today on, or say that no reply is to be written down after one. Refused when it is over.

    Chasing resumes with a courtesy note, but after a reply with its next step.
    """
    hold = lock(Hold.objects.select_related("borough", "ask")).get(pk=hold.pk)
    today = clock.today()
    if not hold.may_be_lifted(today):
        raise Refused("This hold is over already.")
    # One that is over ended on its own day, whenever the coordinator says that there was no reply.
    hold.lifted_on = min(today, hold.ends_on + ONE_DAY) if hold.ends_on else today
    hold.save(update_fields=["lifted_on"])
    record(subject=hold, verb="hold-lift", summary=f"Hold lifted: {hold}", by=by, is_private=True)


@transaction.atomic
def ask_withdraw_and_tell(*, ask: Ask, reason: str, ask_again_on: date | None, by: Actor) -> Told:
    """Withdraw an ask as our mistake, and tell everybody who was, or may have been, written to about it.

    It stays in the log. What is still on its way is stopped by the sender, which finds the ask closed.
    """
    ask = ask_withdraw(ask=ask, reason=reason, ask_again_on=ask_again_on, by=by)
    written_to = Contact.objects.filter(
        sendings__chase_ups__ask=ask,
        sendings__is_withdrawn=False,
        sendings__email__state__in=(State.SENT, State.DOUBTFUL),
    ).distinct()
    contacts = list(written_to.select_related("user").order_by("name"))
    reachable = [contact for contact in contacts if contact.can_be_written_to]
    emails = emails_queue(drafts=[_apology(ask, contact, reason) for contact in reachable])
    told = [contact for contact, email in zip(reachable, emails, strict=True) if email is not None]
    return Told(told, [contact for contact in contacts if contact not in told])


def _apology(ask: Ask, contact: Contact, reason: str) -> Draft:
    programme, borough = ask.borough.programme, ask.borough
    coordinator = coordinator_of(programme)
    reply = " If you have a question, just reply to this e-mail." if coordinator else ""
    ring = (
        f" Or ring me: {coordinator.name}, {coordinator.telephone}."
        if coordinator and coordinator.telephone
        else ""
    )
    text = "\n\n".join(
        [
            f"Dear {contact.name},",
            f"We wrote to you about {borough.name}: {ask.title} That was our mistake, and there is nothing to do.",
            f"{reason.strip()}",
            f"My apologies.{reply}{ring}",
            f"{coordinator.name if coordinator else programme.coordinating_organisation}\n"
            f"{programme.coordinating_organisation}, for {programme.title}",
            referral_words(programme, borough),
        ]
    )
    letter = Letter(
        to=contact.email,
        to_name=contact.name,
        subject=f"{borough.name}: please disregard our question",
        text=text,
        reply_to=coordinator.reply_address if coordinator else "",
    )
    return Draft(kind=NOTE, letter=letter, programme=programme, borough=borough, contact=contact)
