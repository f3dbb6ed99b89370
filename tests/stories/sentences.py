"""The closed vocabulary: each sentence that a story can say, and what it does. `docs/stories/README.md` lists them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from boroughs.history.services import Refused
from config.dates import PartialDate, Precision
from tests.stories.reading import read_day
from tests.stories.topics import TOPICS
from tests.stories.world import World

REFUSED = ", which is refused"
HOWS = {"telephone": "telephone", "e-mail": "email", "meeting": "meeting"}

# What can stand in the place of a name in braces, and how it is read.
_PLACES = {
    "borough": r"[A-Z][a-z]+",
    "person": r"[A-Z][a-z]+’s [a-z’ ]+",
    "other": r"[A-Z][a-z]+’s [a-z’ ]+",
    "role": r"[a-z’ ]+",
    "day": r"\d{1,2} [A-Z][a-z]+ \d{4}",
    "until": r"\d{1,2} [A-Z][a-z]+ \d{4}",
    "start": r"\d{1,2} [A-Z][a-z]+ \d{4}",
    "month": r"[A-Z][a-z]+ \d{4}",
    "topic": "|".join(TOPICS),
    "how": "|".join(HOWS),
    "number": r"\d+",
    "more": r"\d+",
    "answer": r"[^,]+",
    "reason": r"[^,]+",
    "why": r"[^,]+",
    "words": r"[^“”]+",
}
_READ: dict[str, Callable[[str], object]] = {
    "day": read_day,
    "until": read_day,
    "start": lambda text: PartialDate(read_day(text)),
    "month": lambda text: PartialDate(read_day(f"1 {text}"), Precision.MONTH),
    "number": int,
    "more": int,
    "how": HOWS.__getitem__,
}

Verb = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with its places in braces, and the verb that gets what stands there."""

    words: str
    pattern: re.Pattern[str]
    verb: Verb


KNOWN: list[Sentence] = []


def sentence(*ways: str) -> Callable[[Verb], Verb]:
    """Make known one or several ways to say the same; a part in [brackets] may be left out."""

    def add(verb: Verb) -> Verb:
        KNOWN.extend(Sentence(words, _pattern(words), verb) for words in ways)
        return verb

    return add


def _pattern(words: str) -> re.Pattern[str]:
    escaped = re.escape(words).replace(r"\[", "(?:").replace(r"\]", ")?")
    return re.compile(
        re.sub(r"\\\{(\w+)\\\}", lambda match: f"(?P<{match[1]}>{_PLACES[match[1]]})", escaped),
    )


def happen(world: World, said: str) -> None:
    """Let happen what a sentence says; one that is not known fails with the list of those that are."""
    wanted, _, refused = said.partition(REFUSED)
    for known in KNOWN:
        if match := known.pattern.fullmatch(wanted):
            given = {
                name: _READ.get(name, str)(value)
                for name, value in match.groupdict().items()
                if value is not None
            }
            if said.endswith(REFUSED) and not refused:
                with pytest.raises(Refused):
                    known.verb(world, **given)
            else:
                known.verb(world, **given)
            return
    listed = "\n".join(f"  {each.words}" for each in KNOWN)
    raise ValueError(f"No story can say “{said}” yet. These sentences are known:\n{listed}")


def days_said(said: str) -> list[date]:
    """List the days that a sentence names."""
    return [read_day(found) for found in re.findall(_PLACES["day"], said)]
