"""Phases."""

from django.db import models

from boroughs.access.models import shared_in_programme
from boroughs.history.models import Tracked
from boroughs.programme.models import Programme
from config.dates import PartialDate, Precision


class Phase(Tracked):
    """One phase of the timeline."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="phases")
    title = models.CharField(max_length=200)
    begins_on = models.DateField()
    begins_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    ends_on = models.DateField()
    ends_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    is_assumed = models.BooleanField(default=False)

    reach = shared_in_programme()

    class Meta:
        default_permissions = ()
        ordering = ("begins_on", "id")

    def __str__(self) -> str:
        return self.title

    @property
    def begins(self) -> PartialDate:
        """When it begins."""
        return PartialDate(self.begins_on, Precision(self.begins_precision), self.is_assumed)

    @property
    def ends(self) -> PartialDate:
        """When it ends."""
        return PartialDate(self.ends_on, Precision(self.ends_precision), self.is_assumed)
