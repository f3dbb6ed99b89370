"""Editions of the central report."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from hub.reports.models import Edition
from hub.reports.states import State
from tests.factories.programme import ProgrammeFactory


class EditionFactory(DjangoModelFactory[Edition]):
    """A published edition."""

    programme = factory.SubFactory(ProgrammeFactory)
    as_at = date(2007, 1, 8)
    state = State.PUBLISHED
    asked_by = "The coordinator"

    class Meta:
        model = Edition
