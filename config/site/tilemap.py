"""The tile map: London's boroughs as squares, drawn as one SVG that carries its own colours and patterns.

The layout is After the Flood's London squared (column and row from the top left). A status is told by words,
a pattern and a border as well as by colour.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify


class Place(NamedTuple):
    """Where a borough stands on the map, and its short name."""

    column: int
    row: int
    short: str
    name: str


class Tile(NamedTuple):
    """One borough on the map: its place, status in words, kind (see `components.KINDS`) and page."""

    place: Place
    status: str
    kind: str
    href: str = ""


LONDON = {
    "E09000001": Place(4, 3, "Cty", "City of London"),
    "E09000002": Place(7, 3, "Bar", "Barking and Dagenham"),
    "E09000003": Place(3, 1, "Brn", "Barnet"),
    "E09000004": Place(7, 4, "Bxl", "Bexley"),
    "E09000005": Place(2, 2, "Brt", "Brent"),
    "E09000006": Place(5, 5, "Brm", "Bromley"),
    "E09000007": Place(3, 2, "Cmd", "Camden"),
    "E09000008": Place(4, 5, "Crd", "Croydon"),
    "E09000009": Place(1, 2, "Elg", "Ealing"),
    "E09000010": Place(4, 0, "Enf", "Enfield"),
    "E09000011": Place(6, 4, "Grn", "Greenwich"),
    "E09000012": Place(5, 2, "Hck", "Hackney"),
    "E09000013": Place(1, 3, "Hms", "Hammersmith and Fulham"),
    "E09000014": Place(4, 1, "Hgy", "Haringey"),
    "E09000015": Place(2, 1, "Hrw", "Harrow"),
    "E09000016": Place(7, 2, "Hvg", "Havering"),
    "E09000017": Place(0, 2, "Hdn", "Hillingdon"),
    "E09000018": Place(0, 3, "Hns", "Hounslow"),
    "E09000019": Place(4, 2, "Isl", "Islington"),
    "E09000020": Place(2, 3, "Kns", "Kensington and Chelsea"),
    "E09000021": Place(2, 5, "Kng", "Kingston upon Thames"),
    "E09000022": Place(3, 4, "Lam", "Lambeth"),
    "E09000023": Place(5, 4, "Lsh", "Lewisham"),
    "E09000024": Place(3, 5, "Mrt", "Merton"),
    "E09000025": Place(6, 3, "Nwm", "Newham"),
    "E09000026": Place(6, 2, "Rdb", "Redbridge"),
    "E09000027": Place(1, 4, "Rch", "Richmond upon Thames"),
    "E09000028": Place(4, 4, "Swr", "Southwark"),
    "E09000029": Place(3, 6, "Stn", "Sutton"),
    "E09000030": Place(5, 3, "Tow", "Tower Hamlets"),
    "E09000031": Place(5, 1, "WFr", "Waltham Forest"),
    "E09000032": Place(2, 4, "Wns", "Wandsworth"),
    "E09000033": Place(3, 3, "Wst", "Westminster"),
}


class _Look(NamedTuple):
    fill: str
    ink: str
    dashes: str
    mark: str


# Fill, ink (border, pattern, words), dashes of the border, shapes of the pattern in an 8 × 8 cell.
_LOOKS = {
    "waiting": _Look("#fff4bf", "#594d00", "5 3", "M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6"),
    "hopeful": _Look("#d9f0ed", "#10403c", "1.5 2.5", "M2 2 h1.6 v1.6 h-1.6z M6 6 h1.6 v1.6 h-1.6z"),
    "agreed": _Look("#d2e2f1", "#0f385c", "", "M0 2 h8 M0 6 h8"),
    "done": _Look("#00703c", "#ffffff", "", ""),
    "ours": _Look(
        "#ddd6ec", "#2a1950", "9 2", "M-2 2 L2 -2 M0 8 L8 0 M6 10 L10 6 M-2 6 L2 10 M0 0 L8 8 M6 -2 L10 2"
    ),
    "problem": _Look("#f7d9d6", "#651b10", "", "M2 0 v8 M6 0 v8"),
    "quiet": _Look("#ffffff", "#49565a", "2 2", ""),
}
_SIDE, _GAP, _STRIP = 66, 4, 9
_FONT = "'Source Sans 3', arial, sans-serif"


def tile(gss: str, *, status: str, kind: str, href: str = "") -> Tile | None:
    """Place a borough by its GSS code; None for one that is not in London."""
    place = LONDON.get(gss)
    return None if place is None else Tile(place, status, kind, href)


def legend(tiles: Sequence[Tile]) -> list[tuple[SafeString, str, str]]:
    """List each status once, in the order of the kinds: (swatch, words, names of its boroughs)."""
    names: dict[tuple[str, str], list[str]] = {}
    for one in sorted(tiles, key=lambda one: (list(_LOOKS).index(one.kind), one.status, one.place.name)):
        names.setdefault((one.kind, one.status), []).append(one.place.name)
    return [
        (_swatch(kind, index), status, ", ".join(boroughs))
        for index, ((kind, status), boroughs) in enumerate(names.items())
    ]


def draw(tiles: Sequence[Tile], *, title: str, description: str = "") -> SafeString:
    """Draw the map; boroughs that are not among the tiles stand in grey, so that London keeps its shape."""
    taken = {one.place for one in tiles}
    others = [place for place in LONDON.values() if place not in taken]
    places = [*taken, *others]
    width = (max(place.column for place in places) + 1) * (_SIDE + _GAP)
    height = (max(place.row for place in places) + 1) * (_SIDE + _GAP)
    name = slugify(title)
    told = "; ".join(f"{one.place.name}: {one.status}" for one in tiles)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="{}"'
        ' aria-labelledby="{}-title {}-desc" font-family="{}" text-anchor="middle">'
        '<title id="{}-title">{}</title><desc id="{}-desc">{}</desc><defs>{}</defs>{}{}</svg>',
        width,
        height,
        # A picture's parts are hidden from a screen reader; links must not be.
        "group" if any(one.href for one in tiles) else "img",
        name,
        name,
        _FONT,
        name,
        title,
        name,
        description or f"{told}.",
        format_html_join("", "{}", ((_pattern(kind),) for kind in _LOOKS)),
        format_html_join("", "{}", ((_background(place),) for place in others)),
        format_html_join("", "{}", ((_square(one),) for one in tiles)),
    )


def _pattern(kind: str, prefix: str = "map") -> SafeString:
    look = _LOOKS[kind]
    if not look.mark:
        return mark_safe("")
    painted = "fill" if "z" in look.mark else "stroke"
    return format_html(
        '<pattern id="{}-{}" width="8" height="8" patternUnits="userSpaceOnUse">'
        '<path d="{}" {}="{}" stroke-width="1.4"/></pattern>',
        prefix,
        kind,
        look.mark,
        mark_safe(painted),  # noqa: S308 one of two literals
        look.ink,
    )


def _corner(place: Place) -> tuple[int, int]:
    return place.column * (_SIDE + _GAP) + _GAP // 2, place.row * (_SIDE + _GAP) + _GAP // 2


def _background(place: Place) -> SafeString:
    x, y = _corner(place)
    return format_html(
        '<g aria-hidden="true"><rect x="{}" y="{}" width="{}" height="{}" rx="3" fill="#e9edee"/>'
        '<text class="app-map__other" x="{}" y="{}" font-size="13" fill="#5b676b">{}</text></g>',
        x,
        y,
        _SIDE,
        _SIDE,
        x + _SIDE // 2,
        y + _SIDE // 2 + 5,
        place.short,
    )


def _square(one: Tile) -> SafeString:
    x, y = _corner(one.place)
    look = _LOOKS[one.kind]
    words = _two_lines(one.status)
    lines = format_html_join(
        "",
        '<text class="app-map__words" x="{}" y="{}" font-size="10.5" fill="{}">{}</text>',
        ((x + _SIDE // 2, y + 44 + 12 * index, look.ink, line) for index, line in enumerate(words)),
    )
    picture = format_html(
        "<title>{}: {}</title>{}{}"
        '<text class="app-map__name" x="{}" y="{}" font-size="15" font-weight="700" fill="{}">{}</text>{}',
        one.place.name,
        one.status,
        _box(x, y, _SIDE, look),
        _strip(x, y, one.kind),
        x + _SIDE // 2,
        y + 29,
        look.ink,
        one.place.short,
        lines,
    )
    if not one.href:
        return format_html("<g>{}</g>", picture)
    return format_html('<a href="{}">{}</a>', one.href, picture)


def _box(x: int, y: int, side: int, look: _Look) -> SafeString:
    return format_html(
        '<rect class="app-map__tile" x="{}" y="{}" width="{}" height="{}" rx="3" fill="{}" stroke="{}"'
        ' stroke-width="2"{}/>',
        x + 1,
        y + 1,
        side - 2,
        side - 2,
        look.fill,
        look.fill if look.ink == "#ffffff" else look.ink,
        format_html(' stroke-dasharray="{}"', look.dashes) if look.dashes else "",
    )


def _strip(x: int, y: int, kind: str, side: int = _SIDE, prefix: str = "map") -> SafeString:
    if not _LOOKS[kind].mark:
        return mark_safe("")
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="url(#{}-{})"/>',
        x + 3,
        y + 3,
        side - 6,
        _STRIP,
        prefix,
        kind,
    )


def _swatch(kind: str, index: int) -> SafeString:
    # Patterns of its own: a reference into another picture fails when that one is not shown.
    return format_html(
        '<svg viewBox="0 0 22 22" width="22" height="22" aria-hidden="true" focusable="false">'
        "<defs>{}</defs>{}{}</svg>",
        _pattern(kind, f"legend-{index}"),
        _box(0, 0, 22, _LOOKS[kind]),
        _strip(0, 0, kind, 22, f"legend-{index}"),
    )


def _two_lines(status: str) -> list[str]:
    """Break a status into at most two lines of about equal length."""
    words = status.split()
    if len(status) <= 10 or len(words) == 1:
        return [status]
    breaks = range(1, len(words))
    at = min(breaks, key=lambda i: max(len(" ".join(words[:i])), len(" ".join(words[i:]))))
    return [" ".join(words[:at]), " ".join(words[at:])]
