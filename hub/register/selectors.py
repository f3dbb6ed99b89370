"""Read statements."""

from collections.abc import Mapping
from datetime import date

from django.db.models import Q

from boroughs.programme.models import Programme
from hub.register.models import Statement
from hub.register.states import Topic


def statements_as_at(programme: Programme, day: date) -> Mapping[Topic, list[Statement]]:
    """Read the statements that hold as at a day, by topic, each in its place."""
    found: dict[Topic, list[Statement]] = {}
    rows = Statement.objects.filter(programme=programme, as_at_on__lte=day)
    for statement in rows.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=day)):
        found.setdefault(Topic(statement.topic), []).append(statement)
    return found
