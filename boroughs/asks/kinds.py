"""The registry of what can be asked. A capability registers its source in `AppConfig.ready`; nothing here knows which.

A source is a pure function from where things stand to the asks that ought to be open, and a way to take an answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from boroughs.access.states import Action
from boroughs.asks.states import Turn
from boroughs.people.states import Position
from boroughs.programme.states import Heard
from config.dates import PartialDate, Precision

if TYPE_CHECKING:
    from boroughs.asks.models import Ask
    from boroughs.history.models import Actor, Change, Tracked
    from boroughs.people.services import Newcomer
    from boroughs.programme.models import Borough


@dataclass(frozen=True, slots=True)
class Wanted:
    """One ask that ought to be open for a borough; `key` is its identity while it is.

    `asked` is when it was asked already, outside of here; without it, the first e-mail is the asking. `due_on` is a
    day that the borough itself has agreed to; without it, the policy's days to reply count. `last_safe_on` is the
    last day on which an answer is of use, and `last_safe_reason` why, as the rest of a sentence (“drafting begins …”).
    `answered` is when the borough last said something about the same matter that leaves this open: nobody asks on at
    once.
    """

    key: str
    kind: str
    title: str
    subject_id: int | None = None
    turn: Turn = Turn.BOROUGH
    turn_reason: str = ""
    asked: PartialDate | None = None
    due_on: date | None = None
    last_safe_on: date | None = None
    last_safe_reason: str = ""
    answered: PartialDate | None = None

    @property
    def answered_on(self) -> date | None:
        """The first day that `answered` can mean."""
        return self.answered.on if self.answered else None

    @property
    def answered_precision(self) -> Precision:
        """How exactly `answered` is known."""
        return self.answered.precision if self.answered else Precision.DAY


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that an ask can be given; `needs` and `takes` name the details that must or may come with it.

    The details: `firm` (a date with its precision), `files` (how many), `holder` (the id of a contact, or somebody
    new), `reason`, `promised_on`, `refer_to` (somebody with an address). `own` is the label in the words of the
    borough's own person, where they differ.
    """

    value: str
    label: str
    hint: str = ""
    needs: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()
    own: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, by whom and how, with its details, and the day from which it holds."""

    choice: str
    on: date
    said_by: str
    how: Heard
    words: str = ""
    firm: PartialDate | None = None
    files: int | None = None
    holder: int | Newcomer | None = None
    reason: str = ""
    promised_on: date | None = None
    refer_to: Newcomer | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of ask: what it is called, whom it is asked of first, who may answer it, and how a letter says it.

    `ladder` goes on where nobody holds the first position. In the phrases, `{borough}` stands for its name:
    `topic` names what it is about, `question` ends a subject line, `asking` follows “I am writing to ask” and
    `asked` “we asked”, `please` follows “Could you”. `follows_an_answer` tells that its source says when the borough
    answered what came before it. `at_stake` tells somebody higher, as a sentence, why an answer matters to the
    borough itself; empty where `why` says so.
    """

    name: str
    label: str
    asked_of: Position
    answered_under: Action
    ladder: tuple[Position, ...] = ()
    topic: str = ""
    question: str = ""
    asking: str = ""
    asked: str = ""
    please: str = ""
    why: str = ""
    follows_an_answer: bool = False
    at_stake: str = ""


@dataclass(frozen=True, slots=True)
class Correcting:
    """How an answer that has closed its ask is corrected by the person who gave it.

    `subject` is the row that an answer writes to; once anything else has been written there, nothing is corrected any
    more (None: that does not matter). The other two get the Change that the answer wrote: `choices` lists what could
    have been answered instead, and `undo` takes the answer's facts back before others are taken.
    """

    subject: Callable[[Ask], Tracked | None]
    choices: Callable[[Ask, Change], Sequence[Choice]]
    undo: Callable[[Ask, Change, Actor], None]


@dataclass(frozen=True, slots=True)
class Source:
    """Where asks come from: their kinds, what ought to be open, the choices of one ask, and taking its answer.

    `page` is the address of what the ask is about, where a source has a page for it. Without `correcting`, only the
    coordinator corrects what closed an ask.
    """

    kinds: Sequence[Kind]
    wanted: Callable[[Sequence[Borough], date], Mapping[int, Sequence[Wanted]]]
    choices: Callable[[Ask], Sequence[Choice]]
    take: Callable[[Ask, Answer, Actor], None]
    page: Callable[[Ask], str] | None = None
    correcting: Correcting | None = None


@dataclass(slots=True)
class _Registry:
    sources: list[Source] = field(default_factory=list)
    by_kind: dict[str, tuple[Kind, Source]] = field(default_factory=dict)


_registry = _Registry()


def register(source: Source) -> None:
    """Make a source known, once."""
    if source in _registry.sources:
        return
    _registry.sources.append(source)
    for kind in source.kinds:
        if kind.name in _registry.by_kind:
            raise ValueError(f"Two sources register asks of the kind {kind.name}.")
        _registry.by_kind[kind.name] = (kind, source)


def sources() -> Sequence[Source]:
    """List the registered sources."""
    return tuple(_registry.sources)


def kinds() -> Sequence[Kind]:
    """List every kind of ask."""
    return tuple(kind for kind, _ in _registry.by_kind.values())


def kind_of(name: str) -> Kind:
    """Find a kind by its name."""
    return _registry.by_kind[name][0]


def source_of(name: str) -> Source:
    """Find the source of a kind."""
    return _registry.by_kind[name][1]
