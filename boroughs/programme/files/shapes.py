"""The shapes that a value in a programme file can have, and how each is read from a YAML node.

A value that is wrong leaves a fault and reads as None, so that everything else can still be checked.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any, Protocol

import yaml
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices

from boroughs.programme.files.faults import Dated, Notes, Path, Reference, did_you_mean, nearest
from config.dates import PartialDate, Precision, listed

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG = 50
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


class Shape(Protocol):
    """How one kind of value is read."""

    def read(self, node: yaml.Node, at: Path, notes: Notes) -> Any:
        """Answer the value, or None with a fault in the notes."""


def _scalar(node: yaml.Node, at: Path, notes: Notes, what: str) -> str | None:
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
        text = _scalar(node, at, notes, "text")
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
        try:
            validate_email(text)
        except ValidationError:
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
        text = _scalar(node, at, notes, "a whole number")
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
        text = _scalar(node, at, notes, "true or false")
        if text is None:
            return None
        if text not in {"true", "false"}:
            notes.fault(at, f"“{text}” is neither true nor false. Write one of the two.")
            return None
        return text == "true"


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time of the day to the minute."""

    def read(self, node: yaml.Node, at: Path, notes: Notes) -> time | None:
        """Read `10:00`."""
        text = _scalar(node, at, notes, "a time such as 10:00")
        if text is None:
            return None
        match = re.fullmatch(r"([01][0-9]|2[0-3]):([0-5][0-9])", text)
        if match is None:
            notes.fault(at, f"“{text}” is not a time of the day. Write it like 10:00.")
            return None
        return time(int(match[1]), int(match[2]))


@dataclass(frozen=True, slots=True)
class When:
    """A date to the day, the month or the year; `{date: …, assumed: true}` when the source does not give it."""

    is_past: bool = False

    def read(self, node: yaml.Node, at: Path, notes: Notes) -> PartialDate | None:
        """Read the date with its precision and mark."""
        assumed = False
        if isinstance(node, yaml.MappingNode):
            parts = DATE_PARTS.read(node, at, notes)
            node = next((value for key, value in node.value if key.value == "date"), node)
            if isinstance(node, yaml.MappingNode) or parts["date"] is None:
                return None
            assumed = bool(parts["assumed"])
        text = _scalar(node, at, notes, "a date such as 2007-01-08, 2007-01 or 2007")
        if text is None:
            return None
        try:
            when = PartialDate.parse(text, is_assumed=assumed)
        except ValueError as error:
            notes.fault(at, str(error))
            return None
        notes.dates.append(Dated(at, when, self.is_past))
        return when


@dataclass(frozen=True, slots=True)
class Day:
    """A date to the day that is known for certain."""

    def read(self, node: yaml.Node, at: Path, notes: Notes) -> date | None:
        """Read the day."""
        text = _scalar(node, at, notes, "a date such as 2007-01-08")
        if text is None:
            return None
        try:
            when = PartialDate.parse(text)
        except ValueError as error:
            notes.fault(at, str(error))
            return None
        if when.precision != Precision.DAY:
            notes.fault(at, f"“{text}” is not a day. Write year, month and day, such as 2007-01-08.")
            return None
        notes.dates.append(Dated(at, when, is_past=False))
        return when.on


