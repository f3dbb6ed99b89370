"""The components that templates use. They are built in: no template needs to load them."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.utils.html import format_html
from django.utils.safestring import SafeString

from config import clock, dates
from config.dates import PartialDate
from config.site import timetable as timetable_picture
from config.site.components import KINDS, Figure, HistoryItem, SummaryRow, Task
from config.site.tilemap import Tile, draw, legend

register = template.Library()
_NOT_DIALLED = re.compile(r"[\s().-]")
_DIALLED = re.compile(r"\+?[0-9]{3,15}")
# One or two earlier entries are quicker read than opened.
LEAST_FOLDED = 3


@register.filter
def say(when: date | datetime | PartialDate | None) -> str:
    """Say a date as people write it; nothing for no date."""
    return "" if not when else dates.say(when)


@register.filter
def say_moment(moment: datetime | None) -> str:
    """Say a moment in London; nothing for none."""
    return "" if moment is None else dates.say_moment(moment)


@register.filter
def when(at: datetime | date | PartialDate | None) -> str:
    """Say a moment with its time, a date without."""
    return say_moment(at) if isinstance(at, datetime) else say(at)


@register.filter
def telephone(number: str) -> SafeString:
    """Show a telephone number that a phone can ring; one with words in it is only shown."""
    dialled = _NOT_DIALLED.sub("", number)
    if not _DIALLED.fullmatch(dialled):
        return format_html('<span class="app-nowrap">{}</span>', number)
    return format_html('<a class="govuk-link app-nowrap" href="tel:{}">{}</a>', dialled, number)


@register.simple_tag
def tag(words: object, kind: str = "quiet") -> SafeString:
    """Show a status as words on a colour; an unknown kind is a mistake in the template (KeyError)."""
    return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', KINDS[kind], words)


@register.inclusion_tag("site/parts/button.html")
def button(words: str, style: str = "", name: str = "", value: str = "") -> dict[str, Any]:
    """Show a form's button; `style` is secondary or warning."""
    return {"words": words, "style": style, "name": name, "value": value}


@register.inclusion_tag("site/parts/summary_list.html")
def summary_list(rows: Iterable[SummaryRow | Sequence[object]]) -> dict[str, Any]:
    """Show facts as keys and values."""
    return {"rows": [row if isinstance(row, SummaryRow) else SummaryRow(*row) for row in rows]}  # type: ignore[arg-type]  # a template's tuples


@register.inclusion_tag("site/parts/table.html")
def table(
    columns: Sequence[str], rows: Iterable[Sequence[object]], caption: str = "", empty: str = "Nothing yet."
) -> dict[str, Any]:
    """Show plain rows; the first cell of each heads its row. Boards write their own `app-table`."""
    first, *others = columns
    body = [(row[0], list(zip(others, row[1:], strict=True))) for row in rows]
    return {"columns": columns, "first": first, "rows": body, "caption": caption, "empty": empty}


@register.inclusion_tag("site/parts/history.html")
def history(
    items: Iterable[HistoryItem | Sequence[object]], level: int = 3, newest: int = 0
) -> dict[str, Any]:
    """Show what happened, in the order given; `level` is that of the entries' headings.

    Of a long history only the `newest` few stand open (0: all of it), the earlier ones are folded away below.
    """
    entries = [item if isinstance(item, HistoryItem) else HistoryItem(*item) for item in items]  # type: ignore[arg-type]  # a template's tuples
    cut = newest if newest and len(entries) - newest >= LEAST_FOLDED else len(entries)
    return {"entries": entries[:cut], "earlier": entries[cut:], "level": level}


@register.inclusion_tag("site/parts/task_list.html")
def task_list(items: Iterable[Task | Sequence[str]], name: str = "tasks") -> dict[str, Any]:
    """Show matters that need somebody, in the order given; `name` keeps the ids of two lists apart."""
    tasks = [item if isinstance(item, Task) else Task(*item) for item in items]  # type: ignore[arg-type]  # a template's tuples
    return {"items": tasks, "name": name}


@register.inclusion_tag("site/parts/figures.html")
def figures(items: Iterable[Figure | Sequence[object]]) -> dict[str, Any]:
    """Show a few numbers side by side."""
    return {"items": [item if isinstance(item, Figure) else Figure(*item) for item in items]}  # type: ignore[arg-type]  # a template's tuples


@register.inclusion_tag("site/parts/breadcrumbs.html")
def breadcrumbs(crumbs: Iterable[Sequence[str]]) -> dict[str, Any]:
    """Show the way from the top to this page: pairs of label and address."""
    return {"crumbs": crumbs}


@register.inclusion_tag("site/parts/error_summary.html")
def error_summary(*forms: BaseForm | str) -> dict[str, Any]:
    """List what is wrong in one or more forms, each line leading to its control; "" is no form."""
    present = [form for form in forms if isinstance(form, BaseForm)]
    return {"problems": [problem for form in present for problem in _problems(form)]}


def _problems(form: BaseForm) -> Iterable[tuple[str, str]]:
    fields = [field for field in form if not field.is_hidden]
    first = fields[0] if fields else None
    for message in form.non_field_errors():
        yield (f"#{getattr(first, 'target_id', '')}" if first else "", str(message))
    for field in form:
        for message in field.errors:
            target = "" if field.is_hidden else f"#{getattr(field, 'target_id', field.id_for_label)}"
            yield (target, str(message))


@register.inclusion_tag("site/parts/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Show the way to the other pages of a list, keeping the rest of the address's query."""
    request = context.get("request")
    query = request.GET.copy() if request is not None else None

    def href(number: int) -> str:
        if query is None:
            return f"?{name}={number}"
        query[name] = str(number)
        return f"?{query.urlencode()}"

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [(number, href(number) if isinstance(number, int) else "") for number in numbers]
    return {
        "page": page,
        "links": links,
        "previous": href(page.previous_page_number()) if page.has_previous() else "",
        "next": href(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("site/parts/tile_map.html")
def tile_map(tiles: Iterable[Tile], title: str, description: str = "") -> dict[str, Any]:
    """Draw boroughs as squares in their places, with their status in words, and a legend."""
    tiles = list(tiles)
    return {"svg": draw(tiles, title=title, description=description), "legend": legend(tiles)}


@register.inclusion_tag("site/parts/timetable.html")
def timetable(
    spans: Iterable[timetable_picture.Span | Sequence[Any]],
    marks: Iterable[timetable_picture.Mark | Sequence[Any]] = (),
    title: str = "Timetable",
    today: date | None = None,
) -> dict[str, Any]:
    """Draw phases as bars and key dates as diamonds, with today's line."""
    return {
        "svg": timetable_picture.draw(
            [timetable_picture.Span(*span) for span in spans],
            [timetable_picture.Mark(*mark) for mark in marks],
            today=today or clock.today(),
            title=title,
        )
    }


@register.simple_block_tag
def card(content: str, title: str = "", level: int = 2, style: str = "") -> SafeString:
    """Put what stands inside into a box of its own; `style` may be plain."""
    heading = format_html('<h{0} class="app-card__title">{1}</h{0}>', level, title) if title else ""
    return format_html(
        '<section class="app-card{}">{}{}</section>', f" app-card--{style}" if style else "", heading, content
    )
