"""The table of formats: what a report can be written as, and which renderer writes it."""

from collections.abc import Callable
from dataclasses import dataclass

from hub.reports.document import Report
from hub.reports.renderers import docx, html, json, pdf


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file: its name in commands, its suffix, content type and label, and who writes it."""

    name: str
    suffix: str
    content_type: str
    label: str
    write: Callable[[Report], bytes]


_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        Format("html", ".html", "text/html; charset=utf-8", "Web page (HTML)", html.render),
        Format("pdf", ".pdf", "application/pdf", "PDF", pdf.render),
        Format("docx", ".docx", _WORD, "Word document (DOCX)", docx.render),
        Format("json", ".json", "application/json", "Data (JSON)", json.render),
    )
}


def render(report: Report, format: str) -> bytes:
    """Write a report in one of FORMATS; the same report always gives the same bytes.

    ValueError names the formats there are.
    """
    if format not in FORMATS:
        raise ValueError(f"A report cannot be written as “{format}”. Choose one of {', '.join(FORMATS)}.")
    return FORMATS[format].write(report)
