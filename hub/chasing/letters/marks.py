"""The marks that stand for answer links while a letter is edited. Pure.

In the words of a letter a link is an address that nobody wants to read, and its token is made only when the letter is
queued. So whoever edits it sees “[link: Can you contribute files?]”, and that has to stay.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from boroughs.asks.models import Ask
from hub.answers.tokens import placeholder

_LOOKS_LIKE_ONE = re.compile(r"\[\s*link\b[^\]\n]*\]?", re.IGNORECASE)
_GAP = re.compile(r"\n[ \t]*\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph of a letter, or what stands on the button that leads to `address`."""

    text: str
    address: str = ""


def marks_of(asks: Sequence[Ask]) -> Mapping[str, str]:
    """Give the mark of each ask with the address that stands in its place until the letter is queued."""
    found: dict[str, str] = {}
    is_of_several = len({ask.borough_id for ask in asks}) > 1
    for ask in asks:
        what = f"{ask}" if is_of_several else ask.title
        mark, number = f"[link: {what}]", 1
        while mark in found:
            number += 1
            mark = f"[link {number}: {what}]"
        found[mark] = placeholder(ask.pk)
    return found


def with_marks(text: str, marks: Mapping[str, str]) -> str:
    """Put the marks in the place of the addresses."""
    for mark, address in marks.items():
        text = text.replace(address, mark)
    return text


def with_addresses(text: str, marks: Mapping[str, str]) -> str:
    """Put the addresses in the place of the marks."""
    for mark, address in marks.items():
        text = text.replace(mark, address)
    return text


def missing_from(text: str, marks: Mapping[str, str]) -> list[str]:
    """List the marks that a text has lost."""
    return [mark for mark in marks if mark not in text]


def strange_in(text: str, marks: Mapping[str, str]) -> list[str]:
    """List what looks like a mark and stands for no link of this letter."""
    for mark in marks:
        text = text.replace(mark, "")
    return [found.strip() for found in _LOOKS_LIKE_ONE.findall(text)]


def pieces_of(text: str, marks: Mapping[str, str], labels: Mapping[str, str]) -> list[Piece]:
    """Take a text apart for HTML: its paragraphs, and for each mark a button, on which the label of the link stands."""
    found = []
    split = re.compile(f"({'|'.join(re.escape(mark) for mark in marks)})") if marks else re.compile("(?!)")
    for paragraph in _GAP.split(text):
        for part in split.split(paragraph):
            if part in marks:
                found.append(Piece(labels[part], marks[part]))
            elif words := _without(part, labels.values()):
                found.append(Piece(words))
    return found


def _without(words: str, labels: Iterable[str]) -> str:
    """Leave away the label that stands before a link in plain text."""
    words = words.strip()
    for label in labels:
        words = words.removesuffix(f"{label}:").strip()
    return words
