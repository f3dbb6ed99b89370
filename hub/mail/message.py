"""Builds the bytes of an e-mail: valid for every server, and the same whenever they are sent."""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

# Everything in 7 bits and in short lines: no server on the way has a reason to rewrite it.
POLICY = SMTP.clone(cte_type="7bit")
SUBJECT_LENGTH = 200

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_CONTROL_IN_BODY = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What an e-mail says and to whom. `list_name` makes the List-Id; an answer goes to `reply_to`."""

    to: str
    subject: str
    text: str
    html: str = ""
    to_name: str = ""
    from_name: str = ""
    reply_to: str = ""
    list_name: str = ""


@dataclass(frozen=True, slots=True)
class Built:
    """Ready bytes with what the log shows of them."""

    raw: bytes
    message_id: str
    from_address: str
    to_address: str
    subject: str
    text: str


def build(letter: Letter, *, at: datetime) -> Built:
    """Build the bytes; ValueError when an address is not one that can be written to."""
    sender_name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    token = uuid.uuid4().hex
    message_id = f"<{token}@{site_domain()}>"
    to_address = checked_address(letter.to)
    subject, text = _subject(letter.subject), tidy_body(letter.text)

    message = EmailMessage(policy=POLICY)
    message["From"] = _mailbox(letter.from_name or sender_name, sender)
    message["To"] = _mailbox(letter.to_name, to_address)
    if letter.reply_to:
        message["Reply-To"] = _mailbox("", checked_address(letter.reply_to))
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    # RFC 3834: keeps out-of-office robots from answering.
    message["Auto-Submitted"] = "auto-generated"
    if letter.list_name:
        message["List-Id"] = f"<{one_line(letter.list_name)}.{site_domain()}>"
    message.set_content(text)
    if letter.html:
        message.add_alternative(tidy_body(letter.html), subtype="html")
        # Set here, the boundary need not be searched for in the whole message. "=_" occurs in no encoded
        # body.
        message.set_boundary(f"=_{token}")
    return Built(message.as_bytes(), message_id, sender, to_address, subject, text)


def checked_address(address: str) -> str:
    """Check an address and put its domain into ASCII; ValueError when nobody can be written to there."""
    try:
        validate_email(address)
        local, _, domain = address.rpartition("@")
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except (ValidationError, UnicodeError):
        raise ValueError(f"“{one_line(address)}” is not an e-mail address that can be written to.") from None


def one_line(text: str) -> str:
    """Put a text into one line without control characters: a line break would start another header."""
    return " ".join(_CONTROL.sub(" ", _whole(text)).split())


def tidy_body(text: str) -> str:
    """Normalise line ends and leave out control characters; ends with one line break."""
    lines = _whole(text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL_IN_BODY.sub("", lines).rstrip("\n") + "\n"


def site_domain() -> str:
    """The domain of Message-IDs: the site's, or where it has only a number or “localhost”, the sender's."""
    host = urlsplit(settings.SITE_URL).hostname or ""
    if "." in host and not host.replace(".", "").isdigit():
        return host
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def _whole(text: str) -> str:
    """Replace half characters (lone surrogates), which no encoding can carry."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _subject(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= SUBJECT_LENGTH else f"{line[: SUBJECT_LENGTH - 1]}…"


def _mailbox(name: str, address: str) -> Address:
    return Address(display_name=one_line(name), addr_spec=address)
