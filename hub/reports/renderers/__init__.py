"""The report's four renderings of one document: `render(report, format)` gives a file's bytes."""

from hub.reports.renderers.formats import FORMATS, Format, render

__all__ = ["FORMATS", "Format", "render"]
