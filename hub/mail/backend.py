"""Django's own mail (sign-in codes, invitations, password resets) leaves through the outbox too."""

from collections.abc import Iterable, Sequence
from email.utils import parseaddr

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from hub.mail.kinds import ACCOUNT
from hub.mail.message import Letter
from hub.mail.services import Draft, emails_queue


class OutboxBackend(BaseEmailBackend):
    """Queues each message as account mail, one e-mail for each recipient."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue the messages; answers how many were."""
        drafts = [
            Draft(kind=ACCOUNT.name, letter=each) for message in email_messages for each in letters(message)
        ]
        emails_queue(drafts=drafts)
        return len(email_messages)


def letters(message: EmailMessage) -> Iterable[Letter]:
    """Read a Django message as letters; ValueError when it carries what account mail never does."""
    if message.attachments or message.content_subtype != "plain":
        raise ValueError("Account mail is plain text, perhaps with an HTML version, and has no attachments.")
    html = ""
    if isinstance(message, EmailMultiAlternatives):
        html = next((str(body) for body, subtype in message.alternatives if subtype == "text/html"), "")
    for recipient in message.recipients():
        name, address = parseaddr(recipient)
        yield Letter(
            to=address,
            to_name=name,
            from_name=parseaddr(message.from_email or "")[0],
            reply_to=parseaddr(message.reply_to[0])[1] if message.reply_to else "",
            subject=str(message.subject),
            text=str(message.body),
            html=html,
        )
