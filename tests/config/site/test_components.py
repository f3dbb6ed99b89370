"""The tags that pages use."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from config.dates import PartialDate
from config.site.components import KINDS, Figure, HistoryItem, SummaryRow, Task
from config.site.progress import Progress, progress_fragment
from config.site.tilemap import LONDON, Tile, draw, legend, tile
from tests.config.site.page import Page


def render(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_a_status_is_told_in_words_and_escaped() -> None:
    html = render("{% tag words 'ours' %}", words="With <us>")
    assert html == '<strong class="govuk-tag govuk-tag--purple">With &lt;us&gt;</strong>'


def test_an_unknown_kind_of_status_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        render("{% tag 'x' 'reddish' %}")


def test_dates_and_moments_are_said_as_people_write_them() -> None:
    moment = datetime(2007, 7, 8, 9, 4, tzinfo=UTC)
    assert render(
        "{{ d|say }}|{{ m|say_moment }}|{{ none|say }}", d=date(2007, 1, 8), m=moment, none=None
    ) == ("8 January 2007|8 July 2007 at 10:04am|")
    assert render("{{ a|when }}|{{ b|when }}", a=moment, b=PartialDate.parse("2006-11")) == (
        "8 July 2007 at 10:04am|November 2006"
    )


def test_telephone_number_can_be_rung_and_one_with_words_is_only_shown() -> None:
    assert render("{{ n|telephone }}", n="020 7946 0001") == (
        '<a class="govuk-link app-nowrap" href="tel:02079460001">020 7946 0001</a>'
    )
    assert 'href="tel:+442079460001"' in render("{{ n|telephone }}", n="+44 (20) 7946-0001")
    assert render("{{ n|telephone }}", n="020 7946 0001, <ask for Ann>") == (
        '<span class="app-nowrap">020 7946 0001, &lt;ask for Ann&gt;</span>'
    )


def test_history_tells_what_by_whom_when_and_in_which_words() -> None:
    item = HistoryItem(
        "Reminder sent", "Crossborough", date(2007, 1, 2), words="Dear <colleague>,\nOn 4 December"
    )
    html = render("{% history items level=2 %}", items=[item])
    assert "Dear &lt;colleague&gt;,\nOn 4 December" in html
    assert '<h2 class="moj-timeline__title">Reminder sent</h2>' in html
    assert "2 January 2007" in html


def test_history_takes_plain_tuples_and_says_when_there_is_none() -> None:
    assert "by Ruth" in render("{% history items %}", items=[("Agreed", "Ruth", date(2007, 1, 2))])
    assert "Nothing has been recorded yet." in render("{% history items %}", items=[])


def test_summary_list_names_what_a_link_changes() -> None:
    rows = [SummaryRow("Adviser", "Nobody yet", "/change/"), SummaryRow("Asked", "4 December 2006")]
    html = render("{% summary_list rows %}", rows=rows)
    assert 'href="/change/">Change<span class="govuk-visually-hidden"> Adviser</span>' in html
    assert html.count("<a ") == 1


def test_tasks_and_figures_and_cards_show_what_they_are_given() -> None:
    task = Task("Islington asks to be excused", "/i/", "A joint area review", "With us", "ours")
    html = render(
        "{% task_list tasks name='needs' %}{% figures figures %}"
        "{% card title='Call' %}<p>In</p>{% endcard %}",
        tasks=[task],
        figures=[Figure("Files agreed", 54, "of 192")],
    )
    page = Page(html)
    assert page.all("a")[0].attrs["aria-describedby"].split() == ["needs-1-hint", "needs-1-status"]
    assert "54" in html
    assert '<h2 class="app-card__title">Call</h2><p>In</p></section>' in html


def test_each_cell_of_a_table_says_its_column() -> None:
    html = render("{% table columns rows %}", columns=["Borough", "Post"], rows=[("Brent", "Not appointed")])
    assert [cell.attrs["data-label"] for cell in Page(html).all("td")] == ["Post"]
    assert "Nothing yet." in render("{% table columns rows %}", columns=["Borough"], rows=[])


def test_pagination_keeps_the_rest_of_the_query() -> None:
    page = Paginator(range(100), 10).page(5)
    request = RequestFactory().get("/?theme=ritual&page=5")
    links = Page(render("{% pagination page %}", page=page, request=request)).all("a")
    assert links[0].attrs["href"] == "?theme=ritual&page=4"
    assert [link.attrs["href"] for link in links if link.attrs.get("aria-current")] == [
        "?theme=ritual&page=5"
    ]


def test_one_page_needs_no_pagination() -> None:
    assert render("{% pagination page %}", page=Paginator(range(3), 10).page(1)).strip() == ""


CAMDEN = Tile(LONDON["E09000007"], "No reply yet", "waiting", "/london/boroughs/camden/")
HACKNEY = Tile(LONDON["E09000012"], "Agreed", "done")


def test_tile_map_is_told_in_words() -> None:
    picture = ET.fromstring(draw([CAMDEN, HACKNEY], title="File audits"))  # noqa: S314 our own picture
    names = [element.text for element in picture.iter() if element.tag.endswith(("title", "desc"))]
    assert names[:2] == ["File audits", "Camden: No reply yet; Hackney: Agreed."]
    assert "Camden: No reply yet" in names[2:]


def test_tile_map_without_links_is_a_picture() -> None:
    assert 'role="img"' in draw([HACKNEY], title="File audits")
    assert 'role="group"' in draw([CAMDEN], title="File audits")


def test_tile_map_shows_all_of_london_once() -> None:
    assert len({(place.column, place.row) for place in LONDON.values()}) == len(LONDON) == 33
    assert draw([CAMDEN], title="x").count('class="app-map__other"') == 32


def test_kinds_differ_by_pattern_or_border_and_not_by_colour_alone() -> None:
    looks = set()
    for kind in KINDS:
        svg = draw([Tile(LONDON["E09000007"], "x", kind)], title="x")
        square = svg[svg.index("<title>Camden") :]
        marks = 'fill="url(' in square and svg.split(f'id="map-{kind}"')[1].split('d="')[1].split('"')[0]
        dashes = square.split("stroke-dasharray")[1].split('"')[1] if "stroke-dasharray" in square else ""
        looks.add((marks, dashes))
    assert len(looks) == len(KINDS)


def test_legend_says_each_status_with_its_boroughs() -> None:
    other = Tile(LONDON["E09000014"], "No reply yet", "waiting")
    assert [(words, names) for _, words, names in legend([HACKNEY, other, CAMDEN])] == [
        ("No reply yet", "Camden, Haringey"),
        ("Agreed", "Hackney"),
    ]


def test_a_borough_outside_london_has_no_tile() -> None:
    assert tile("E08000025", status="Agreed", kind="done") is None


def test_progress_is_polled_until_it_is_over() -> None:
    request = RequestFactory().get("/")
    running = progress_fragment(request, Progress("Report", "Chapter 3 of 7", "/f/", "/page/", 3, 7))
    over = progress_fragment(
        request, Progress("Report", "Ready", "/f/", "/page/", is_over=True, result="/r/")
    )
    assert running.status_code == 200
    assert 'hx-trigger="every 1s"' in running.text
    assert 'href="/page/">Check again' in running.text
    assert over.status_code == 286
    assert "hx-get" not in over.text
    assert 'href="/r/"' in over.text


def test_timetable_is_told_in_words_and_says_what_is_assumed() -> None:
    spans = [
        ("Write the report", PartialDate.parse("2007-03"), PartialDate.parse("2007-05", is_assumed=True))
    ]
    marks = [("Report released", PartialDate.parse("2007-06"))]
    html = render("{% timetable s m today=t %}", s=spans, m=marks, t=date(2007, 4, 2))
    assert "Write the report: March 2007 to May 2007, assumed; Report released: June 2007." in html
    assert "stroke-dasharray" in html
    assert "Today, 2 April 2007" in html


def test_timetable_leaves_out_a_today_that_lies_outside() -> None:
    spans = [("Write the report", PartialDate.parse("2007-03"), PartialDate.parse("2007-05"))]
    assert "Today" not in render("{% timetable s today=t %}", s=spans, t=date(2026, 1, 1))
    assert render("{% timetable s %}", s=[]).strip() == ""


def test_timetable_of_years_keeps_its_scale_readable() -> None:
    spans = [("Programme", PartialDate.parse("2006"), PartialDate.parse("2012"))]
    html = render("{% timetable s today=t %}", s=spans, t=date(2007, 1, 8))
    assert 3 <= html.count('font-size="11.5"') <= 9
