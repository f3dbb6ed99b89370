"""What may enter a report's document: plain text on one line, and pictures that hold only drawing.

Whatever a person typed is printed as itself in every format. Taken out is only what is no text at all:
what XML cannot carry, what breaks the line, and what would turn round the words after it.
"""

import re
import unicodedata
from xml.etree import ElementTree

_LINE_SPACE = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029 ]+")
# Soft hyphens and byte order marks are shown by some programs and not by others; annotations and forced
# directions reach beyond their own sentence. Arabic and Hebrew need none of them.
_NOT_TEXT = frozenset("\u00ad\ufeff\ufff9\ufffa\ufffb\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Controls, lone surrogates, and the private use of one font: PDF/A may not hold them.
_NO_TEXT_AT_ALL = ("Cc", "Cs", "Co")

_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = (
    "svg g defs title desc path rect circle ellipse line polyline polygon text tspan use symbol marker "
    "clipPath mask pattern linearGradient radialGradient stop"
)
_DRAWING = {f"{_SVG}{name}" for name in _SHAPES.split()}
_HREFS = {"href", "{http://www.w3.org/1999/xlink}href"}
_OUTSIDE_URL = re.compile(r"url\(\s*['\"]?\s*(?!#)", re.IGNORECASE)


def plain(text: str) -> str:
    """Put text on one line and take out what is no text; everything else stays as it was written."""
    kept = "".join(character for character in text if _is_text(character))
    return _LINE_SPACE.sub(" ", kept).strip(" ")


def _is_text(character: str) -> bool:
    if _LINE_SPACE.match(character):
        return True
    code = ord(character)
    is_noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    is_text_at_all = unicodedata.category(character) not in _NO_TEXT_AT_ALL
    return is_text_at_all and not is_noncharacter and character not in _NOT_TEXT


def drawing(svg: str) -> str:
    """Return an SVG picture that holds shapes and text only; ValueError says what else it holds.

    Pictures are drawn by our own functions, but they stand in pages and are read by the PDF and Word
    renderers: one that runs a script, carries a style or fetches anything is refused.
    """
    if "<!" in svg or "<?" in svg:
        raise ValueError("A picture must be an SVG element alone, without declarations or comments.")
    try:
        # The declarations that make parsing dangerous were refused above.
        root = ElementTree.fromstring(svg)  # noqa: S314
    except ElementTree.ParseError as error:
        raise ValueError(f"A picture must be well-formed SVG: {error}.") from error
    if root.tag != f"{_SVG}svg":
        raise ValueError("A picture must be an svg element in the namespace of SVG.")
    for element in root.iter():
        if element.tag not in _DRAWING:
            raise ValueError(f"A picture may not hold the element {element.tag}.")
        for name, value in element.attrib.items():
            _check_attribute(name, value)
    return svg.strip()


def _check_attribute(name: str, value: str) -> None:
    is_fetching = _OUTSIDE_URL.search(value) or (name in _HREFS and not value.startswith("#"))
    if is_fetching or name.lower().startswith("on") or name == "style":
        raise ValueError(f"A picture may not hold the attribute {name}=“{value[:40]}”.")
