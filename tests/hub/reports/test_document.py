"""The structured source: plain text, sentences in order, and frozen as JSON."""

import json
from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.reports.document import (
    Bullets,
    Item,
    Origin,
    Paragraph,
    Picture,
    Section,
    Sentence,
    Source,
    Table,
    from_json,
    sentences,
    to_json,
)
from hub.reports.plain import plain
from tests.hub.reports.briefing import briefing, point, words

SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'


def test_report_comes_back_from_json_the_same() -> None:
    kept = json.loads(json.dumps(to_json(briefing())))
    assert kept == to_json(briefing())
    assert from_json(kept) == briefing()


def test_frozen_report_of_another_schema_is_refused() -> None:
    with pytest.raises(ValueError, match=r"kept as “crossborough\.report/9”"):
        from_json(to_json(briefing()) | {"schema": "crossborough.report/9"})


def test_frozen_report_that_lacks_a_part_is_refused_by_name() -> None:
    kept = to_json(briefing())
    del kept["sections"][0]["blocks"][0]["sentences"]
    with pytest.raises(ValueError, match="not whole: 'sentences'"):
        from_json(kept)


def test_frozen_report_with_a_block_of_another_kind_is_refused() -> None:
    kept = to_json(briefing())
    kept["sections"][0]["blocks"][0]["kind"] = "film"
    with pytest.raises(ValueError, match="unknown kind, “film”"):
        from_json(kept)


def test_sentences_come_in_reading_order_from_nested_points_and_sections() -> None:
    texts = [sentence.text for sentence in sentences(briefing())]
    assert len(texts) == 29
    assert texts[0].startswith("This report summarises")
    assert texts[8].startswith("Brent, Enfield and Southwark")
    assert texts[9] == "A response is awaited from Camden and Haringey."
    assert texts[-1].startswith("This could comprise a pool")


def test_each_sentence_says_whose_words_it_is() -> None:
    origins = {sentence.origin.words for sentence in sentences(briefing())}
    assert origins == {"from the data", "the coordinator’s words"}


def test_document_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        words("This stands.").text = "This does not."  # type: ignore[misc]  # the point of the test


def test_blocks_that_hold_nothing_are_left_out() -> None:
    empty = (Paragraph(()), Bullets((Item(label="File audits"),)), Table("Posts", ("Borough",), ()))
    assert Section("posts", "Posts", (*empty, Paragraph((words("One."),)))).blocks == (
        Paragraph((words("One."),)),
    )


def test_lists_nest_one_level_deep() -> None:
    below = point(words("Below."))
    with pytest.raises(ValueError, match="one level deep"):
        point(words("One."), items=(point(words("Two."), items=(below,)),))


def test_sentence_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="needs words"):
        Sentence(" \n\x00 ")


def test_two_sections_with_one_slug_are_refused() -> None:
    section = Section("posts", "Posts")
    with pytest.raises(ValueError, match="same slug"):
        replace(briefing(), sections=(section, Section("people", "People", (), (section,))))


def test_table_with_a_short_row_is_refused() -> None:
    with pytest.raises(ValueError, match="as wide as its header"):
        Table("Posts", ("Borough", "Adviser"), (("Brent",),))


def test_columns_of_numbers_are_known() -> None:
    table = Table("Files", ("Borough", "Files", "Share"), (("6", "6", "12%"), ("Brent", "–", "few")))
    assert table.numbers == (False, True, False)


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "//example.org/", "/\\example.org", "data:text/html,x", ""]
)
def test_source_leads_to_a_page_or_a_web_address(href: str) -> None:
    with pytest.raises(ValueError, match="A source is a page"):
        Source("Posts", href)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<style>rect{fill:red}</style>",
        "<foreignObject/>",
        '<image href="file:///etc/passwd"/>',
        '<use href="https://example.org/#a"/>',
        '<rect onclick="alert(1)"/>',
        '<rect style="fill:red"/>',
        '<rect fill="url(https://example.org/#a)"/>',
        "<!-- a comment -->",
        "<rect>",
    ],
)
def test_picture_that_is_more_than_a_drawing_is_refused(inside: str) -> None:
    with pytest.raises(ValueError, match="A picture"):
        Picture(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>', "A square", "")


def test_picture_that_declares_entities_is_refused() -> None:
    with pytest.raises(ValueError, match="without declarations"):
        Picture('<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SQUARE, "A square", "")


def test_picture_needs_words_for_those_who_do_not_see_it() -> None:
    assert Picture(SQUARE, "A square", "").svg == SQUARE
    with pytest.raises(ValueError, match="do not see"):
        Picture(SQUARE, " ", "A square")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  two\n lines\tand a tab ", "two lines and a tab"),
        ("a line\u2028separated", "a line separated"),
        ("nought\x00 and bell\x07", "nought and bell"),
        ("half a \ud800character", "half a character"),
        ("turned \u202eround\u202c", "turned round"),
        ("one font’s own \ue000", "one font’s own"),
        ("8\u00a0January", "8\u00a0January"),
        ("# $ * < @ \\ =1+1 file:///etc/passwd", "# $ * < @ \\ =1+1 file:///etc/passwd"),
        ("مرحبا שלום 🙂 👨‍👩‍👧 中文", "مرحبا שלום 🙂 👨‍👩‍👧 中文"),
    ],
)
def test_text_stays_itself_on_one_line(typed: str, kept: str) -> None:
    assert plain(typed) == kept


@given(st.text())
def test_plain_text_is_plain_already(typed: str) -> None:
    assert plain(plain(typed)) == plain(typed)


def test_origin_may_be_given_by_name() -> None:
    assert Sentence("It stands.", "coordinator").origin is Origin.COORDINATOR  # type: ignore[arg-type]  # as from JSON
