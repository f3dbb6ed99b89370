"""Rounds and file audits."""

from datetime import date
from typing import Any

import factory
from factory.django import DjangoModelFactory

from audits.rounds.models import FileAudit, Round
from audits.rounds.services import Details, audit_begin, round_open
from audits.rounds.states import Position
from boroughs.history.models import Actor
from config.dates import PartialDate
from tests.factories.programme import BoroughFactory, ProgrammeFactory


class RoundFactory(DjangoModelFactory[Round]):
    """A round that every borough of the programme (made before it) was asked in December 2006."""

    programme = factory.SubFactory(ProgrammeFactory)
    slug = factory.Sequence(lambda number: f"round-{number}")
    title = "File audits"
    asked = PartialDate(date(2006, 12, 4))

    class Meta:
        model = Round

    @classmethod
    def _create(cls, model_class: type[Round], *args: Any, **values: Any) -> Round:
        return round_open(by=Actor.system(), **values)


class FileAuditFactory(DjangoModelFactory[FileAudit]):
    """One borough's part in a round (its own unless given), at `position` with `details` since `on`."""

    borough = factory.SubFactory(BoroughFactory)
    round = None
    position = Position.NO_REPLY
    on = PartialDate(date(2006, 12, 11))
    details = Details()

    class Meta:
        model = FileAudit

    @classmethod
    def _create(cls, model_class: type[FileAudit], *args: Any, **values: Any) -> FileAudit:
        borough = values.pop("borough")
        round_ = values.pop("round") or RoundFactory.create(programme=borough.programme)
        audit, _ = FileAudit.objects.get_or_create(round=round_, borough=borough)
        if values["position"] != Position.NO_REPLY:
            audit_begin(audit=audit, by=Actor.system(), **values)
        return FileAudit.objects.select_related("borough__programme", "round").get(pk=audit.pk)
