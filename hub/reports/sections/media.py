"""Media strategy: in the coordinator's words."""

from hub.register.states import Topic
from hub.reports.document import Section
from hub.reports.sections.subject import Subject


def media_strategy(subject: Subject) -> Section:
    """Tell what is decided, or still to be, about the media."""
    blocks = [
        block for statement in subject.stated(Topic.MEDIA_STRATEGY) for block in subject.told(statement)
    ]
    return Section("media-strategy", "Media strategy", tuple(blocks))
