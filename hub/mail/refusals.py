"""What a mail server's refusal for good is about: the address, the e-mail, or ourselves. Pure."""

import re
from enum import Enum, auto

_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
# A server says 5.0.0 when it says nothing.
_VAGUE = frozenset({"", "5.0.0"})
# These two are about the sender's address.
_OUR_ADDRESS = frozenset({"5.1.7", "5.1.8"})
_ADDRESS_CODES = frozenset({550, 551, 553})
# We are to sign in first, or are not wanted at all; 554 is what servers say to whom they do not serve.
_OUR_CODES = frozenset({530, 535, 538, 554})
_RELAY = re.compile(r"\brelay(ing)?\b|\brcpthosts\b", re.IGNORECASE)


class About(Enum):
    """Whose fault a refusal is."""

    ADDRESS = auto()  # nobody is there: whoever it is recorded for cannot be written to
    MESSAGE = auto()  # this e-mail, or a mailbox that is full: the address may be right
    US = auto()  # we may not send there, whatever it is: for whoever runs the site to put right


def status_in(words: str) -> str:
    """Find the status (RFC 3463) such as 5.1.1 in a server's words; empty where there is none."""
    found = _STATUS.search(words)
    return found[0] if found else ""


def is_vague(status: str) -> bool:
    """Tell whether a status says no more than that it failed."""
    return status in _VAGUE


def what_is_refused(*, status: str, code: int | None, words: str) -> About:
    """Say what a refused recipient means, by the status where it says anything, else by the code and the words."""
    if not is_vague(status):
        if status.startswith("5.7.") or status in _OUR_ADDRESS:
            return About.US
        is_about_address = status.startswith("5.1.") or status == "5.2.1"
        return About.ADDRESS if is_about_address else About.MESSAGE
    if code in _OUR_CODES or _RELAY.search(words):
        return About.US
    if code in _ADDRESS_CODES or "unrouteable address" in words.lower():
        return About.ADDRESS
    return About.MESSAGE
