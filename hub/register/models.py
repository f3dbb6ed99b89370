"""Statements."""

from django.db import models

from boroughs.access.models import Reach
from boroughs.access.states import Role
from boroughs.history.models import Tracked
from boroughs.programme.models import Programme
from config.dates import PartialDate, Precision
from hub.register.states import Topic


class Statement(Tracked):
    """A judgement or an issue in the coordinator's words: heading, text, where it comes from, and from when it holds.

    `points` are the lines under it. The text may name a key date as `{drafting-begins}`, so that it never
    contradicts the date itself.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="statements")
    topic = models.CharField(max_length=20, choices=Topic.choices)
    heading = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    points = models.JSONField(default=list, blank=True)
    closing = models.TextField(blank=True)
    source = models.CharField(max_length=200)
    as_at_on = models.DateField()
    as_at_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    as_at_is_assumed = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField(default=0)
    withdrawn_on = models.DateField(null=True)

    reach = Reach("programme", shared_with=frozenset({Role.COORDINATOR}))

    class Meta:
        default_permissions = ()
        ordering = ("topic", "place", "id")

    def __str__(self) -> str:
        return self.heading or self.text

    @property
    def as_at(self) -> PartialDate:
        """From when it holds."""
        return PartialDate(self.as_at_on, Precision(self.as_at_precision), self.as_at_is_assumed)
