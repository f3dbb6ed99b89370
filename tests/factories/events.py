"""Events."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from boroughs.history.models import Actor
from config.dates import PartialDate
from hub.events.models import Event
from hub.events.services import EventFacts, event_add
from tests.factories.programme import ProgrammeFactory


class EventFactory(DjangoModelFactory[Event]):
    """A training day; `borough` is the one whose adviser keeps it. Takes the fields of EventFacts."""

    programme = factory.SubFactory(ProgrammeFactory)
    borough = None
    title = factory.Sequence(lambda number: f"Training day {number}")
    when = PartialDate(date(2006, 11, 15))

    class Meta:
        model = Event

    @classmethod
    def _create(cls, model_class: type[Event], *args: Any, **values: Any) -> Event:
        programme, borough = values.pop("programme"), values.pop("borough")
        return event_add(programme=programme, borough=borough, facts=EventFacts(**values), by=Actor.system())
