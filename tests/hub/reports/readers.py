"""What each kind of file says, read back out of its bytes, to be compared with the document."""

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pypdf
from docx import Document
from docx.table import Table as WordTable
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, StreamObject

from hub.reports.document import Block, Bullets, Paragraph, Report, Section, Table


def spoken(report: Report) -> list[str]:
    """Everything that a reader of the report is told, in order: furniture, headings, sentences, tables."""
    return [
        report.title,
        f"{report.programme} · {report.commissioner}",
        f"{report.as_at_words} · {report.status_words}",
        *(told for section in report.sections for told in _spoken_section(section)),
    ]


def _spoken_section(section: Section) -> Iterator[str]:
    yield section.title
    for block in section.blocks:
        yield from _spoken_block(block)
    for below in section.sections:
        yield from _spoken_section(below)


def _spoken_block(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield " ".join(sentence.text for sentence in block.sentences)
    elif isinstance(block, Bullets):
        for item in block.items:
            for each in (item, *item.items):
                label = [f"{each.label}:"] if each.label else []
                yield " ".join([*label, *(sentence.text for sentence in each.sentences)])
    elif isinstance(block, Table):
        yield from (block.caption, *block.header, *(cell for row in block.rows for cell in row))
    else:
        yield block.caption


def flat(texts: list[str]) -> str:
    """Texts without their spaces: lines are broken differently in each kind of file."""
    return re.sub(r"\s+", "", "".join(texts))


def json_sentences(made: bytes) -> list[str]:
    """The texts of a JSON file's list of sentences."""
    return [sentence["text"] for sentence in json.loads(made)["sentences"]]


class _Page(HTMLParser):
    """Collects the text of a page, and of its sentences; what is hidden or only a mark is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.sentences: list[str] = []
        self.texts: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.append((tag, named))
        classes = named.get("class") or ""
        if "app-sentence" in classes.split():
            self.sentences.append("")
        if tag not in ("meta", "link", "br", "img"):
            self.open.append((tag, classes))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        classes = {name for _, names in self.open for name in names.split()}
        if {"head", "svg"} & {tag for tag, _ in self.open}:
            return
        if classes & {"govuk-visually-hidden", "app-sentence__mark", "app-report__key"}:
            return
        self.texts.append(data)
        if "app-sentence" in classes:
            self.sentences[-1] += data


def html(made: bytes) -> _Page:
    """Read a page."""
    page = _Page()
    page.feed(made.decode())
    return page


def docx_texts(made: bytes) -> list[str]:
    """The paragraphs and cells of a Word document in reading order."""
    texts: list[str] = []
    for block in Document(io.BytesIO(made)).iter_inner_content():
        if isinstance(block, WordTable):
            texts += [cell.text for row in block.rows for cell in row.cells]
        else:
            texts.append(block.text)
    return texts


def docx_sentences(made: bytes, known: list[str]) -> list[str]:
    """The runs of a Word document that are sentences: those of `known`, in the document's order."""
    wanted = set(known)
    paragraphs = Document(io.BytesIO(made)).paragraphs
    return [run.text for line in paragraphs for run in line.runs if run.text in wanted and not run.bold]


def pdf_texts(made: bytes) -> list[str]:
    """What a screen reader says of a tagged PDF: by its structure, without page furniture, bullets
    and the insides of pictures."""
    reader = pypdf.PdfReader(io.BytesIO(made))
    marked = {
        page.indirect_reference.idnum: _marked(page) for page in reader.pages if page.indirect_reference
    }
    root: Any = reader.trailer["/Root"]
    return list(_walk(root["/StructTreeRoot"], None, marked))


def _walk(node: Any, page: int | None, marked: dict[int, dict[int, str]]) -> Iterator[str]:
    if isinstance(node, int):
        if page is not None:
            yield marked[page].get(int(node), "")
        return
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for child in node:
            yield from _walk(child, page, marked)
        return
    if node.get("/S") == "/Lbl" or "/Alt" in node:
        return
    if "/Pg" in node:
        page = node.raw_get("/Pg").idnum
    if "/MCID" in node:
        yield from _walk(node["/MCID"], page, marked)
    elif "/K" in node:
        child = node.raw_get("/K")
        yield from _walk(child, page, marked)


def _marked(page: pypdf.PageObject) -> dict[int, str]:
    """The text of each marked piece of a page, by its number; an actual text stands for what it covers."""
    resources: Any = page["/Resources"]
    fonts: Any = resources.get("/Font", DictionaryObject())
    letters = {name: _letters(fonts[name]) for name in fonts}
    found: dict[int, str] = {}
    open_: list[_Open] = [_Open(None)]
    font = ""
    content = page.get_contents()
    assert content is not None
    for operands, operator in ContentStream(content, page.pdf).operations:
        here = open_[-1]
        if operator in (b"BDC", b"BMC"):
            opened = _opened(operands, here)
            if opened.number is not None and opened.actual is not None and here.actual is None:
                found[opened.number] = found.get(opened.number, "") + opened.actual
            open_.append(opened)
        elif operator == b"EMC":
            open_.pop()
        elif operator == b"Tf":
            font = operands[0]
        elif operator in (b"Tj", b"TJ") and here.number is not None and here.actual is None:
            shown = list(_shown(operands[0], letters[font]))
            text = "".join(reversed(shown) if here.is_reversed else shown)
            found[here.number] = found.get(here.number, "") + text
    return found


@dataclass(frozen=True)
class _Open:
    """A marked piece that is open: its number, the text that stands for it, whether it is written backwards."""

    number: int | None
    actual: str | None = None
    is_reversed: bool = False


def _opened(operands: Any, around: _Open) -> _Open:
    named = operands[1] if len(operands) > 1 and isinstance(operands[1], DictionaryObject) else {}
    if operands[0] == "/Artifact":
        return _Open(None)
    return _Open(
        int(named["/MCID"]) if "/MCID" in named else around.number,
        str(named["/ActualText"]) if "/ActualText" in named else around.actual,
        around.is_reversed or operands[0] == "/ReversedChars",
    )


def _shown(operand: Any, letters: dict[int, str]) -> Iterator[str]:
    for piece in operand if isinstance(operand, ArrayObject) else [operand]:
        if hasattr(piece, "original_bytes"):
            raw = piece.original_bytes
            yield from (
                letters.get(int.from_bytes(raw[at : at + 2]), "\ufffd") for at in range(0, len(raw), 2)
            )


def _letters(font: Any) -> dict[int, str]:
    """A font's own table from codes to characters, as Typst writes it: one code a line, or ranges."""
    stream: StreamObject = font["/ToUnicode"]
    table = stream.get_data().decode("ascii")
    letters: dict[int, str] = {}
    for part in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<(\w+)>\s*<(\w+)>", part):
            letters[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for part in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", part):
            start = bytes.fromhex(text).decode("utf-16-be")
            for step, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                letters[code] = start[:-1] + chr(ord(start[-1]) + step)
    return letters
