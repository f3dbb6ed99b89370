"""The report as PDF: tagged, exported as PDF/UA-1 and PDF/A-2a, set by Typst from report.typ."""

import json
from pathlib import Path

from hub.reports.document import Report, to_json
from hub.reports.renderers.typesetting import to_pdf

TEMPLATE = Path(__file__).with_name("report.typ")


def render(report: Report) -> bytes:
    """Write a report as PDF, dated the day that it was compiled."""
    # As it is and not escaped: the characters decide which fonts are needed.
    data = json.dumps(to_json(report) | {"running_title": report.running_title}, ensure_ascii=False)
    return to_pdf(TEMPLATE.read_bytes(), data, report.compiled_on)
