"""E-mail addresses that can be written to: what forms, the programme file and the outbox hold an address against."""

from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

# RFC 5321, 4.5.3.1: no server has to take more.
LONGEST_LOCAL, LONGEST = 64, 254
UNWRITABLE = "Nobody can be written to at this e-mail address. Check it for slips, or ask them for it again"


def checked_address(address: str) -> str:
    """Check an address and put its domain into ASCII; ValueError when nobody can be written to there."""
    local, _, domain = address.rpartition("@")
    try:
        validate_email(address)
        written = f"{local}@{domain.encode('idna').decode('ascii')}"
    except (ValidationError, UnicodeError):
        written = ""
    if not written or len(local) > LONGEST_LOCAL or len(written) > LONGEST:
        raise ValueError(f"“{' '.join(address.split())}” is not an e-mail address that can be written to.")
    return written


@lru_cache(maxsize=4096)
def is_address(address: str) -> bool:
    """Tell whether an e-mail can be sent to an address at all."""
    try:
        checked_address(address)
    except ValueError:
        return False
    return True


def mailbox_of(address: str) -> str:
    """Give the form in which two ways to write one address are the same; an impossible one stays as it is."""
    try:
        return checked_address(address.strip()).lower()
    except ValueError:
        return address.strip().lower()
