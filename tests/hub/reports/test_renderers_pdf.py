"""The PDF: tagged and said to be so, compact, furnished, and closed to everything outside it."""

import io
from dataclasses import replace
from typing import Any

import pypdf
import pytest
import typst

from hub.reports.document import Paragraph, Section, Sentence, Table
from hub.reports.renderers import render
from hub.reports.renderers.typesetting import to_pdf
from tests.hub.reports import hostile, readers
from tests.hub.reports.briefing import briefing


@pytest.fixture(scope="module")
def pdf() -> pypdf.PdfReader:
    """The briefing as PDF."""
    return pypdf.PdfReader(io.BytesIO(render(briefing(), "pdf")))


def structure(node: Any) -> list[str]:
    """The kinds of a PDF's structure elements, in order."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [kind for child in node for kind in structure(child)]
    if not isinstance(node, dict):
        return []
    here = [str(node["/S"])] if "/S" in node else []
    return here + (structure(node["/K"]) if "/K" in node else [])


def test_pdf_is_tagged_and_claims_its_standards(pdf: pypdf.PdfReader) -> None:
    root: Any = pdf.trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>2</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata


def test_pdf_has_headings_lists_header_cells_and_a_described_picture(pdf: pypdf.PdfReader) -> None:
    root: Any = pdf.trailer["/Root"]
    kinds = structure(root["/StructTreeRoot"])
    assert kinds.count("/H1") == 6
    assert kinds.count("/H2") == 4
    assert kinds.count("/L") == 4
    assert kinds.count("/TH") == 4
    assert kinds.count("/TD") == 36
    assert kinds.count("/Figure") == 1


def test_pdf_says_what_it_is(pdf: pypdf.PdfReader) -> None:
    about = pdf.metadata
    assert about is not None
    assert about.title == "Update on the Community Partnership Project"
    assert about.author == "London Safeguarding Children Board"
    assert str(about["/CreationDate"]).startswith("D:20261121000000")


def test_board_paper_takes_two_numbered_pages(pdf: pypdf.PdfReader) -> None:
    first, second = (page.extract_text() for page in pdf.pages)
    assert "1 of 2" in first
    assert "2 of 2" in second
    assert "Draft, compiled 21 November 2026" in second
    assert second.startswith("Update on the Community Partnership Project")


def test_long_table_repeats_its_header_on_each_page() -> None:
    rows = tuple((f"Borough {number}", "In post") for number in range(120))
    report = replace(
        briefing(), sections=(Section("t", "Posts", (Table("Posts", ("Borough", "Adviser"), rows),)),)
    )
    pages = pypdf.PdfReader(io.BytesIO(render(report, "pdf"))).pages
    assert len(pages) > 2
    assert all("Adviser" in page.extract_text() for page in pages)


def test_long_word_stays_on_the_page() -> None:
    report = replace(
        briefing(), sections=(Section("w", "Words", (Paragraph((Sentence(hostile.WORD_OF_10_000),)),)),)
    )
    places: list[float] = []
    for page in pypdf.PdfReader(io.BytesIO(render(report, "pdf"))).pages:
        page.extract_text(visitor_text=lambda _text, _cm, matrix, _font, _size: places.append(matrix[4]))
    assert len(places) > 100
    assert max(places) < 595 - 60


def test_character_that_no_font_has_is_drawn_as_its_number() -> None:
    report = replace(briefing(), title="中 🙂")
    made = render(report, "pdf")
    assert b"BoxedNumbers" in made
    assert readers.flat(readers.pdf_texts(made)).startswith("中🙂")
    assert b"BoxedNumbers" not in render(briefing(), "pdf")


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "../../../../etc/passwd", "report.typ", "@preview/cetz:0.3.4"]
)
def test_typesetting_reads_no_file_and_no_package(path: str) -> None:
    verb = "import" if path.startswith("@") else "include"
    with pytest.raises(typst.TypstError):
        to_pdf(f'#{verb} "{path}"'.encode(), "", briefing().compiled_on)


def test_picture_that_points_at_a_file_reads_nothing() -> None:
    """A picture like this is refused by the document; this is the second door."""
    image = '<image href="{}" width="9" height="9"/>'
    pointing = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{image}</svg>'
    template = '#set document(title: "x")\n#image(bytes(sys.inputs.data), format: "svg", alt: "x")'
    made = []
    for href in ("file:///etc/passwd", "file:///no/such/file", "http://169.254.169.254/latest/"):
        try:
            made.append(to_pdf(template.encode(), pointing.format(href), briefing().compiled_on))
        except typst.TypstError:
            made.append(b"refused")
    assert len(set(made)) == 1
