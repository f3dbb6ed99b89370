"""The report's one structured source: what the compiler writes and every renderer reads.

Sections hold blocks, blocks hold sentences, and every sentence knows where it comes from. All text is
plain Unicode, never markup. `to_json` and `from_json` keep an edition frozen.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from hub.reports.blocks import (
    Block,
    Bullets,
    Item,
    Origin,
    Paragraph,
    Picture,
    Sentence,
    Source,
    Table,
    sentences_of,
    tidy,
)
from hub.reports.plain import plain

__all__ = [
    "Block",
    "Bullets",
    "Item",
    "Origin",
    "Paragraph",
    "Picture",
    "Report",
    "Section",
    "Sentence",
    "Source",
    "Table",
    "from_json",
    "sentences",
    "sentences_of",
    "to_json",
    "walk",
]

SCHEMA = "crossborough.report/1"
_RUNNING = 80  # characters


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (its slug unique in the report), the blocks below it, and sections of the next level.

    Blocks that hold nothing are left out, so that a compiler need not ask before it writes.
    """

    slug: str
    title: str
    blocks: tuple[Block, ...] = ()
    sections: tuple["Section", ...] = ()

    def __post_init__(self) -> None:
        tidy(
            self,
            title=plain(self.title),
            blocks=tuple(filter(None, self.blocks)),
            sections=tuple(self.sections),
        )
        if not self.title:
            raise ValueError("A section needs a title.")


@dataclass(frozen=True, slots=True)
class Report:
    """A whole report.

    `as_at_words` (“As at 8 January 2007”) and `status_words` (“Draft, compiled 21 November 2026”) are printed
    as they are. `compiled_on` also dates the files, so that one report always gives the same bytes.
    """

    title: str
    programme: str
    commissioner: str
    as_at: date
    as_at_words: str
    sections: tuple[Section, ...]
    status_words: str
    compiled_on: date

    def __post_init__(self) -> None:
        for name in ("title", "programme", "commissioner", "as_at_words", "status_words"):
            tidy(self, **{name: plain(getattr(self, name))})
        tidy(self, sections=tuple(self.sections))
        slugs = [section.slug for section in walk(self.sections)]
        if len(slugs) != len(set(slugs)):
            raise ValueError("Two sections of a report have the same slug.")

    @property
    def running_title(self) -> str:
        """The title for the top of later pages: one line, however long the title is."""
        return self.title if len(self.title) <= _RUNNING else f"{self.title[: _RUNNING - 1].rstrip()}…"


def walk(sections: Iterable[Section]) -> Iterator[Section]:
    """Yield sections and those below them, in reading order."""
    for section in sections:
        yield section
        yield from walk(section.sections)


def sentences(report: Report) -> Iterator[Sentence]:
    """Yield every sentence of a report in reading order."""
    for section in walk(report.sections):
        for block in section.blocks:
            yield from sentences_of(block)


def to_json(report: Report) -> dict[str, Any]:
    """Write a report in JSON's own types; `from_json` reads it back the same."""
    return {
        "schema": SCHEMA,
        "title": report.title,
        "programme": report.programme,
        "commissioner": report.commissioner,
        "as_at": report.as_at.isoformat(),
        "as_at_words": report.as_at_words,
        "status_words": report.status_words,
        "compiled_on": report.compiled_on.isoformat(),
        "sections": [_section_to_json(section) for section in report.sections],
    }


def _section_to_json(section: Section) -> dict[str, Any]:
    return {
        "slug": section.slug,
        "title": section.title,
        # Through lists, so that what is stored and what is written compare equal.
        "blocks": [_lists(_block_to_json(block)) for block in section.blocks],
        "sections": [_section_to_json(below) for below in section.sections],
    }


def _block_to_json(block: Block) -> dict[str, Any]:
    told = {"kind": block.kind} | asdict(block)
    return told | {"numbers": block.numbers} if isinstance(block, Table) else told


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_lists(each) for each in value]
    return str(value) if isinstance(value, Origin) else value


def from_json(data: dict[str, Any]) -> Report:
    """Read what `to_json` wrote; ValueError says what is wrong with it. Keys it does not know are left."""
    if data.get("schema") != SCHEMA:
        raise ValueError(f"This report is kept as “{data.get('schema')}”; this version reads “{SCHEMA}”.")
    try:
        return Report(
            title=data["title"],
            programme=data["programme"],
            commissioner=data["commissioner"],
            as_at=date.fromisoformat(data["as_at"]),
            as_at_words=data["as_at_words"],
            sections=tuple(_section(section) for section in data["sections"]),
            status_words=data["status_words"],
            compiled_on=date.fromisoformat(data["compiled_on"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"This report is not whole: {error}.") from error


def _section(data: dict[str, Any]) -> Section:
    return Section(
        slug=data["slug"],
        title=data["title"],
        blocks=tuple(_block(block) for block in data["blocks"]),
        sections=tuple(_section(below) for below in data["sections"]),
    )


def _block(data: dict[str, Any]) -> Block:
    match data["kind"]:
        case Paragraph.kind:
            return Paragraph(tuple(_sentence(sentence) for sentence in data["sentences"]))
        case Bullets.kind:
            return Bullets(tuple(_item(item) for item in data["items"]))
        case Table.kind:
            return Table(data["caption"], tuple(data["header"]), tuple(tuple(row) for row in data["rows"]))
        case Picture.kind:
            return Picture(data["svg"], data["alt"], data["caption"])
    raise ValueError(f"This report holds a block of an unknown kind, “{data['kind']}”.")


def _item(data: dict[str, Any]) -> Item:
    return Item(
        sentences=tuple(_sentence(sentence) for sentence in data["sentences"]),
        items=tuple(_item(item) for item in data["items"]),
        label=data["label"],
    )


def _sentence(data: dict[str, Any]) -> Sentence:
    source = data["source"]
    return Sentence(
        text=data["text"],
        origin=Origin(data["origin"]),
        source=Source(source["label"], source["href"]) if source else None,
        boroughs=tuple(data["boroughs"]),
    )
