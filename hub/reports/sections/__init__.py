"""The sections of the central report, one module each, in the order in which they stand."""

from collections.abc import Callable

from hub.reports.document import Section
from hub.reports.sections.achievements import achievements
from hub.reports.sections.emerging import emerging_issues
from hub.reports.sections.introduction import introduction
from hub.reports.sections.media import media_strategy
from hub.reports.sections.outstanding import outstanding_issues
from hub.reports.sections.subject import Subject
from hub.reports.sections.timescale import timescale

SECTIONS: tuple[tuple[str, Callable[[Subject], Section]], ...] = (
    ("Introduction", introduction),
    ("Achievements to date", achievements),
    ("Outstanding issues", outstanding_issues),
    ("Timescale", timescale),
    ("Media strategy", media_strategy),
    ("Emerging issues", emerging_issues),
)

__all__ = ["SECTIONS", "Subject"]
