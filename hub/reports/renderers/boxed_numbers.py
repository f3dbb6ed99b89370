"""A font for what no font at hand can draw: a box with the character's number, made for one report.

A PDF that claims PDF/UA may not hold a character without a drawing, and the report must not fail because a
person wrote an emoji. So such a character is drawn as its number in a box, and when the text is read aloud,
searched or copied it is still itself. The font is TrueType with the tables that it cannot do without.
"""

import struct
from collections.abc import Iterable

# Not "Last Resort": Typst takes a font of that name for Unicode's own, and refuses what it draws.
FAMILY = "Boxed Numbers"
_EM, _WIDE, _HIGH, _LOW = 1000, 900, 760, -160

# Seven segments, as on a pocket calculator: top, top left, top right, middle, low left, low right, bottom.
_SEGMENTS = {
    "0": "1110111", "1": "0010010", "2": "1011101", "3": "1011011", "4": "0111010", "5": "1101011",
    "6": "1101111", "7": "1010010", "8": "1111111", "9": "1111011", "A": "1111110", "B": "0101111",
    "C": "1100101", "D": "0011111", "E": "1101101", "F": "1101100",
}  # fmt: skip

_Rectangle = tuple[int, int, int, int]  # left, bottom, right, top


def boxed_numbers(characters: Iterable[str]) -> bytes:
    """Make a font that draws each of the characters (at most 65,000) as its number in a box."""
    codes = sorted({ord(character) for character in characters})[:65_000]
    glyphs = [_outline([])] + [_outline(_box(code)) for code in codes]
    offsets, at = [0], 0
    for glyph in glyphs:
        at += len(glyph)
        offsets.append(at)
    widths = struct.pack(">Hh", _WIDE + 100, 50) * len(glyphs)
    return _file(
        {
            b"OS/2": _os2(codes),
            b"cmap": _cmap(codes),
            b"glyf": b"".join(glyphs),
            b"head": _head(),
            b"hhea": struct.pack(
                ">IhhhHhhhhhhhhhhhH",
                0x10000,
                800,
                -200,
                0,
                _WIDE + 100,
                0,
                0,
                _WIDE,
                1,
                *[0] * 7,
                len(glyphs),
            ),
            b"hmtx": widths,
            b"loca": struct.pack(f">{len(offsets)}I", *offsets),
            b"maxp": struct.pack(">IH13H", 0x10000, len(glyphs), 200, 50, 0, 0, 2, *[0] * 8),
            b"name": _names(),
            b"post": struct.pack(">IiihhIIIII", 0x30000, 0, -100, 50, 0, 0, 0, 0, 0, 0),
        }
    )


def _box(code: int) -> list[_Rectangle]:
    """The strokes of a box with the number in it, in two rows."""
    number = f"{code:04X}" if code <= 0xFFFF else f"{code:06X}"
    half = len(number) // 2
    wide = (_WIDE - 180) // half - 60
    strokes = [(0, _LOW, _WIDE, _LOW + 40), (0, _HIGH - 40, _WIDE, _HIGH)]
    strokes += [(0, _LOW, 40, _HIGH), (_WIDE - 40, _LOW, _WIDE, _HIGH)]
    for place, digit in enumerate(number):
        left = 120 + (place % half) * (wide + 60)
        strokes += _digit(digit, left, 340 if place < half else -70, wide, 330)
    return strokes


def _digit(digit: str, x: int, y: int, wide: int, high: int, pen: int = 50) -> list[_Rectangle]:
    middle, right, top = y + high // 2, x + wide, y + high
    places = [
        (x, top - pen, right, top),
        (x, middle, x + pen, top),
        (right - pen, middle, right, top),
        (x, middle - pen // 2, right, middle + pen // 2),
        (x, y, x + pen, middle),
        (right - pen, y, right, middle),
        (x, y, right, y + pen),
    ]
    return [place for place, is_drawn in zip(places, _SEGMENTS[digit], strict=True) if is_drawn == "1"]


def _outline(strokes: list[_Rectangle]) -> bytes:
    """One glyph of rectangles; no strokes, no outline."""
    if not strokes:
        return b""
    points = [
        point
        for left, low, right, top in strokes
        for point in ((left, low), (left, top), (right, top), (right, low))
    ]
    ends = struct.pack(f">{len(strokes)}H", *range(3, len(points), 4))
    steps = [
        (x - before[0], y - before[1]) for (x, y), before in zip(points, [(0, 0), *points], strict=False)
    ]
    glyph = struct.pack(">hhhhh", len(strokes), 0, _LOW, _WIDE, _HIGH) + ends + b"\0\0" + b"\1" * len(points)
    glyph += b"".join(struct.pack(">h", x) for x, _ in steps) + b"".join(
        struct.pack(">h", y) for _, y in steps
    )
    return glyph + b"\0" * (-len(glyph) % 4)


def _cmap(codes: list[int]) -> bytes:
    groups = b"".join(struct.pack(">III", code, code, glyph) for glyph, code in enumerate(codes, start=1))
    table = struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, len(codes)) + groups
    return struct.pack(">HHHHI", 0, 1, 3, 10, 12) + table


def _head() -> bytes:
    return struct.pack(
        ">IIIIHHqqhhhhHHhhh",
        *(0x10000, 0x10000, 0, 0x5F0F3CF5, 3, _EM, 0, 0, 0, _LOW, _WIDE, _HIGH, 0, 8, 2, 1, 0),
    )


def _os2(codes: list[int]) -> bytes:
    first, last = (min(codes[0], 0xFFFF), min(codes[-1], 0xFFFF)) if codes else (0, 0)
    return struct.pack(
        ">HhHHHhhhhhhhhhhh10s4I4sHHHhhhHH2I",
        *(3, _WIDE, 400, 5, 0, 500, 500, 0, 100, 500, 500, 0, 400, 50, 300, 0, b"\0" * 10, 0, 0, 0, 0),
        *(b"    ", 0x40, first, last, 800, -200, 0, 800, 200, 0, 0),
    ) + struct.pack(">hhHHH", 500, 700, 0, 32, 1)


def _names() -> bytes:
    texts = {1: FAMILY, 2: "Regular", 3: FAMILY, 4: FAMILY, 5: "Version 1.0", 6: FAMILY.replace(" ", "")}
    stored, records = b"", b""
    for number, text in texts.items():
        encoded = text.encode("utf-16-be")
        records += struct.pack(">HHHHHH", 3, 1, 0x409, number, len(encoded), len(stored))
        stored += encoded
    return struct.pack(">HHH", 0, len(texts), 6 + len(records)) + records + stored


def _sum(data: bytes) -> int:
    padded = data + b"\0" * (-len(data) % 4)
    numbers: tuple[int, ...] = struct.unpack(f">{len(padded) // 4}I", padded)
    return sum(numbers) % 2**32


def _file(tables: dict[bytes, bytes]) -> bytes:
    power = len(tables).bit_length() - 1
    search = 16 << power
    header = struct.pack(">IHHHH", 0x10000, len(tables), search, power, len(tables) * 16 - search)
    at, directory, body = 12 + 16 * len(tables), b"", b""
    for tag, data in sorted(tables.items()):
        directory += struct.pack(">4sIII", tag, _sum(data), at + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    return header + directory + body
