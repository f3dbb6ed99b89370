"""Sentences about the mail server, and about e-mails that come back or may have arrived."""

import re

from hub.mail.answers import Parcel
from hub.mail.models import Email
from hub.mail.returning import bounce_take
from hub.mail.services import MASK, doubtful_choose
from hub.mail.states import State
from hub.mail.undelivered import email_confirm, email_resend
from tests.stories.leaving import text_of
from tests.stories.sentences import sentence
from tests.stories.world import COORDINATOR, World

# Why an e-mail comes back, as servers put it.
_COMES_BACK = {
    "there is no such person": ("5.1.1", "550 5.1.1 No such person here"),
    "the mailbox is full": ("5.2.2", "552 5.2.2 The mailbox is full"),
}


@sentence("The mail server goes away", "the mail server goes away")
def server_away(world: World) -> None:
    world.office.is_away = True


@sentence("The mail server comes back", "the mail server comes back")
def server_back(world: World) -> None:
    world.office.is_away = False


@sentence("The mail server refuses to relay for us")
def refuse_to_relay(world: World) -> None:
    world.office.refuses_to_relay = True


@sentence("The mail server relays for us again")
def relay_again(world: World) -> None:
    world.office.refuses_to_relay = False


@sentence("The mail server rejects {person}’s address")
def reject(world: World, person: str) -> None:
    world.office.rejects.add(world.people[person].email)


@sentence("The mail server rejects what is written to {person}")
def reject_message(world: World, person: str) -> None:
    world.office.rejects_message.add(world.people[person].email)


@sentence("The mail server puts off what is written to {person}")
def put_off(world: World, person: str) -> None:
    world.office.puts_off.add(world.people[person].email)


@sentence("The mail server puts off nothing any more")
def put_off_no_more(world: World) -> None:
    world.office.puts_off.clear()


@sentence("The connection is cut when the next e-mail has been handed over")
def cut(world: World) -> None:
    world.office.cuts_next = True


@sentence("The last e-mail to {person} comes back: {why}", "the last e-mail to {person} comes back: {why}")
def come_back(world: World, person: str, why: str) -> None:
    parcel, (status, words) = _last_to(world, person), _COMES_BACK[why]
    said = bounce_take(_report(parcel, status, words, failed=parcel.to_address))
    assert "came back" in said, said


@sentence("The last e-mail to {person} is forwarded, and comes back from there: {why}")
def come_back_from_elsewhere(world: World, person: str, why: str) -> None:
    parcel, (status, words) = _last_to(world, person), _COMES_BACK[why]
    said = bounce_take(_report(parcel, status, words, failed="deputy@elsewhere.example.org"))
    assert "came back: deputy@elsewhere.example.org: " in said, said


def _last_to(world: World, person: str) -> Parcel:
    """Find the last e-mail that left to a person, be it to an address that was corrected since."""
    address, theirs = world.people[person].email, Email.objects.filter(contact=world.people[person])
    ids = set(theirs.values_list("message_id", flat=True))
    return next(
        each for each in reversed(world.office.taken) if each.to_address == address or each.message_id in ids
    )


def _report(parcel: Parcel, status: str, words: str, *, failed: str) -> bytes:
    """Write what a mail server reports (RFC 3464)."""
    return f"""From: MAILER-DAEMON@example.org
To: {parcel.from_address}
Subject: Undelivered mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain

Your message could not be delivered.
--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {failed}
Action: failed
Status: {status}
Diagnostic-Code: smtp; {words}

--part
Content-Type: text/rfc822-headers

Message-ID: {parcel.message_id}

--part--
""".encode()


@sentence("the log has the very text of the last e-mail to {person}, its links masked")
def logged(world: World, person: str) -> None:
    parcel = _last_to(world, person)
    kept = " ".join(Email.objects.get(message_id=parcel.message_id).text.split())
    assert "/answer/" in text_of(parcel)
    assert kept == re.sub(r"(?<=/answer/)[^/]+", MASK, text_of(parcel))


@sentence("The coordinator wants to look at e-mails that may have arrived")
def hold_doubtful(world: World) -> None:
    doubtful_choose(programme=world.programme, is_held=True, by=COORDINATOR)


@sentence("The coordinator finds that the e-mail to {person} has arrived")
def confirm(world: World, person: str) -> None:
    email_confirm(email=_doubtful(world, person), by=COORDINATOR)


@sentence("The coordinator finds that the e-mail to {person} has not arrived, and sends it again")
def send_again(world: World, person: str) -> None:
    email_resend(email=_doubtful(world, person), by=COORDINATOR)


def _doubtful(world: World, person: str) -> Email:
    return Email.objects.get(contact=world.people[person], state=State.DOUBTFUL)
