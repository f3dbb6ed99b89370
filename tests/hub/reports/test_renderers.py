"""One document, four kinds of file: the same sentences, whatever they hold, and the same bytes."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.dates import PartialDate
from config.site import tilemap, timetable
from hub.reports.document import (
    Bullets,
    Item,
    Origin,
    Paragraph,
    Picture,
    Report,
    Section,
    Sentence,
    Table,
    from_json,
    sentences,
)
from hub.reports.plain import plain
from hub.reports.renderers import FORMATS, render
from tests.hub.reports import hostile, readers
from tests.hub.reports.briefing import briefing

# What the report's own typeface draws. A letter that it would put together from two typefaces is in the PDF,
# but said twice: rarer than any name in London.
LETTERS = st.text(
    st.characters(max_codepoint=0x17F, exclude_categories=["Cc"]) | st.sampled_from("‘’“”–—…•€ΑΩαωЖжЯя")
)
ANYTHING = st.text(max_size=200)


def saying(text: str) -> Report:
    """A report of one sentence."""
    return replace(briefing(), sections=(Section("all", "All", (Paragraph((Sentence(text),)),)),))


def holding(text: str) -> Report:
    """A small report with one text in every place that a text can have."""
    spoken = Sentence(text, Origin.COORDINATOR)
    return replace(
        briefing(),
        title=text,
        sections=(
            Section(
                "all",
                text,
                (
                    Paragraph((spoken, spoken)),
                    Bullets((Item((spoken,), (Item((spoken,)),), label=text),)),
                    Table(text, (text, "Files"), ((text, "6"),)),
                ),
            ),
        ),
    )


def texts(report: Report) -> list[str]:
    """The document's sentences."""
    return [sentence.text for sentence in sentences(report)]


def test_sentences_are_the_same_in_all_four_formats() -> None:
    report = briefing()
    assert readers.json_sentences(render(report, "json")) == texts(report)
    assert readers.html(render(report, "html")).sentences == texts(report)
    assert readers.docx_sentences(render(report, "docx"), texts(report)) == texts(report)
    everything = readers.flat(readers.spoken(report))
    assert readers.flat(readers.pdf_texts(render(report, "pdf"))) == everything
    assert readers.flat(readers.docx_texts(render(report, "docx"))) == everything
    assert readers.flat(readers.html(render(report, "html")).texts) == everything


@pytest.mark.parametrize("text", hostile.ALL.values(), ids=hostile.ALL.keys())
@pytest.mark.parametrize(
    "read", [readers.docx_texts, lambda made: readers.html(made).texts], ids=["docx", "html"]
)
def test_hostile_text_comes_out_as_itself(text: str, read: Callable[[bytes], list[str]]) -> None:
    report = holding(text)
    name = "docx" if read is readers.docx_texts else "html"
    assert readers.flat(read(render(report, name))) == readers.flat(readers.spoken(report))


@pytest.mark.parametrize("text", hostile.ALL.values(), ids=hostile.ALL.keys())
def test_hostile_text_comes_out_of_json_as_itself(text: str) -> None:
    report = holding(text)
    made = render(report, "json")
    assert readers.json_sentences(made) == texts(report)
    assert text in json.loads(made)["title"]
    assert from_json(json.loads(made)) == report


@pytest.mark.parametrize("name", hostile.ALL)
def test_hostile_text_comes_out_of_pdf_as_itself(name: str) -> None:
    text = hostile.ALL[name]
    report = saying(text) if len(text) > 1_000 else holding(text)
    assert readers.flat(readers.pdf_texts(render(report, "pdf"))) == readers.flat(readers.spoken(report))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=LETTERS.filter(plain))
def test_any_letters_come_out_of_pdf_as_themselves(text: str) -> None:
    report = holding(text)
    assert readers.flat(readers.pdf_texts(render(report, "pdf"))) == readers.flat(readers.spoken(report))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=ANYTHING.filter(plain))
def test_any_text_makes_four_files_and_comes_out_as_itself(text: str) -> None:
    report = holding(text)
    assert render(report, "pdf").startswith(b"%PDF-1.7")
    assert readers.json_sentences(render(report, "json")) == texts(report)
    assert readers.html(render(report, "html")).sentences == texts(report)
    assert readers.flat(readers.docx_texts(render(report, "docx"))) == readers.flat(readers.spoken(report))


@pytest.mark.parametrize("name", FORMATS)
def test_same_report_is_the_same_bytes(name: str) -> None:
    assert render(briefing(), name) == render(briefing(), name)


@pytest.mark.parametrize("name", FORMATS)
def test_frozen_report_gives_the_bytes_of_the_report(name: str) -> None:
    kept = json.loads(render(briefing(), "json"))
    assert render(from_json(kept), name) == render(briefing(), name)


@pytest.mark.parametrize("name", ["pdf", "docx"])
def test_files_are_dated_by_the_report_and_not_by_the_clock(name: str) -> None:
    made = render(replace(briefing(), compiled_on=date(2007, 1, 9)), name)
    if name == "docx":
        with zipfile.ZipFile(io.BytesIO(made)) as file:
            assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            made = file.read("docProps/core.xml")
    assert (b"2007-01-09" if name == "docx" else b"D:20070109") in made


def test_json_is_canonical() -> None:
    made = render(briefing(), "json").decode()
    assert made == json.dumps(json.loads(made), ensure_ascii=False, sort_keys=True, indent=2) + "\n"


def test_json_says_of_each_sentence_where_it_comes_from() -> None:
    told = json.loads(render(briefing(), "json"))["sentences"]
    awaited = next(each for each in told if each["text"].startswith("A response is awaited"))
    assert awaited == {
        "text": "A response is awaited from Camden and Haringey.",
        "origin": "data",
        "origin_words": "from the data",
        "source": {"label": "File audits", "href": "/london-2006/file-audits/"},
        "boroughs": ["camden", "haringey"],
        "section": "outstanding",
    }


def test_report_cannot_be_written_in_a_format_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="Choose one of html, pdf, docx, json"):
        render(briefing(), "odt")


def test_empty_report_is_written_in_every_format() -> None:
    report = replace(briefing(), sections=())
    assert all(render(report, name) for name in FORMATS)


def test_pictures_of_the_site_stand_in_every_format() -> None:
    tiles = [tile for tile in [tilemap.tile("E09000007", status="No reply yet", kind="waiting")] if tile]
    spans = [timetable.Span("Prepare", PartialDate(date(2006, 7, 1)), PartialDate(date(2006, 12, 31)))]
    drawn = timetable.draw(spans, [], today=date(2007, 1, 8), title="Timetable")
    pictures = (
        Picture(tilemap.draw(tiles, title="London"), "Camden has not replied.", "London"),
        Picture(drawn, "Preparation ran to December 2006.", ""),
    )
    report = replace(briefing(), sections=(Section("pictures", "Pictures", pictures),))
    assert all(render(report, name) for name in FORMATS)
    assert from_json(json.loads(render(report, "json"))) == report
