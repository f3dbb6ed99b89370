"""The copy of what was recorded, for the person who was asked and the one who answered."""

from boroughs.asks.models import Reply
from boroughs.people.models import Contact
from boroughs.people.selectors import coordinator_of
from boroughs.programme.selectors import referral_words
from config.dates import say
from hub.answers.models import AnswerLink
from hub.mail.message import Letter
from hub.mail.services import Draft

COPY = "answer-copy"


def copies(link: AnswerLink, reply: Reply, *, copy_to: str) -> list[Draft]:
    """Write the copies: to who was asked, with the very words, and to another address that was typed, without them.

    Anybody can type any address, so what goes there carries no free text: it cannot be used to write to strangers.
    """
    contact = link.contact
    drafts = []
    if contact.can_be_written_to:
        drafts.append(_draft(link, reply, contact.email, contact, with_words=True))
    if copy_to:
        drafts.append(_draft(link, reply, copy_to, None, with_words=False))
    return drafts


def _draft(link: AnswerLink, reply: Reply, to: str, contact: Contact | None, *, with_words: bool) -> Draft:
    borough = link.ask.borough
    programme = borough.programme
    coordinator = coordinator_of(programme)
    write_back = ", or reply to this e-mail" if coordinator else ""
    ring = (
        f", or ring {coordinator.name}, {coordinator.telephone}"
        if coordinator and coordinator.telephone
        else ""
    )
    who = f"{reply.said_by}: {reply.choice_label}" if with_words else reply.choice_label
    parts = [
        f"Dear {contact.name}," if contact else "Hello,",
        f"This was recorded on {say(reply.heard_on)} for {borough.name}, through the link that we sent to "
        f"{link.contact.name}:",
        link.ask.title,
        who,
        reply.words if with_words else "",
        f"If it is not right, open the link again and change it{write_back}{ring}.",
        f"{coordinator.name if coordinator else programme.coordinating_organisation}\n"
        f"{programme.coordinating_organisation}, for {programme.title}",
        referral_words(programme, borough),
    ]
    letter = Letter(
        to=to,
        to_name=contact.name if contact else "",
        subject=f"{borough.name}: what was recorded",
        text="\n\n".join(part for part in parts if part),
        reply_to=coordinator.reply_address if coordinator else "",
    )
    return Draft(kind=COPY, letter=letter, programme=programme, borough=borough, contact=contact)
