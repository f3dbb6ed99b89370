"""What stands in a section of a report: sentences that know where they come from, tables and pictures."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from hub.reports.plain import drawing, plain

_NUMBER = re.compile(r"[\d,.]+%?|–|")


class Origin(StrEnum):
    """Where the words of a sentence come from."""

    DATA = "data"
    COORDINATOR = "coordinator"

    @property
    def words(self) -> str:
        """Say it as readers do."""
        return "from the data" if self is Origin.DATA else "the coordinator’s words"


def tidy(thing: object, **values: object) -> None:
    """Tidy a frozen dataclass while it is being made."""
    for name, value in values.items():
        object.__setattr__(thing, name, value)


@dataclass(frozen=True, slots=True)
class Source:
    """What a sentence opens: a page of the site (`/…`) or a web address, and its name."""

    label: str
    href: str

    def __post_init__(self) -> None:
        is_page = self.href.startswith("/") and not self.href.startswith(("//", "/\\"))
        if not is_page and not self.href.startswith(("https://", "http://")):
            raise ValueError(f"A source is a page of this site or a web address, not “{self.href}”.")
        tidy(self, label=plain(self.label), href=plain(self.href))


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, with where it comes from and the boroughs (slugs) of which it says something."""

    text: str
    origin: Origin = Origin.DATA
    source: Source | None = None
    boroughs: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        tidy(self, text=plain(self.text), origin=Origin(self.origin), boroughs=tuple(self.boroughs))
        if not self.text:
            raise ValueError("A sentence needs words.")

    @property
    def is_coordinators(self) -> bool:
        """Whether these are the coordinator's own words."""
        return self.origin is Origin.COORDINATOR


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that run on."""

    kind: ClassVar[str] = "paragraph"
    sentences: tuple[Sentence, ...]

    def __post_init__(self) -> None:
        tidy(self, sentences=tuple(self.sentences))

    def __bool__(self) -> bool:
        return bool(self.sentences)


@dataclass(frozen=True, slots=True)
class Item:
    """One point of a list: perhaps a lead-in (“File audits”), sentences, and points one level below it."""

    sentences: tuple[Sentence, ...] = ()
    items: tuple["Item", ...] = ()
    label: str = ""

    def __post_init__(self) -> None:
        tidy(
            self,
            sentences=tuple(self.sentences),
            items=tuple(filter(None, self.items)),
            label=plain(self.label),
        )
        if any(item.items for item in self.items):
            raise ValueError("Lists are nested one level deep. Use a section of its own instead.")

    def __bool__(self) -> bool:
        return bool(self.sentences or self.items)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of points."""

    kind: ClassVar[str] = "bullets"
    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        tidy(self, items=tuple(filter(None, self.items)))

    def __bool__(self) -> bool:
        return bool(self.items)


@dataclass(frozen=True, slots=True)
class Table:
    """Facts in rows: a caption, one header row, and rows as wide as the header; text only."""

    kind: ClassVar[str] = "table"
    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        rows = tuple(tuple(plain(cell) for cell in row) for row in self.rows)
        tidy(self, caption=plain(self.caption), header=tuple(plain(cell) for cell in self.header), rows=rows)
        if not self.caption or not all(self.header) or any(len(row) != len(self.header) for row in rows):
            raise ValueError("A table needs a caption, named columns, and rows as wide as its header.")

    def __bool__(self) -> bool:
        return bool(self.rows)

    @property
    def numbers(self) -> tuple[bool, ...]:
        """For each column, whether it holds numbers only: these are set to the right."""
        return tuple(
            at > 0 and all(map(_NUMBER.fullmatch, column))
            for at, column in enumerate(zip(*self.rows, strict=True))
        )

    @property
    def columns(self) -> list[tuple[str, bool]]:
        """Each column's name, and whether it holds numbers."""
        return list(zip(self.header, self.numbers, strict=True))

    @property
    def cells(self) -> Iterator[list[tuple[str, str, bool]]]:
        """Each row as (column, cell, whether a number), for pages that name the column beside the cell."""
        return (list(zip(self.header, row, self.numbers, strict=True)) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as SVG, the words that replace it for those who do not see it, and its caption."""

    kind: ClassVar[str] = "picture"
    svg: str
    alt: str
    caption: str

    def __post_init__(self) -> None:
        tidy(self, svg=drawing(self.svg), alt=plain(self.alt), caption=plain(self.caption))
        if not self.alt:
            raise ValueError("A picture needs words for those who do not see it.")

    def __bool__(self) -> bool:
        return True


Block = Paragraph | Bullets | Table | Picture


def sentences_of(block: Block) -> Iterator[Sentence]:
    """Yield the sentences of one block in reading order; tables and pictures have none."""
    if isinstance(block, Paragraph):
        yield from block.sentences
    elif isinstance(block, Bullets):
        for item in block.items:
            yield from item.sentences
            for below in item.items:
                yield from below.sentences
