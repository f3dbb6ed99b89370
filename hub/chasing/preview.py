"""The plan as if it were another day: reconciled for that day inside a transaction that is rolled back."""

from datetime import date, datetime, time

from django.db import transaction

from boroughs.asks.services import reconcile
from boroughs.programme.models import Borough, Programme
from config import clock
from config.clock import LONDON
from hub.chasing.plan.newcomers import Newcomer
from hub.chasing.plan.planned import Planned
from hub.chasing.selectors import whole_plan

MORNING = time(9)


def plan_as_at(programme: Programme, day: date | None) -> list[Planned | Newcomer]:
    """Plan from now, or as if it were the morning of `day`; nothing is written either way.

    The welcomes come last, and with them those that were left out.
    """
    if day is None:
        return _all_of(programme, clock.now())
    with transaction.atomic():
        reconcile(boroughs=Borough.objects.filter(programme=programme), today=day)
        plan = _all_of(programme, datetime.combine(day, MORNING, LONDON))
        transaction.set_rollback(True)
    return plan


def _all_of(programme: Programme, now: datetime) -> list[Planned | Newcomer]:
    plan = whole_plan(programme, now)
    return [*plan.asks, *plan.welcomes, *plan.welcomes_left_out]
