"""The Word document: real headings, lists, header rows, alt text, language and page numbers."""

import io
import zipfile
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.document import Document as Word
from docx.oxml.ns import qn

from hub.reports.renderers import render
from tests.hub.reports.briefing import STRIDES, briefing


@pytest.fixture(scope="module")
def made() -> bytes:
    """The briefing as a Word document."""
    return render(briefing(), "docx")


@pytest.fixture(scope="module")
def word(made: bytes) -> Word:
    """The briefing, opened."""
    return Document(io.BytesIO(made))


def styled(word: Word, style: str) -> list[str]:
    """The texts of the paragraphs in a style."""
    return [line.text for line in word.paragraphs if line.style is not None and line.style.name == style]


def test_headings_are_headings(word: Word) -> None:
    assert styled(word, "Title") == ["Update on the Community Partnership Project"]
    assert styled(word, "Heading 1")[:3] == ["Introduction", "Achievements to date", "Outstanding issues"]
    assert len(styled(word, "Heading 2")) == 4


def test_points_are_lists(word: Word) -> None:
    assert len(styled(word, "List Bullet")) == 9
    assert styled(word, "List Bullet 2")[0] == "A response is awaited from Camden and Haringey."


def test_every_style_that_is_used_is_defined(word: Word) -> None:
    defined = {style.style_id for style in word.styles}
    used = {each.get(qn("w:val")) for tag in ("w:pStyle", "w:rStyle") for each in word.element.iter(qn(tag))}
    assert used <= defined


def test_table_has_a_header_row_that_repeats_and_rows_that_stay_whole(word: Word) -> None:
    (table,) = word.tables
    assert [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows] == [True] + [False] * 9
    assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Where each borough stands"


def test_picture_has_words_for_those_who_do_not_see_it(word: Word) -> None:
    (shape,) = word.inline_shapes
    assert shape._inline.docPr.get("descr") == "The project runs to June 2007; drafting begins in March 2007."


def test_document_speaks_british_english(made: bytes, word: Word) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert b"en-US" not in file.read("word/styles.xml") + file.read("word/settings.xml")
    assert word.core_properties.language == "en-GB"


def test_document_says_what_it_is(word: Word) -> None:
    about = word.core_properties
    assert about.title == "Update on the Community Partnership Project"
    assert about.author == "London Safeguarding Children Board"
    assert f"{about.created:%Y-%m-%d}" == f"{about.modified:%Y-%m-%d}" == "2026-11-21"


def test_pages_are_numbered_on_the_first_page_and_the_others(word: Word) -> None:
    page = word.sections[0]
    for footer in (page.first_page_footer, page.footer):
        fields = [field.get(qn("w:instr")) for field in footer._element.iter(qn("w:fldSimple"))]
        assert fields == ["PAGE", "NUMPAGES"]
        assert footer.paragraphs[0].text.startswith("Draft, compiled 21 November 2026")
    assert page.header.paragraphs[0].text.endswith("As at 8 January 2007")


def test_coordinators_words_have_a_style_of_their_own(word: Word) -> None:
    runs = {run.text: run.style.name for line in word.paragraphs for run in line.runs}
    assert runs[STRIDES] == "Coordinator’s Words"
    assert runs["Brent is optimistic."] == "Default Paragraph Font"


def test_every_part_is_well_formed(made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        parts = [name for name in file.namelist() if name.endswith((".xml", ".rels"))]
        assert "word/document.xml" in parts
        for name in parts:
            ElementTree.fromstring(file.read(name))  # noqa: S314  # our own file
        assert not any("thumbnail" in name for name in file.namelist())
