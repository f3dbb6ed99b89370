"""Changes (every verb writes one) and the abstract bases of what is tracked and of entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from boroughs.access.models import AccessQuerySet, Reach, Reachable
from boroughs.history.states import Door
from config import clock
from config.dates import PartialDate, Precision

if TYPE_CHECKING:
    from boroughs.people.models import User

E = TypeVar("E", bound="Entry")


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, and through which door; `name` is what the history shows."""

    user: User | None
    door: Door
    name: str
    is_of_borough: bool = False

    @classmethod
    def system(cls) -> Self:
        """Crossborough itself: the reconciler, the sender."""
        return cls(None, Door.SYSTEM, "Crossborough")


class Change(Reachable):
    """One thing that happened to one row, by whom, and what it was before and after."""

    programme = models.ForeignKey(
        "boroughs.Programme", on_delete=models.PROTECT, db_index=False, related_name="changes"
    )
    borough = models.ForeignKey(
        "boroughs.Borough", on_delete=models.PROTECT, null=True, db_index=False, related_name="changes"
    )
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, db_index=False)
    subject_id = models.BigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    version = models.PositiveIntegerField()
    verb = models.SlugField(max_length=60, db_index=False)
    summary = models.TextField()
    is_private = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    door = models.CharField(max_length=10, choices=Door.choices)
    at = models.DateTimeField(default=clock.now)
    before = models.JSONField(encoder=DjangoJSONEncoder, default=dict)
    after = models.JSONField(encoder=DjangoJSONEncoder, default=dict)

    reach = Reach("programme", "borough", own_if=Q(is_private=False))

    class Meta:
        default_permissions = ()
        ordering = ("-at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "version"], name="change_version_unique"
            ),
        ]
        indexes = [
            models.Index(fields=["borough", "-at"], name="change_borough_at"),
            models.Index(fields=["programme", "-at"], name="change_programme_at"),
        ]

    def __str__(self) -> str:
        return self.summary


class Tracked(Reachable):
    """Base of a row whose verbs are recorded: its version is that of its last Change."""

    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


class Subject(Tracked):
    """Base of a row whose facts are entries: it has a copy of the latest one's, and since when they have held."""

    since_on = models.DateField(null=True)
    since_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    assumed = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True

    @property
    def since(self) -> PartialDate | None:
        """From when on it has stood like this."""
        if self.since_on is None:
            return None
        return PartialDate(self.since_on, Precision(self.since_precision), "effective_on" in self.assumed)


class EntryQuerySet(AccessQuerySet[E]):
    """Entries that still stand, and what stood at a date."""

    def standing(self) -> Self:
        """Leave out the voided."""
        return self.filter(voided_by=None)

    def as_at(self, day: date) -> Self:
        """Keep, for each subject, the one entry that stood at the end of `day`: the latest by (effective_on, id)."""
        rows = self.model._default_manager.filter(
            **{self.model.subject_field: OuterRef(self.model.subject_field)}
        )
        latest = rows.filter(voided_by=None, effective_on__lte=day).order_by("-effective_on", "-id")
        return self.filter(pk=Subquery(latest.values("pk")[:1]))


class Entry(Reachable):
    """Base of the facts that held from a date on: all of them, every time; voided when wrong, never edited.

    `assumed` names the fields that the source did not give; they are never stated as fact.
    """

    subject_field: ClassVar[str]

    effective_on = models.DateField()
    effective_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    assumed = models.JSONField(default=list, blank=True)
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")
    voided_by = models.ForeignKey(Change, on_delete=models.PROTECT, null=True, related_name="+")

    objects = EntryQuerySet.as_manager()  # type: ignore[misc] # narrows the manager of every reachable row

    class Meta:
        abstract = True
        default_permissions = ()
        ordering = ("effective_on", "id")

    @property
    def effective(self) -> PartialDate:
        """From when on it held."""
        return PartialDate(
            self.effective_on, Precision(self.effective_precision), self.is_assumed("effective_on")
        )

    def is_assumed(self, field: str) -> bool:
        """Tell whether the source did not give this field."""
        return field in self.assumed
