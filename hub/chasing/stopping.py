"""Stop chasing: hold an ask or a borough, lift a hold, and withdraw what we should not have asked."""

from datetime import date

from django.db import transaction

from boroughs.asks.models import Ask
from boroughs.asks.stopping import ask_withdraw, pause_settle
from boroughs.history.models import Actor
from boroughs.history.services import Refused, record
from boroughs.people.models import Contact
from boroughs.people.selectors import coordinator_of
from boroughs.programme.models import Borough
from boroughs.programme.selectors import days_of, referral_words
from config import clock
from config.dates import say
from hub.chasing.models import Hold
from hub.chasing.states import AFTER_FIELDWORK_DAYS, REPLIED_DAYS, HoldKind
from hub.mail.kinds import MailKind
from hub.mail.message import Letter
from hub.mail.services import Draft, emails_queue
from hub.mail.states import State

NOTE = "note"
NOTE_MAIL = MailKind(name=NOTE)


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
    today, days = clock.today(), days_of(borough.programme)
    if kind == HoldKind.REPLIED:
        ends_on = days.add(today, REPLIED_DAYS)
    if kind == HoldKind.INSPECTION:
        if fieldwork_ends_on is None:
            raise Refused("Enter the day on which the fieldwork ends.", field="fieldwork_ends_on")
        ends_on = days.add(fieldwork_ends_on, AFTER_FIELDWORK_DAYS)
    if ends_on is not None and ends_on < today:
        raise Refused("The hold would already be over. Choose a later day.", field="ends_on")
    if ask is not None and not ask.is_open:
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
    """End a hold from today on: chasing resumes with a courtesy note. Refused when it is over."""
    hold = Hold.objects.select_for_update(of=("self",)).select_related("borough", "ask").get(pk=hold.pk)
    today = clock.today()
    if not hold.is_in_force(today):
        raise Refused("This hold is over already.")
    hold.lifted_on = today
    hold.save(update_fields=["lifted_on"])
    record(subject=hold, verb="hold-lift", summary=f"Hold lifted: {hold}", by=by, is_private=True)


@transaction.atomic
def ask_withdraw_and_tell(*, ask: Ask, reason: str, ask_again_on: date | None, by: Actor) -> int:
    """Withdraw an ask as our mistake, tell everybody who was written to about it, and answer how many they are.

    It stays in the log. What is still on its way is stopped by the sender, which finds the ask closed.
    """
    ask = ask_withdraw(ask=ask, reason=reason, ask_again_on=ask_again_on, by=by)
    told = Contact.objects.filter(
        sendings__chase_ups__ask=ask, sendings__is_withdrawn=False, sendings__email__state=State.SENT
    ).distinct()
    contacts = [contact for contact in told.select_related("user") if contact.can_be_written_to]
    emails_queue(drafts=[_apology(ask, contact, reason) for contact in contacts])
    return len(contacts)


def _apology(ask: Ask, contact: Contact, reason: str) -> Draft:
    programme, borough = ask.borough.programme, ask.borough
    coordinator = coordinator_of(programme)
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
            f"My apologies. If you have a question, just reply to this e-mail.{ring}",
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
        reply_to=coordinator.email if coordinator else "",
    )
    return Draft(kind=NOTE, letter=letter, programme=programme, borough=borough, contact=contact)
