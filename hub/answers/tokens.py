"""Tokens and the addresses that carry them. Only a token's digest is ever kept."""

import hashlib
import secrets
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.urls import reverse

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Token:
    """A new token: the words for the e-mail, and the digest for the table."""

    words: str
    digest: str

    @property
    def address(self) -> str:
        """The address that goes into the e-mail."""
        return _address(self.words)


def new_token() -> Token:
    """Make a token that nobody can guess."""
    words = secrets.token_urlsafe(TOKEN_BYTES)
    return Token(words, digest_of(words))


def digest_of(words: str) -> str:
    """Give the digest under which a token is found."""
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()


def placeholder(ask: int) -> str:
    """Give the address that stands in a letter until it is queued, and in every preview: it opens nothing."""
    return _address(f"link-for-ask-{ask}")


def _address(words: str) -> str:
    before, after = _path()
    return f"{settings.SITE_URL}{before}{words}{after}"


@cache
def _path() -> tuple[str, str]:
    """Say what stands before and after the words; looked up once, as every e-mail has several addresses."""
    before, _, after = reverse("answer", args=["-"]).rpartition("-")
    return before, after
