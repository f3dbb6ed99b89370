"""Programmes, themes, key dates and boroughs."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from boroughs.access.models import Reach, shared_in_programme
from boroughs.access.states import BOROUGH_ROLES, PROGRAMME_ROLES, Role
from boroughs.history.models import Tracked
from boroughs.programme.states import DEFAULT_LABELS, RESERVED_SLUGS, Heard, Part
from config.dates import PartialDate, Precision


def check_programme_slug(slug: str) -> None:
    """Refuse a programme slug that is one of the site's own addresses."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(f"“{slug}” is one of the site's own addresses. Choose another short name.")


class Programme(Tracked):
    """One commissioned piece of work with a start, an end, boroughs and themes."""

    slug = models.SlugField(unique=True, validators=[check_programme_slug])
    title = models.CharField(max_length=200)
    project_name = models.CharField(max_length=200)
    commissioner = models.CharField(max_length=200)
    coordinating_organisation = models.CharField(max_length=200)
    appointed_how = models.CharField(max_length=200, blank=True)
    reviewing_organisation = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    objectives = models.JSONField(default=list)
    labels = models.JSONField(default=dict)
    quiet_periods = models.JSONField(default=list, blank=True)
    front_door = models.CharField(max_length=200, blank=True)
    front_door_telephone = models.CharField(max_length=40, blank=True)
    loaded_file = models.JSONField(default=dict, blank=True)

    reach = Reach("pk", shared_with=PROGRAMME_ROLES | BOROUGH_ROLES)

    class Meta:
        default_permissions = ()
        permissions = [(str(role.value), role.label) for role in sorted(PROGRAMME_ROLES)]
        ordering = ("-starts_on", "slug")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="programme_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def label(self, name: str) -> str:
        """Say one of the words that differ by place and time, such as “CPA” or “LSCB”."""
        return str(self.labels.get(name) or DEFAULT_LABELS[name])

    def is_running(self, on: date) -> bool:
        """Tell whether anything is asked of anybody on that day: an ended programme is never chased."""
        return self.starts_on <= on <= self.ends_on


class Theme(Tracked):
    """A form of abuse that the programme is about, or an emerging one outside the agreed agenda."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, db_index=False, related_name="themes")
    slug = models.SlugField(db_index=False)
    name = models.CharField(max_length=200)
    is_emerging = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField(default=0)

    reach = shared_in_programme()

    class Meta:
        default_permissions = ()
        ordering = ("place", "id")
        constraints = [models.UniqueConstraint(fields=["programme", "slug"], name="theme_slug_unique")]

    def __str__(self) -> str:
        return self.name


class KeyDate(Tracked):
    """A date that everything else works towards, such as the day when drafting begins."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="key_dates"
    )
    slug = models.SlugField(db_index=False)
    label = models.CharField(max_length=200)
    on = models.DateField()
    precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    is_assumed = models.BooleanField(default=False)

    reach = shared_in_programme()

    class Meta:
        default_permissions = ()
        ordering = ("on", "id")
        constraints = [models.UniqueConstraint(fields=["programme", "slug"], name="key_date_slug_unique")]

    def __str__(self) -> str:
        return f"{self.label}: {self.when}"

    @property
    def when(self) -> PartialDate:
        """The date with its precision."""
        return PartialDate(self.on, Precision(self.precision), self.is_assumed)


class Borough(Tracked):
    """One area's part in one programme."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="boroughs"
    )
    name = models.CharField(max_length=100)
    slug = models.SlugField(db_index=False)
    gss_code = models.CharField(max_length=9)
    part = models.CharField(max_length=12, choices=Part.choices, default=Part.PARTICIPANT)
    tile_column = models.PositiveSmallIntegerField(null=True)
    tile_row = models.PositiveSmallIntegerField(null=True)
    front_door = models.CharField(max_length=200, blank=True)
    front_door_telephone = models.CharField(max_length=40, blank=True)
    updated_on = models.DateField(
        null=True, help_text="when it last said that something, or nothing, had changed"
    )
    last_heard_on = models.DateField(null=True)
    last_heard_how = models.CharField(max_length=10, choices=Heard.choices, blank=True)

    reach = Reach("programme", "pk", shared_with=frozenset({Role.COORDINATOR}))

    class Meta:
        default_permissions = ()
        permissions = [(str(role.value), role.label) for role in sorted(BOROUGH_ROLES)]
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(fields=["programme", "gss_code"], name="borough_gss_code_unique"),
            models.UniqueConstraint(fields=["programme", "slug"], name="borough_slug_unique"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_participant(self) -> bool:
        """Whether it takes part in everything, or only offered something from outside."""
        return self.part == Part.PARTICIPANT
