"""Tools."""

from django.db import models

from boroughs.access.models import shared_in_programme
from boroughs.history.models import Tracked
from boroughs.programme.models import Programme
from config.dates import PartialDate, Precision


class Tool(Tracked):
    """Something that the programme produced for others to use; `ready_on` is when it was there."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="tools")
    title = models.CharField(max_length=200)
    audience = models.CharField(max_length=200, blank=True)
    ready_on = models.DateField()
    ready_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    ready_is_assumed = models.BooleanField(default=False)

    reach = shared_in_programme()

    class Meta:
        default_permissions = ()
        ordering = ("id",)

    def __str__(self) -> str:
        return self.title

    @property
    def ready(self) -> PartialDate:
        """When it was there."""
        return PartialDate(self.ready_on, Precision(self.ready_precision), self.ready_is_assumed)