@dataclass(frozen=True, slots=True)
class OneOf:
    """One word of a list."""

    words: Sequence[str]

    def read(self, node: yaml.Node, at: Path, notes: Notes) -> str | None:
        """Read the word."""
        text = _scalar(node, at, notes, f"one of {listed(self.words, last='or')}")
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
        text = _scalar(node, at, notes, f"a key of “{self.section}”")
        if text is not None:
            notes.references.append(Reference(at, self.section, text))
        return text


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of values of one shape."""

    each: Shape
    least: int = 0
    most: int = 10_000

    def read(self, node: yaml.Node, at: Path, notes: Notes) -> list[Any] | None:
        """Read the list."""
        if not isinstance(node, yaml.SequenceNode):
            notes.fault(at, "This must be a list: one line each, beginning with a hyphen.")
            return None
        if not self.least <= len(node.value) <= self.most:
            wanted = f"{self.least}" if self.least == self.most else f"{self.least} to {self.most:,}"
            notes.fault(at, f"There are {len(node.value)} values in this list. Give {wanted}.")
            return None
        values = []
        for number, child in enumerate(node.value):
            notes.lines[*at, number] = child.start_mark.line + 1
            values.append(self.each.read(child, (*at, number), notes))
        return values


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a group: its shape, and what it is when it is left out."""

    shape: Shape
    is_required: bool = False
    default: Any = None


def need(shape: Shape) -> Key:
    """Ask for a key that may not be left out."""
    return Key(shape, is_required=True)


@dataclass(frozen=True, slots=True)
class Group:
    """Keys that belong together."""

    keys: Mapping[str, Key]

    def read(self, node: yaml.Node, at: Path, notes: Notes) -> dict[str, Any]:
        """Read each key; one that is faulty or left out has its default."""
        values: dict[str, Any] = {name: _fresh(key.default) for name, key in self.keys.items()}
        if not isinstance(node, yaml.MappingNode):
            notes.fault(at, f"This must be a group of keys: {listed(self.keys)}.")
            return values
        there = set()
        for name, child, line in pairs(node, at, notes):
            if name not in self.keys:
                notes.fault(
                    (*at, name), f"There is no such key here.{did_you_mean(name, self.keys)}", line=line
                )
                # A key that is only misspelt is not reported as missing too.
                there.update(nearest(name, self.keys))
                continue
            there.add(name)
            values[name] = self.keys[name].shape.read(child, (*at, name), notes)
        for name, key in self.keys.items():
            if key.is_required and name not in there:
                notes.fault(at, f"The key “{name}” is missing. Add it.")
        return values


@dataclass(frozen=True, slots=True)
class Named:
    """Entries under short names of their own, or under the keys of another section (`under`).

    With `is_ordered` the order counts, and each entry keeps its `place`.
    """

    each: Shape
    under: str | None = None
    is_ordered: bool = False

    def read(self, node: yaml.Node, at: Path, notes: Notes) -> dict[str, Any]:
        """Read each entry."""
        values: dict[str, Any] = {}
        if not isinstance(node, yaml.MappingNode):
            notes.fault(at, "This must be a group: each entry under its short name and a colon.")
            return values
        for name, child, line in pairs(node, at, notes):
            here = (*at, name)
            if self.under is not None:
                notes.references.append(Reference(here, self.under, name))
            elif SLUG.fullmatch(name) is None or len(name) > LONGEST_SLUG:
                notes.fault(
                    here,
                    f"“{name}” is not {SHORT_NAME.like}, and {LONGEST_SLUG} characters at most.",
                    line=line,
                )
            values[name] = self.each.read(child, here, notes)
            if self.is_ordered:
                values[name]["place"] = len(values)
        return values


def pairs(node: yaml.MappingNode, at: Path, notes: Notes) -> list[tuple[str, yaml.Node, int]]:
    """List a group's keys, values and lines; a key that is there twice is a fault."""
    found: dict[str, tuple[str, yaml.Node, int]] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            notes.fault(at, "A key must be a single word.", line=line)
            continue
        name = key.value
        if name in found:
            first = found[name][2]
            notes.fault(
                (*at, name), f"This key is there already, in line {first}. Keep one of the two.", line=line
            )
            continue
        notes.lines[*at, name] = line
        found[name] = (name, value, line)
    return list(found.values())


def _fresh(value: Any) -> Any:
    return list(value) if isinstance(value, list) else dict(value) if isinstance(value, dict) else value


DATE_PARTS = Group({"date": need(LINES), "assumed": Key(YesNo(), default=False)})
