"""Asks. Those of the sources come from the reconciler; this makes one without the state behind it."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from boroughs.asks.models import Ask
from tests.factories.programme import BoroughFactory


class AskFactory(DjangoModelFactory[Ask]):
    """A monthly update that a borough was asked for."""

    borough = factory.SubFactory(BoroughFactory)
    key = "update"
    kind = "update"
    title = "Has anything changed?"
    asked_on = date(2006, 12, 4)

    class Meta:
        model = Ask
