"""Emerging issues: in the coordinator's words, each under its own heading."""

from hub.register.states import Topic
from hub.reports.document import Section
from hub.reports.sections.subject import Subject


def emerging_issues(subject: Subject) -> Section:
    """Tell the emerging issues, one below the other."""
    return Section(
        "emerging-issues",
        "Emerging issues",
        sections=tuple(
            Section(
                f"emerging-issue-{place}",
                statement.heading or "Further issue",
                tuple(subject.told(statement)),
            )
            for place, statement in enumerate(subject.stated(Topic.EMERGING_ISSUE), start=1)
        ),
    )
