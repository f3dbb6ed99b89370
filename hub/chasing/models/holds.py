"""Pauses of chasing, and decisions about letters to a higher rung."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import Q

from boroughs.access.models import Reach
from boroughs.asks.models import Ask
from boroughs.history.models import Tracked
from boroughs.people.models import Contact
from boroughs.programme.models import Borough, Programme
from hub.chasing.states import COORDINATORS, HoldKind


class Hold(Tracked):
    """A pause of chasing, of one ask or of a whole borough, with a private reason and an end (none: until lifted)."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="holds")
    borough = models.ForeignKey(Borough, on_delete=models.PROTECT, related_name="holds")
    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, null=True, related_name="holds")
    kind = models.CharField(max_length=10, choices=HoldKind.choices)
    reason = models.TextField(blank=True)
    begins_on = models.DateField()
    fieldwork_ends_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    lifted_on = models.DateField(null=True)

    reach = Reach("programme", shared_with=COORDINATORS)

    class Meta:
        default_permissions = ()
        ordering = ("-begins_on", "-id")
        indexes = [models.Index(fields=["programme"], condition=Q(lifted_on=None), name="hold_not_lifted")]

    def __str__(self) -> str:
        what = self.ask.title if self.ask else "everything"
        return f"{self.borough}: {what} held"

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds; None while that is open."""
        if self.lifted_on is not None:
            return self.lifted_on - timedelta(days=1)
        return self.ends_on

    @property
    def has_held(self) -> bool:
        """Whether it holds, or held, on any day: one that is lifted on the day on which it was placed never did."""
        return self.last_day is None or self.last_day >= self.begins_on

    def is_in_force(self, on: date) -> bool:
        """Tell whether it holds on that day."""
        return self.begins_on <= on and (self.last_day is None or on <= self.last_day)

    def may_be_lifted(self, on: date) -> bool:
        """Tell whether it can be lifted: one for a reply also later, when there is nothing to be written down."""
        return self.is_in_force(on) or (self.kind == HoldKind.REPLIED and self.lifted_on is None)

    def holds(self, ask: Ask) -> bool:
        """Tell whether it is about this ask: itself, or everything of its borough."""
        return self.borough_id == ask.borough_id and self.ask_id in {None, ask.pk}


class Escalation(Tracked):
    """The coordinator's decision about writing to a higher rung: approved, or not this time."""

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, db_index=False, related_name="escalations")
    step = models.PositiveSmallIntegerField()
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="escalations")
    is_approved = models.BooleanField()
    decided_on = models.DateField()

    reach = Reach("ask__borough__programme", shared_with=COORDINATORS)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["ask", "step"], name="escalation_decided_once")]

    def __str__(self) -> str:
        return f"{self.ask}: {'write' if self.is_approved else 'do not write'} to {self.contact}"
