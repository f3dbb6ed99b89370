"""How the Word document looks: all of it in styles, so that changing a style changes the document."""

from typing import Any

from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

# Arial is on every machine that opens the file; Source Sans is not.
_FACE = "Arial"
_TEAL, _QUIET, _WHITE = "144E5A", "49565A", "FFFFFF"
TEXT_WIDTH = 166  # millimetres
CELL, NUMBER, AFTER_TABLE, WORDS = "Table Text", "Table Number", "After Table", "Coordinator’s Words"


def prepare(document: Word) -> None:
    """Set page, language and styles of an empty document."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm((210 - TEXT_WIDTH) / 2)
    page.top_margin = page.bottom_margin = Mm(20)
    page.header_distance = page.footer_distance = Mm(10)
    _speak_british(document)
    _be_modern(document)
    styles = document.styles
    styles.add_style(WORDS, WD_STYLE_TYPE.CHARACTER)
    for name in (CELL, NUMBER, AFTER_TABLE):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    _style(document, "Normal", 10.5, after=6)
    _style(document, "Title", 20, before=0, after=3, colour=_WHITE, bold=True)
    _style(document, "Subtitle", 10.5, after=2, colour=_WHITE)
    _style(document, "Heading 1", 14, before=13, after=4, colour=_TEAL, bold=True)
    _style(document, "Heading 2", 11.5, before=9, after=3, colour=_TEAL, bold=True)
    _style(document, "Heading 3", 10.5, before=8, after=3, colour=_TEAL, bold=True)
    _style(document, "List Bullet", 10.5, after=3)
    _style(document, "List Bullet 2", 10.5, after=2)
    _style(document, "Caption", 9.5, before=6, after=3, colour=_TEAL, bold=True)
    _style(document, CELL, 9.5, before=1.5, after=1.5)
    _style(document, NUMBER, 9.5, before=1.5, after=1.5)
    _style(document, AFTER_TABLE, 4, after=0)
    _style(document, "Header", 8.5, colour=_QUIET)
    _style(document, "Footer", 8.5, colour=_QUIET)
    styles[NUMBER].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for name in ("Title", "Subtitle"):
        _put_on_teal(styles[name])
    for name in ("Header", "Footer"):
        _put_tab_at_the_right(styles[name])


def _style(
    document: Word,
    name: str,
    points: float,
    *,
    before: float = 0,
    after: float = 0,
    colour: str | None = None,
    bold: bool = False,
) -> None:
    style: Any = document.styles[name]
    style.font.size, style.font.bold, style.font.italic = Pt(points), bold, False
    if colour:
        style.font.color.rgb = RGBColor.from_string(colour)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.12
    properties = style.element.get_or_add_rPr()
    for named in properties.findall(qn("w:rFonts")):
        properties.remove(named)
    style.font.name = _FACE
    fonts = properties.find(qn("w:rFonts"))
    fonts.set(qn("w:cs"), _FACE)
    fonts.set(qn("w:eastAsia"), _FACE)
    for unwanted in (*properties.findall(qn("w:spacing")), *style.element.iter(qn("w:contextualSpacing"))):
        unwanted.getparent().remove(unwanted)


def _speak_british(document: Word) -> None:
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
        language.set(qn("w:eastAsia"), "en-GB")
    for language in document.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), "en-GB")


def _be_modern(document: Word) -> None:
    """Open as a present-day document: python-docx's template asks for the manners of Word 2010."""
    for each in document.settings.element.iter(qn("w:compatSetting")):
        if each.get(qn("w:name")) == "compatibilityMode":
            each.set(qn("w:val"), "15")
    for zoom in document.settings.element.iter(qn("w:zoom")):
        zoom.set(qn("w:percent"), "100")


def _put_on_teal(style: Any) -> None:
    """Shade a paragraph; its border, in the same colour, holds the shade away from the words."""
    properties = style.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    border = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "8"), ("color", _TEAL)):
            edge.set(qn(f"w:{name}"), value)
        border.append(edge)
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", _TEAL)):
        shade.set(qn(f"w:{name}"), value)
    after = ("w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:numPr")
    first = next((child for child in properties if child.tag in {qn(name) for name in after}), None)
    place = len(properties) if first is None else list(properties).index(first)
    properties.insert(place, border)
    properties.insert(place + 1, shade)
    style.paragraph_format.left_indent = style.paragraph_format.right_indent = Mm(3)


def _put_tab_at_the_right(style: Any) -> None:
    stops = style.paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(Mm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
