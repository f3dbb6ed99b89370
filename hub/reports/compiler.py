"""Compile the central report: read what stood as at a day, and write it down section by section."""

from collections.abc import Callable
from datetime import date

from boroughs.programme.models import Borough, Programme
from boroughs.programme.selectors import key_dates
from config import clock
from config.dates import say
from hub.register.selectors import statements_as_at
from hub.reports.document import Report, Sentence
from hub.reports.sections import SECTIONS, Subject
from hub.reports.sections.outstanding import sentences_about


def subject_of(programme: Programme, as_at: date, only: Borough | None = None) -> Subject:
    """Gather what every section needs to know."""
    return Subject(programme, as_at, key_dates(programme), statements_as_at(programme, as_at), only)


def compile_report(
    programme: Programme, as_at: date, on_section: Callable[[str], None] = lambda title: None
) -> Report:
    """Compile the report as at a day; `on_section` hears the title of each section before it is written."""
    subject = subject_of(programme, as_at)
    sections = []
    for title, write in SECTIONS:
        on_section(title)
        section = write(subject)
        if section.blocks or section.sections:
            sections.append(section)
    today = clock.today()
    return Report(
        title=f"Update on the {programme.title}",
        programme=programme.title,
        commissioner=programme.commissioner,
        as_at=as_at,
        as_at_words=f"As at {say(as_at)}",
        sections=tuple(sections),
        status_words=f"Draft, compiled {say(today)}",
        compiled_on=today,
    )


def next_report_says(borough: Borough, as_at: date) -> list[Sentence]:
    """List what the next report will say of one borough, without a word of any other."""
    return sentences_about(subject_of(borough.programme, as_at, borough))
