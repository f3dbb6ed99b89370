"""Timescale: the key dates that the file reviews work towards, and what the coordinator says of them."""

from boroughs.programme.states import DRAFTING_BEGINS, REPORT_RELEASED
from config.dates import say_when
from hub.register.states import Topic
from hub.reports.document import Paragraph, Section, Sentence
from hub.reports.sections.subject import Subject


def timescale(subject: Subject) -> Section:
    """Tell when drafting begins and when the report is released."""
    clauses = []
    for slug, words in (
        (DRAFTING_BEGINS, "drafting of the final report begins"),
        (REPORT_RELEASED, "the report is released"),
    ):
        key_date = subject.key_dates.get(slug)
        if key_date is not None and not key_date.is_assumed:
            clauses.append(f"{words} {say_when(key_date.when)}")
    sentences = []
    if clauses:
        words = " and ".join(clauses)
        sentences.append(
            Sentence(f"{words[0].upper()}{words[1:]}.", source=subject.page("Key dates", "board"))
        )
    sentences += [subject.own_words(each) for each in subject.stated(Topic.TIMESCALE)]
    return Section("timescale", "Timescale", (Paragraph(tuple(sentences)),))
