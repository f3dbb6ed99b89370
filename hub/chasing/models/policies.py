"""How each kind of ask is chased in one programme."""

from __future__ import annotations

from datetime import time

from django.db import models

from boroughs.access.models import Reach
from boroughs.history.models import Tracked
from boroughs.programme.models import Programme
from hub.chasing.states import COORDINATORS


def tuesday_to_thursday() -> list[int]:
    """Give the sending days of the default policy, counted from Monday as 0."""
    return [1, 2, 3]


class Policy(Tracked):
    """How one kind of ask is chased in one programme, in working days."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="policies"
    )
    kind = models.SlugField(max_length=40, db_index=False)
    days_to_reply = models.PositiveSmallIntegerField(default=10)
    first_reminder_after = models.PositiveSmallIntegerField(default=2)
    second_reminder_after = models.PositiveSmallIntegerField(default=5)
    most_reminders = models.PositiveSmallIntegerField(default=2)
    ring_after = models.PositiveSmallIntegerField(default=5)
    escalate_after = models.PositiveSmallIntegerField(default=5)
    follow_up_after = models.PositiveSmallIntegerField(default=10)
    ladder = models.JSONField(null=True, help_text="positions in their order; null: the ladder of the kind")
    gates = models.JSONField(default=list, help_text="positions that are written to only once it is approved")
    sending_days = models.JSONField(default=tuesday_to_thursday)
    sends_from = models.TimeField(default=time(10))
    sends_until = models.TimeField(default=time(16))

    reach = Reach("programme", shared_with=COORDINATORS)

    class Meta:
        default_permissions = ()
        verbose_name_plural = "policies"
        constraints = [models.UniqueConstraint(fields=["programme", "kind"], name="policy_unique")]

    def __str__(self) -> str:
        return self.kind
