"""Writes the lines of a message as RFC 5322, 2045 and 2047 want them: ASCII, short, ended by CRLF.

Python's own `EmailMessage` parses and folds every header again, which takes ten times as long as all the rest of
queueing an e-mail; the tests read what is written here back with it.
"""

import re
from base64 import encodebytes
from binascii import b2a_qp
from email.header import Header
from email.utils import quote

LINE = 76
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_CONTROL_IN_BODY = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")


def one_line(text: str) -> str:
    """Put a text into one line without control characters: a line break would start another header."""
    return " ".join(_CONTROL.sub(" ", _whole(text)).split())


def tidy_body(text: str) -> str:
    """Normalise line ends and leave out control characters; ends with one line break."""
    lines = _whole(text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL_IN_BODY.sub("", lines).rstrip("\n") + "\n"


def header(name: str, value: str) -> str:
    """Write a header; its value is any text."""
    return f"{name}: {_words(value, room=LINE - len(name) - 2)}"


def mailbox_header(name: str, display_name: str, address: str) -> str:
    """Write a header with one address, which has been checked."""
    display_name = one_line(display_name)
    if not display_name:
        return f"{name}: {address}"
    written = _words(display_name, room=LINE - len(name) - 2)
    if written == display_name and not _PLAIN_NAME.fullmatch(display_name):
        written = f'"{quote(display_name)}"'
    # The address gets a line of its own when both do not fit into one.
    gap = " " if len(name) + len(written) + len(address) + 5 <= LINE else "\r\n "
    return f"{name}: {written}{gap}<{address}>"


def text_part(text: str, subtype: str) -> list[str]:
    """Write a tidied text as a body with its headers, in the encoding that suits it."""
    encoding, body = _encoded(text.replace("\n", "\r\n").encode())
    return [
        f'Content-Type: text/{subtype}; charset="utf-8"',
        f"Content-Transfer-Encoding: {encoding}",
        "",
        body,
    ]


def _encoded(data: bytes) -> tuple[str, str]:
    if data.isascii() and max(map(len, data.split(b"\r\n"))) <= LINE:
        return "7bit", data.decode("ascii")
    printable = b2a_qp(data, istext=True)
    # Base64 takes 137 for 100 bytes: shorter where most letters are not Latin.
    if len(printable) * 100 <= len(data) * 137:
        return "quoted-printable", printable.decode("ascii")
    return "base64", encodebytes(data).decode("ascii").replace("\n", "\r\n")


def _words(text: str, *, room: int) -> str:
    """Write a text as it is where that is safe and fits, else as encoded words that do."""
    text = one_line(text)
    if text.isascii() and len(text) <= room and "=?" not in text:
        return text
    return Header(text, "utf-8", maxlinelen=LINE, header_name="x" * (LINE - room - 2)).encode(linesep="\r\n")


def _whole(text: str) -> str:
    """Replace half characters (lone surrogates), which no encoding can carry."""
    return text.encode("utf-8", "replace").decode("utf-8")
