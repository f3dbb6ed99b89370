"""Calls that reached nobody."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from boroughs.access.models import AccessQuerySet, Reach, Reachable
from boroughs.asks.models import Ask
from boroughs.history.models import Change
from config.dates import say


class RingQuerySet(AccessQuerySet["Ring"]):
    """Rings without an answer."""

    def standing(self) -> Self:
        """Leave out those that were noted by mistake."""
        return self.filter(voided_by=None)


class Ring(Reachable):
    """That the coordinator rang about an ask and reached nobody. It is no reply; voided when wrong, never edited."""

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="rings")
    whom = models.CharField(max_length=200)
    rang_on = models.DateField()
    note = models.TextField(blank=True, help_text="the coordinator's alone")
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")
    voided_by = models.ForeignKey(Change, on_delete=models.PROTECT, null=True, related_name="+")

    # That it was rung is for the borough to know; its pages never show the note.
    reach = Reach("ask__borough__programme", "ask__borough", own_if=Q(voided_by=None))
    objects = RingQuerySet.as_manager()  # type: ignore[misc] # narrows the manager of every reachable row

    class Meta:
        default_permissions = ()
        ordering = ("rang_on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["ask", "rang_on", "whom"], condition=Q(voided_by=None), name="ring_noted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Rang {self.whom} on {say(self.rang_on)}, and did not reach them"
