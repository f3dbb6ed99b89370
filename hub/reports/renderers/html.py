"""The report as one HTML file that needs nothing beside it: for downloads, e-mail and print.

Its body is the template that the site's own page includes, so the two cannot say different things. Sources
are pages of the site, which a saved file cannot open: there a sentence is not a link.
"""

from django.template.loader import render_to_string

from hub.reports.document import Report


def render(report: Report) -> bytes:
    """Write a report as a page of its own, with its style inside; no script, no picture, nothing fetched."""
    return render_to_string("reports/file.html", {"report": report}).encode()
