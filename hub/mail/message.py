"""Builds the bytes of an e-mail: valid for every server, and the same whenever they are sent."""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parseaddr
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings

from config.addresses import checked_address
from hub.mail.mime import header, mailbox_header, one_line, text_part, tidy_body

SUBJECT_LENGTH = 200
_NOT_IN_LIST_NAME = re.compile(r"[^A-Za-z0-9._-]+")


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
    sender_name, sender = _sender(settings.DEFAULT_FROM_EMAIL)
    token, domain = uuid.uuid4().hex, site_domain()
    message_id = f"<{token}@{domain}>"
    to_address = checked_address(letter.to)
    subject, text = _subject(letter.subject), tidy_body(letter.text)
    lines = [
        mailbox_header("From", letter.from_name or sender_name, sender),
        mailbox_header("To", letter.to_name, to_address),
        header("Subject", subject),
        f"Date: {format_datetime(at)}",
        f"Message-ID: {message_id}",
        # RFC 3834: keeps out-of-office robots from answering.
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
    ]
    if letter.reply_to:
        lines.append(mailbox_header("Reply-To", "", checked_address(letter.reply_to)))
    if letter.list_name:
        lines.append(f"List-Id: <{_NOT_IN_LIST_NAME.sub('-', letter.list_name)}.{domain}>")
    lines += _body(text, tidy_body(letter.html) if letter.html else "", boundary=f"=_{token}")
    raw = "\r\n".join(lines).encode("ascii")
    return Built(raw, message_id, sender, to_address, subject, text)


def site_domain() -> str:
    """The domain of Message-IDs: the site's, or where it has only a number or “localhost”, the sender's."""
    host = urlsplit(settings.SITE_URL).hostname or ""
    if "." in host and not host.replace(".", "").isdigit():
        return host
    return _sender(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def _subject(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= SUBJECT_LENGTH else f"{line[: SUBJECT_LENGTH - 1]}…"


def _body(text: str, html: str, *, boundary: str) -> list[str]:
    if not html:
        return text_part(text, "plain")
    # No encoded body contains "=_", so the boundary need not be searched for.
    return [
        "Content-Type: multipart/alternative;",
        f' boundary="{boundary}"',
        "",
        f"--{boundary}",
        *text_part(text, "plain"),
        f"--{boundary}",
        *text_part(html, "html"),
        f"--{boundary}--",
        "",
    ]


@lru_cache(maxsize=8)
def _sender(setting: str) -> tuple[str, str]:
    return parseaddr(setting)
