"""The plan as if it were another day: reconciled for that day inside a transaction that is rolled back."""

from datetime import date, datetime, time

from django.db import transaction

from boroughs.asks.services import reconcile
from boroughs.programme.models import Borough, Programme
from config import clock
from config.clock import LONDON
from hub.chasing.planning import Planned
from hub.chasing.selectors import chase_plan

MORNING = time(9)


def plan_as_at(programme: Programme, day: date | None) -> list[Planned]:
    """Plan from now, or as if it were the morning of `day`; nothing is written either way."""
    if day is None:
        return chase_plan(programme, clock.now())
    with transaction.atomic():
        reconcile(boroughs=Borough.objects.filter(programme=programme), today=day)
        plan = chase_plan(programme, datetime.combine(day, MORNING, LONDON))
        transaction.set_rollback(True)
    return plan
