"""Events."""

from django.db import models

from boroughs.access.models import Reach
from boroughs.access.states import EVERYONE
from boroughs.history.models import Tracked
from boroughs.programme.models import Borough, Programme, Theme
from config.dates import PartialDate, Precision


class Event(Tracked):
    """A meeting, training or workshop. `attendance` null is “don't know”, which is not nobody.

    `borough` is the one whose adviser keeps the record (none: the coordinator). `known_on` is when the programme
    knew of it: a report as at an earlier day does not name it.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="events")
    borough = models.ForeignKey(Borough, on_delete=models.PROTECT, null=True, related_name="events_kept")
    title = models.CharField(max_length=200)
    on = models.DateField()
    precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    is_assumed = models.BooleanField(default=False)
    known_on = models.DateField()
    venue = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    hosts = models.ManyToManyField(Borough, related_name="events", blank=True)
    is_led_centrally = models.BooleanField(default=False)
    themes = models.ManyToManyField(Theme, related_name="events", blank=True)
    attendance = models.PositiveIntegerField(null=True)
    is_called_off = models.BooleanField(default=False)

    reach = Reach("programme", "borough", shared_with=EVERYONE)

    class Meta:
        default_permissions = ()
        ordering = ("-on", "id")

    def __str__(self) -> str:
        return self.title

    @property
    def when(self) -> PartialDate:
        """The date with its precision."""
        return PartialDate(self.on, Precision(self.precision), self.is_assumed)
