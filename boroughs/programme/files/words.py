"""The shapes of single values that are words or numbers, and how each is read from a YAML node.

A value that is wrong leaves a fault and reads as None, so that everything else can still be checked.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import yaml
from django.db.models import TextChoices

from boroughs.programme.files.faults import Notes, Path, Reference, did_you_mean
from config.addresses import is_address
from config.dates import listed

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG = 50
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


class Shape(Protocol):
    """How one kind of value is read."""

    def read(self, node: yaml.Node, at: Path, notes: Notes) -> Any:
        """Answer the value, or None with a fault in the notes."""


def scalar(node: yaml.Node, at: Path, notes: Notes, what: str) -> str | None:
    """Read one word or line; what YAML makes of it (a number, `no`, a day) does not matter."""
    if not isinstance(node, yaml.ScalarNode):
        notes.fault(at, f"This must be {what}, not a list or a group of keys.")
        return None
    text: str = node.value.strip()
    if not text or node.tag == "tag:yaml.org,2002:null":
        notes.fault(at, f"There is no value. Write {what}, or leave the key out.")
        return None
    if _UNPRINTABLE.search(text):
        notes.fault(at, "There is a character here that cannot be printed. Type the text again.")
        return None
    return text


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text, or lines."""

    longest: int = 200

    def read(self, node: yaml.Node, at: Path, notes: Notes) -> str | None:
        """Read the text."""
        text = scalar(node, at, notes, "text")
        if text is not None and len(text) > self.longest:
            notes.fault(at, f"This is {len(text)} characters long. Shorten it to {self.longest}.")
            return None
        return text


LINES = Text(longest=10_000)


@dataclass(frozen=True, slots=True)
class Matching:
    """A text of a fixed form; `like` says which, with an example."""

    pattern: str
    like: str
    longest: int = LONGEST_SLUG

    def read(self, node: yaml.Node, at: Path, notes: Notes) -> str | None:
        """Read the text and hold it against the form."""
        text = Text(self.longest).read(node, at, notes)
        if text is not None and re.fullmatch(self.pattern, text) is None:
            notes.fault(at, f"“{text}” is not {self.like}.")
            return None
        return text


SHORT_NAME = Matching(
    SLUG.pattern, "a short name. Use small letters, digits and single hyphens, such as tower-hamlets"
)
TELEPHONE = Matching(
    r"\+?[0-9][0-9 ()-]{5,}", "a telephone number. Write digits and spaces, such as 020 7946 0018", 40
)


@dataclass(frozen=True, slots=True)
class Email:
    """An e-mail address; kept in small letters."""

    def read(self, node: yaml.Node, at: Path, notes: Notes) -> str | None:
        """Read the address."""
        text = Text(254).read(node, at, notes)
        if text is None:
            return None
        if not is_address(text):
            notes.fault(at, f"“{text}” is not an e-mail address. Write one such as adviser@example.org.")
            return None
        return text.lower()


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number between two bounds."""

    least: int = 0
    most: int = 1_000_000

    def read(self, node: yaml.Node, at: Path, notes: Notes) -> int | None:
        """Read the number."""
        text = scalar(node, at, notes, "a whole number")
        if text is None:
            return None
        # ASCII digits, and not so many that making a number of them takes time.
        if re.fullmatch(r"[0-9]{1,9}", text) is None or not self.least <= int(text) <= self.most:
            notes.fault(at, f"“{text}” is not a whole number from {self.least} to {self.most:,}.")
            return None
        return int(text)


@dataclass(frozen=True, slots=True)
class YesNo:
    """True or false."""

    def read(self, node: yaml.Node, at: Path, notes: Notes) -> bool | None:
        """Read `true` or `false`."""
        text = scalar(node, at, notes, "true or false")
        if text is None:
            return None
        if text not in {"true", "false"}:
            notes.fault(at, f"“{text}” is neither true nor false. Write one of the two.")
            return None
        return text == "true"


@dataclass(frozen=True, slots=True)
class OneOf:
    """One word of a list."""

    words: Sequence[str]

    def read(self, node: yaml.Node, at: Path, notes: Notes) -> str | None:
        """Read the word."""
        text = scalar(node, at, notes, f"one of {listed(self.words, last='or')}")
        if text is not None and text not in self.words:
            notes.fault(
                at,
                f"“{text}” is not known here. Write {listed(self.words, last='or')}.{did_you_mean(text, self.words)}",
            )
            return None
        return text


def one_of(choices: type[TextChoices], *, leaving_out: frozenset[TextChoices] = frozenset()) -> OneOf:
    """Take the words from choices of the model."""
    return OneOf(tuple(str(choice.value) for choice in choices if choice not in leaving_out))


@dataclass(frozen=True, slots=True)
class KeyOf:
    """A key of another section, such as a borough's short name."""

    section: str

    def read(self, node: yaml.Node, at: Path, notes: Notes) -> str | None:
        """Read the key; whether the section has it is checked once all is read."""
        text = scalar(node, at, notes, f"a key of “{self.section}”")
        if text is not None:
            notes.references.append(Reference(at, self.section, text))
        return text
