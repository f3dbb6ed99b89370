"""Editions and the files that they are frozen in."""

from django.db import models
from django.db.models import Q

from boroughs.access.models import Reach, shared_in_programme
from boroughs.history.models import Tracked
from boroughs.programme.models import Borough, Programme
from config import clock
from hub.reports.states import State


class Edition(Tracked):
    """One compiled central report.

    `document` is its structured source, frozen. While it is compiled, `progress` of `parts` are done.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="editions")
    as_at = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.CharField(max_length=200)
    compiled_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    progress = models.PositiveSmallIntegerField(default=0)
    parts = models.PositiveSmallIntegerField(default=0)
    doing = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)
    document = models.JSONField(default=dict, blank=True)

    reach = shared_in_programme(shared_if=Q(state__in=[State.PUBLISHED, State.SUPERSEDED]))

    class Meta:
        default_permissions = ()
        ordering = ("-as_at", "-id")

    def __str__(self) -> str:
        return f"Central report as at {self.as_at}"


class EditionFile(models.Model):
    """One rendering of an edition, kept as it was: its bytes and their SHA-256."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, db_index=False, related_name="files")
    format = models.CharField(max_length=4)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["edition", "format"], name="edition_file_unique")]

    def __str__(self) -> str:
        return f"{self.edition}, {self.format}"


class ReportQuery(Tracked):
    """A borough's “This is wrong” about what the report says of it; open until the coordinator has dealt with it."""

    borough = models.ForeignKey(Borough, on_delete=models.PROTECT, related_name="report_queries")
    sentence = models.TextField()
    words = models.TextField()
    asked_at = models.DateTimeField(default=clock.now)
    asked_by = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    reach = Reach("borough__programme", "borough")

    class Meta:
        default_permissions = ()
        verbose_name_plural = "report queries"
        ordering = ("-asked_at", "-id")

    def __str__(self) -> str:
        return f"{self.borough}: {self.words}"
