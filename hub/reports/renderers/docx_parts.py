"""Parts of a Word document that python-docx has no words for: page numbers, header rows, alt text, bytes."""

import struct
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shape import InlineShape
from docx.shared import Mm
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from hub.reports.document import Table

_TEAL, _PALE, _LINE = "144E5A", "ECF3F3", "C8D0D2"
# Zip files can tell no earlier moment. The content carries the true dates.
_THE_SAME_MOMENT = (1980, 1, 1, 0, 0, 0)


def element(name: str, *children: Any, **attributes: str) -> Any:
    """Make an element of WordprocessingML, `name` and attributes without their prefix.

    Any: python-docx and lxml's stubs give the same elements types that do not meet.
    """
    made: Any = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    made.extend(children)
    return made


def add_line(document: Word, style: str, text: str = "") -> WordParagraph:
    """Add a paragraph in a style."""
    line = document.add_paragraph(text)
    put_style(line, style)
    return line


def put_style(thing: WordParagraph | Run, style: str) -> None:
    """Give a paragraph or a run the style of that name.

    By its id, the name without spaces: python-docx looks through all styles for each name, which makes a
    table of hundreds of rows take seconds.
    """
    thing._element.style = style.replace(" ", "")


def add_page_number(line: WordParagraph) -> None:
    """Write “1 of 2” as fields, which Word fills in."""
    for code, between in (("PAGE", " of "), ("NUMPAGES", "")):
        field = element("fldSimple", instr=code)
        line._p.append(field)
        shown = line.add_run("1")
        field.append(shown._r)
        if between:
            line.add_run(between)


def widths(table: Table, whole: int) -> list[float]:
    """Share out `whole` millimetres by each column's longest cell; columns of numbers stay narrow."""
    longest = [max(map(len, column)) for column in zip(table.header, *table.rows, strict=True)]
    shares = [
        min(max(length, 8), 12 if is_number else 40)
        for length, is_number in zip(longest, table.numbers, strict=True)
    ]
    return [whole * share / sum(shares) for share in shares]


def dress_table(table: WordTable, caption: str, millimetres: list[float]) -> None:
    """Give a table its lines, a header row that repeats, rows that stay whole, a name for screen readers."""
    edge = {"val": "single", "sz": "4", "space": "0", "color": _LINE}
    tbl: Any = table._tbl
    tbl.replace(
        tbl.tblPr,
        element(
            "tblPr",
            element("tblW", w="5000", type="pct"),
            element("tblBorders", element("bottom", **edge), element("insideH", **edge)),
            element("tblLayout", type="fixed"),
            element(
                "tblLook",
                val="0020",
                firstRow="1",
                lastRow="0",
                firstColumn="0",
                lastColumn="0",
                noHBand="1",
                noVBand="1",
            ),
            element("tblCaption", val=caption),
        ),
    )
    for column, width in zip(table.columns, millimetres, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        properties: Any = row._tr.get_or_add_trPr()
        properties.append(element("cantSplit"))
        if row._index == 0:
            properties.append(element("tblHeader"))
        for cell, width in zip(row.cells, millimetres, strict=True):
            cell.width = Mm(width)
    for cell in table.rows[0].cells:
        properties = cell._tc.get_or_add_tcPr()
        properties.append(
            element("tcBorders", element("bottom", val="single", sz="8", space="0", color=_TEAL))
        )
        properties.append(element("shd", val="clear", color="auto", fill=_PALE))


def size_of_png(png: bytes) -> tuple[int, int]:
    """Read a PNG's width and height in pixels, which its first chunk begins with."""
    wide, high = struct.unpack(">II", png[16:24])
    return wide, high


def describe_picture(shape: InlineShape, alt: str) -> None:
    """Give a picture the words that replace it, and no distance from the margin."""
    shape._inline.docPr.set("descr", alt)
    for side in ("distT", "distB", "distL", "distR"):
        shape._inline.set(side, "0")


def file_of(document: Word) -> bytes:
    """Write a document so that the same document is the same bytes."""
    package = document.part.package
    for name, relation in list(package.rels.items()):
        if (
            relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL
        ):  # of python-docx's own template, not of this document
            del package.rels[name]
    written, made = BytesIO(), BytesIO()
    document.save(written)
    with ZipFile(written) as source, ZipFile(made, "w") as target:
        for entry in source.infolist():
            info = ZipInfo(entry.filename, _THE_SAME_MOMENT)
            info.compress_type, info.external_attr, info.create_system = ZIP_DEFLATED, 0o600 << 16, 3
            target.writestr(info, source.read(entry))
    return made.getvalue()
