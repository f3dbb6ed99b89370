"""Reads reports of mail servers about what became of an e-mail (RFC 3464). Pure: no database, and it never raises.

What arrives in the mailbox of bounces is written by anybody: every field is looked at as text of unknown form.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes, message_from_string
from email.message import Message
from email.utils import getaddresses
from enum import Enum, auto
from itertools import takewhile

from hub.mail.refusals import About, is_vague, status_in, what_is_refused

WORDS_LENGTH = 1000
READ_LENGTH = 2_000_000  # a report may bring the whole message back; what is needed stands near its beginning
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
_CODE = re.compile(r"\b(5\d\d)\b")
_NAMES_OF_MESSAGE_ID = ("Original-Message-ID", "X-Original-Message-ID")


class News(Enum):
    """What a report says about the e-mail."""

    FAILED = auto()  # for good: nobody tries any longer
    DELAYED = auto()  # somebody still tries
    OTHER = auto()  # it arrived, was passed on, or nothing that we understand


@dataclass(frozen=True, slots=True)
class Report:
    """What one report says. `message_ids` are candidates, the most reliable first; `returned_to` whom it is for.

    `recipient` is whom we wrote to, `failed` the address that failed: another one where they have e-mail forwarded.
    `is_about_address`: that address was refused, not this message.
    """

    news: News
    message_ids: Sequence[str] = ()
    recipient: str = ""
    failed: str = ""
    returned_to: Sequence[str] = ()
    words: str = ""
    is_about_address: bool = False


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of a report that matter: the fields of the message, of each recipient, what was returned."""

    of_message: list[Message] = field(default_factory=list)
    of_recipients: list[Message] = field(default_factory=list)
    returned: list[Message] = field(default_factory=list)
    for_people: list[str] = field(default_factory=list)


def read(raw: bytes) -> Report:
    """Read a report from its bytes; whatever is no report says nothing (News.OTHER)."""
    try:
        return _read(message_from_bytes(raw[:READ_LENGTH]))
    except Exception:
        # The standard library's parser has raised half a dozen kinds of error for malformed mail over the years.
        return Report(News.OTHER)


def _read(message: Message) -> Report:
    parts = _parts(message)
    ids, returned_to = _message_ids(message, parts), _addresses(message, "To")
    failed = [each for each in parts.of_recipients if _action(each) == "failed"]
    if not failed:
        is_delayed = any(_action(each) == "delayed" for each in parts.of_recipients)
        return Report(News.DELAYED if is_delayed else News.OTHER, ids, returned_to=returned_to)
    # An e-mail of ours has one recipient; another address here is where they had it forwarded to.
    first = failed[0]
    final, original = (_recipient(first, which) for which in ("Final-Recipient", "Original-Recipient"))
    recipient = original or final
    said = _typed(_text(first, "Diagnostic-Code")) or _said_to_people(parts.for_people, final or original)
    status = _status(_text(first, "Status"), said)
    words = said or f"Not delivered ({status or 'no reason given'})"
    return Report(
        News.FAILED,
        ids,
        recipient,
        final or original,
        returned_to,
        words[:WORDS_LENGTH],
        _is_about_address(status, said),
    )


def _parts(message: Message) -> _Parts:
    found = _Parts()
    for part in _children(message):
        match part.get_content_type():
            case "message/delivery-status" | "message/global-delivery-status":
                blocks = list(_children(part))
                found.of_message.extend(blocks[:1])
                found.of_recipients.extend(block for block in blocks if _action(block))
            case "message/rfc822" | "message/global":
                found.returned.extend(list(_children(part))[:1])
            case "text/plain":
                found.for_people.append(_decoded(part))
            case "text/rfc822-headers" | "message/global-headers":
                text = part.get_payload()
                found.returned.append(message_from_string(text) if isinstance(text, str) else Message())
    return found


def _children(message: Message) -> Iterator[Message]:
    payload = message.get_payload()
    if isinstance(payload, list):
        yield from (each for each in payload if isinstance(each, Message))


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _text(message: Message, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())


def _action(block: Message) -> str:
    return _text(block, "Action").lower().partition(" ")[0]


def _recipient(block: Message, name: str) -> str:
    return _typed(_text(block, name)).strip("<>")


def _typed(value: str) -> str:
    """Leave out the type of a field such as “rfc822; somebody@example.org”."""
    _, separator, rest = value.partition(";")
    return (rest if separator else value).strip()


def _said_to_people(texts: Sequence[str], recipient: str) -> str:
    """Find what Exim says below the address, where the machine's part gives no reason."""
    lines = "\n".join(texts).splitlines()
    for number, line in enumerate(lines):
        if recipient and line.strip() == recipient:
            below = takewhile(str.strip, lines[number + 1 : number + 6])
            return " ".join(" ".join(below).split())
    return ""


def _status(written: str, said: str) -> str:
    """Find the status; a vague one (Exim always writes 5.0.0) is made exact by the server's own words."""
    found, exact = status_in(written), status_in(said)
    return exact if exact and is_vague(found) else found


def _is_about_address(status: str, said: str) -> bool:
    if is_vague(status) and "RCPT TO" not in said.upper() and "unrouteable address" not in said.lower():
        return False  # a code alone does not tell the address from the message
    code = _CODE.search(said)
    about = what_is_refused(status=status, code=int(code[1]) if code else None, words=said)
    return about is About.ADDRESS


def _message_ids(message: Message, parts: _Parts) -> list[str]:
    texts = [_text(block, name) for block in parts.of_message for name in _NAMES_OF_MESSAGE_ID]
    texts += [_text(each, "Message-ID") for each in parts.returned]
    texts += [_text(message, name) for name in ("X-Original-Message-ID", "In-Reply-To", "References")]
    return list(dict.fromkeys(found for text in texts for found in _MESSAGE_ID.findall(text)))


def _addresses(message: Message, name: str) -> list[str]:
    return [address.lower() for _, address in getaddresses([_text(message, name)]) if "@" in address]
