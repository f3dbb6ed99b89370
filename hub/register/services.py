"""Write statements."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from boroughs.history.models import Actor
from boroughs.history.services import record
from boroughs.programme.models import Programme
from config.dates import PartialDate
from hub.register.models import Statement
from hub.register.states import Topic


@dataclass(frozen=True, slots=True)
class StatementFacts:
    """The words of a statement, where they come from, and from when they hold."""

    topic: Topic
    text: str
    source: str
    as_at: PartialDate
    heading: str = ""
    points: Sequence[str] = ()
    closing: str = ""


@transaction.atomic
def statement_add(*, programme: Programme, facts: StatementFacts, place: int, by: Actor) -> Statement:
    """Add a statement in the coordinator's words; among those of its topic the lower place comes first."""
    statement = Statement(
        programme=programme, topic=facts.topic, heading=facts.heading, text=facts.text, place=place
    )
    statement.points, statement.closing, statement.source = list(facts.points), facts.closing, facts.source
    statement.as_at_on, statement.as_at_precision = facts.as_at.on, facts.as_at.precision
    statement.as_at_is_assumed = facts.as_at.is_assumed
    statement.save()
    summary = f"Statement added ({facts.topic.label.lower()}): {facts.heading or facts.text}"
    record(subject=statement, verb="statement-add", summary=summary, by=by)
    return statement
