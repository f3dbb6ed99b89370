"""The timetable: phases as bars and key dates as diamonds, with today's line, drawn as one SVG.

Names stand above their bars, so that they can be read on a phone. What is assumed has a dashed border and says so.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from config.dates import PartialDate, say


class Span(NamedTuple):
    """One phase, from its first day to its last."""

    label: str
    begins: PartialDate
    ends: PartialDate


class Mark(NamedTuple):
    """One key date."""

    label: str
    on: PartialDate


_WIDTH, _TOP, _ROW, _MARGIN = 480, 26, 40, 8
_FONT = "'Source Sans 3', arial, sans-serif"
# White around the letters keeps them apart from the lines behind them.
_LABEL = mark_safe(
    ' class="app-timetable__label" fill="#0b0c0c" stroke="#ffffff" stroke-width="3" paint-order="stroke"'
)
_BRAND, _DONE, _TO_COME, _GREY = "#144e5a", "#144e5a", "#bcd5d9", "#49565a"


class _Scale(NamedTuple):
    first: date
    last: date

    def x(self, on: date) -> float:
        share = (on - self.first).days / max((self.last - self.first).days, 1)
        return round(_MARGIN + min(max(share, 0), 1) * (_WIDTH - 2 * _MARGIN), 1)


def draw(spans: Sequence[Span], marks: Sequence[Mark], *, today: date, title: str) -> SafeString:
    """Draw the timetable; nothing for no dates. What lies behind today is dark, what is to come is light."""
    days = [day for span in spans for day in (span.begins.on, span.ends.last_day)]
    days += [mark.on.on for mark in marks]
    if not days:
        return mark_safe("")
    scale = _Scale(min(days).replace(day=1), _month_after(max(days)))
    height = _TOP + _ROW * (len(spans) + len(marks)) + 18
    name = slugify(title)
    rows = [_bar(span, _TOP + _ROW * index, scale, today) for index, span in enumerate(spans)]
    rows += [_diamond(mark, _TOP + _ROW * (len(spans) + index), scale) for index, mark in enumerate(marks)]
    told = [_told_span(span) for span in spans] + [_told_mark(mark) for mark in marks]
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img"'
        ' aria-labelledby="{}-title {}-desc" font-family="{}" font-size="13">'
        '<title id="{}-title">{}</title><desc id="{}-desc">{}.</desc>{}{}{}</svg>',
        _WIDTH,
        height,
        name,
        name,
        _FONT,
        name,
        title,
        name,
        "; ".join(told),
        _months(scale, height),
        _today(scale, today, height) if scale.first <= today <= scale.last else "",
        format_html_join("", "{}", ((row,) for row in rows)),
    )


def _month_after(day: date) -> date:
    return (day.replace(day=28) + timedelta(4)).replace(day=1)


def _months(scale: _Scale, height: int) -> SafeString:
    firsts = [scale.first]
    while firsts[-1] < scale.last:
        firsts.append(_month_after(firsts[-1]))
    step = next(step for step in (1, 2, 3, 6, 12, 24, 60, 120, 1200) if len(firsts) / step <= 9)
    shown = [first for index, first in enumerate(firsts[:-1]) if index % step == 0]
    lines = (
        (
            scale.x(first),
            height - 18,
            scale.x(first) + 3,
            _GREY,
            f"{first:%b} {first.year}" if first == shown[0] or first.month <= step else f"{first:%b}",
        )
        for first in shown
    )
    return format_html_join(
        "",
        '<path d="M{} 16 V{}" stroke="#dfe5e6"/><text x="{}" y="12" font-size="11.5" fill="{}">{}</text>',
        lines,
    )


def _bar(span: Span, y: int, scale: _Scale, today: date) -> SafeString:
    begin, end = scale.x(span.begins.on), scale.x(span.ends.last_day + timedelta(1))
    behind = min(max(scale.x(today), begin), end)
    label, anchor = _beside(span.label, begin)
    return format_html(
        "<g><title>{}</title>"
        '<text x="{}" y="{}" text-anchor="{}"{}>{}</text>'
        '<rect x="{}" y="{}" width="{}" height="13" fill="{}" stroke="{}"{}/>'
        '<rect x="{}" y="{}" width="{}" height="13" fill="{}"/></g>',
        _told_span(span),
        label,
        y + 13,
        anchor,
        _LABEL,
        span.label,
        begin,
        y + 18,
        round(max(end - begin, 2), 1),
        _TO_COME,
        _BRAND,
        mark_safe(' stroke-dasharray="4 3"') if span.begins.is_assumed or span.ends.is_assumed else "",
        begin,
        y + 18,
        round(behind - begin, 1),
        _DONE,
    )


def _diamond(mark: Mark, y: int, scale: _Scale) -> SafeString:
    x = scale.x(mark.on.on)
    label, anchor = _beside(mark.label, x)
    return format_html(
        "<g><title>{}</title>"
        '<text x="{}" y="{}" text-anchor="{}"{}>{}</text>'
        '<path d="M{} {} l6.5 6.5 l-6.5 6.5 l-6.5 -6.5 z" fill="{}" stroke="{}"{}/></g>',
        _told_mark(mark),
        label,
        y + 13,
        anchor,
        _LABEL,
        mark.label,
        x,
        y + 18,
        "#ffffff" if mark.on.is_assumed else _BRAND,
        _BRAND,
        mark_safe(' stroke-dasharray="3 2"') if mark.on.is_assumed else "",
    )


def _beside(label: str, x: float) -> tuple[float, str]:
    """Start the label at x, or end it at the edge where it would not fit in a phone's larger letters."""
    if x + len(label) * 7.6 > _WIDTH - _MARGIN:
        return _WIDTH - _MARGIN, "end"
    return x, "start"


def _today(scale: _Scale, today: date, height: int) -> SafeString:
    x = scale.x(today)
    return format_html(
        '<path d="M{} 16 V{}" stroke="#a8231a" stroke-width="2"/>'
        '<text x="{}" y="{}" text-anchor="{}" class="app-timetable__label" font-weight="700"'
        ' fill="#a8231a">Today, {}</text>',
        x,
        height - 16,
        x + (-4 if x > _WIDTH - 150 else 4),
        height - 4,
        "end" if x > _WIDTH - 150 else "start",
        say(today),
    )


def _told_span(span: Span) -> str:
    assumed = ", assumed" if span.begins.is_assumed or span.ends.is_assumed else ""
    return f"{span.label}: {say(span.begins)} to {say(span.ends)}{assumed}"


def _told_mark(mark: Mark) -> str:
    return f"{mark.label}: {say(mark.on)}{', assumed' if mark.on.is_assumed else ''}"
