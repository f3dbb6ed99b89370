"""The web page: the part that the site includes, and the file that needs nothing beside it."""

import pytest
from django.template.loader import render_to_string

from hub.reports.document import sentences
from hub.reports.renderers import render
from tests.hub.reports import readers
from tests.hub.reports.briefing import briefing


@pytest.fixture
def part() -> str:
    """What a page of the site includes."""
    return render_to_string("reports/document.html", {"report": briefing()})


def test_page_and_file_say_the_same_sentences(part: str) -> None:
    texts = [sentence.text for sentence in sentences(briefing())]
    assert readers.html(part.encode()).sentences == texts
    assert readers.html(render(briefing(), "html")).sentences == texts


def test_each_sentence_of_the_page_opens_its_source(part: str) -> None:
    links = [named["href"] for tag, named in readers.html(part.encode()).tags if tag == "a"]
    assert links == [sentence.source.href for sentence in sentences(briefing()) if sentence.source]


def test_coordinators_words_are_marked_for_the_eye_and_the_ear(part: str) -> None:
    marked = sum(sentence.is_coordinators for sentence in sentences(briefing()))
    assert part.count('<span class="app-sentence__mark" aria-hidden="true">°</span>') == marked
    assert part.count('<span class="govuk-visually-hidden"> (the coordinator’s words)</span>') == marked


def test_page_part_holds_no_style_and_no_script(part: str) -> None:
    tags = readers.html(part.encode()).tags
    assert not {"style", "script", "link"} & {tag for tag, _ in tags}
    assert not any("style" in named or any(name.startswith("on") for name in named) for _, named in tags)


def test_headings_step_down_one_at_a_time(part: str) -> None:
    levels = [int(tag[1]) for tag, _ in readers.html(part.encode()).tags if tag in ("h1", "h2", "h3", "h4")]
    assert levels == [2, 2, 2, 2, 2, 2, 3, 3, 3, 3]


def test_table_names_its_columns_and_rows(part: str) -> None:
    tags = readers.html(part.encode()).tags
    assert [named["scope"] for tag, named in tags if tag == "th"] == ["col"] * 4 + ["row"] * 9


def test_picture_has_words_for_those_who_do_not_see_it(part: str) -> None:
    assert (
        "div",
        {"role": "img", "aria-label": "The project runs to June 2007; drafting begins in March 2007."},
    ) in (readers.html(part.encode()).tags)


def test_file_needs_nothing_beside_it() -> None:
    made = render(briefing(), "html").decode()
    tags = readers.html(made.encode()).tags
    assert made.startswith('<!DOCTYPE html>\n<html lang="en-GB">')
    assert "default-src &#x27;none&#x27;" in made or "default-src 'none'" in made
    assert not {"script", "link", "img", "a"} & {tag for tag, _ in tags}
    assert not any("href" in named or "src" in named for _, named in tags)
    assert [tag for tag, _ in tags if tag in ("h1", "main", "header")] == ["header", "h1", "main"]


def test_page_has_each_id_once(part: str) -> None:
    ids = [named["id"] for _, named in readers.html(part.encode()).tags if "id" in named]
    assert len(ids) == len(set(ids)) == 10
