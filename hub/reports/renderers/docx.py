"""The report as a Word document: real headings, lists and header rows, for others to go on working with."""

from datetime import UTC, datetime, time
from io import BytesIO

from docx import Document
from docx.document import Document as Word
from docx.shared import Mm
from docx.text.paragraph import Paragraph as WordParagraph

from hub.reports.document import (
    Block,
    Bullets,
    Item,
    Paragraph,
    Picture,
    Report,
    Section,
    Sentence,
    Table,
)
from hub.reports.renderers import docx_parts as parts
from hub.reports.renderers import docx_styles as styles
from hub.reports.renderers.typesetting import to_png

_DRAWING = b"""
#set page(width: auto, height: auto, margin: 0pt)
#set text(font: ("Source Sans Pro", "DejaVu Sans Mono", "New Computer Modern", "Boxed Numbers"))
#image(bytes(sys.inputs.data), format: "svg")
"""
_DEEPEST_HEADING = 3
_HIGHEST_PICTURE = 95  # millimetres
_PPI = 220
_PROPERTY = 255  # characters: what Word allows
_SHORT_TABLE = 16  # rows: up to here a table stays on one page


def render(report: Report) -> bytes:
    """Write a report as a Word document of A4 pages, dated the day that it was compiled."""
    document = Document()
    styles.prepare(document)
    _describe(document, report)
    _furnish(document, report)
    for section in report.sections:
        _write_section(document, section, level=1)
    return parts.file_of(document)


def _describe(document: Word, report: Report) -> None:
    """Fill the properties of the file, so that it says what it is and no clock gets into its bytes."""
    about = document.core_properties
    about.title, about.author = report.title[:_PROPERTY], report.commissioner[:_PROPERTY]
    about.subject = f"{report.programme}. {report.as_at_words}. {report.status_words}"[:_PROPERTY]
    about.last_modified_by = about.author
    about.language, about.comments, about.keywords, about.revision = "en-GB", "", "", 1
    about.created = about.modified = datetime.combine(report.compiled_on, time(), UTC)


def _furnish(document: Word, report: Report) -> None:
    """Write the title block, the header of later pages and the footer of all."""
    parts.add_line(document, "Title", report.title)
    parts.add_line(document, "Subtitle", f"{report.programme} · {report.commissioner}")
    line = parts.add_line(document, "Subtitle")
    line.add_run(report.as_at_words).bold = True
    line.add_run(f" · {report.status_words}")
    page = document.sections[0]
    page.different_first_page_header_footer = True
    page.header.paragraphs[0].add_run(f"{report.running_title}\t{report.as_at_words}")
    for footer in (page.first_page_footer, page.footer):
        line = footer.paragraphs[0]
        parts.put_style(line, "Footer")
        line.add_run(f"{report.status_words}\t")
        parts.add_page_number(line)


def _write_section(document: Word, section: Section, *, level: int) -> None:
    parts.add_line(document, f"Heading {min(level, _DEEPEST_HEADING)}", section.title)
    for block in section.blocks:
        _write_block(document, block)
    for below in section.sections:
        _write_section(document, below, level=level + 1)


def _write_block(document: Word, block: Block) -> None:
    if isinstance(block, Paragraph):
        _write_sentences(parts.add_line(document, "Normal"), block.sentences)
    elif isinstance(block, Bullets):
        for item in block.items:
            _write_item(document, item, style="List Bullet")
    elif isinstance(block, Table):
        _write_table(document, block)
    else:
        _write_picture(document, block)


def _write_sentences(line: WordParagraph, sentences: tuple[Sentence, ...]) -> None:
    for at, sentence in enumerate(sentences):
        if at:
            line.add_run(" ")
        # The coordinator's words look like the others, but have a style of their own to be found by.
        run = line.add_run(sentence.text)
        if sentence.is_coordinators:
            parts.put_style(run, styles.WORDS)


def _write_item(document: Word, item: Item, *, style: str) -> None:
    line = parts.add_line(document, style)
    if item.label:
        line.add_run(f"{item.label}:").bold = True
        if item.sentences:
            line.add_run(" ")
    _write_sentences(line, item.sentences)
    if item.items:
        line.paragraph_format.keep_with_next = True
    for below in item.items:
        _write_item(document, below, style="List Bullet 2")


def _write_table(document: Word, table: Table) -> None:
    parts.add_line(document, "Caption", table.caption).paragraph_format.keep_with_next = True
    grid = document.add_table(rows=1 + len(table.rows), cols=len(table.header))
    parts.dress_table(grid, table.caption, parts.widths(table, styles.TEXT_WIDTH))
    rows = list(grid.rows)
    first, last, is_short = rows[0], rows[-1], len(rows) <= _SHORT_TABLE
    for row, cells in zip(rows, (table.header, *table.rows), strict=True):
        for cell, text, is_number in zip(row.cells, cells, table.numbers, strict=True):
            line = cell.paragraphs[0]
            parts.put_style(line, styles.NUMBER if is_number else styles.CELL)
            line.add_run(text).bold = row is first or None
            line.paragraph_format.keep_with_next = row is first or (is_short and row is not last)
    parts.add_line(document, styles.AFTER_TABLE)


def _write_picture(document: Word, picture: Picture) -> None:
    drawn = to_png(_DRAWING, picture.svg, ppi=_PPI)
    wide, high = (pixels / _PPI * 25.4 for pixels in parts.size_of_png(drawn))
    share = min(1, styles.TEXT_WIDTH / wide, _HIGHEST_PICTURE / high)
    line = parts.add_line(document, "Normal")
    shape = line.add_run().add_picture(BytesIO(drawn), width=Mm(wide * share))
    parts.describe_picture(shape, picture.alt)
    if picture.caption:
        line.paragraph_format.keep_with_next = True
        parts.add_line(document, "Caption", picture.caption)
