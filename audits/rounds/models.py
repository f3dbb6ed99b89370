"""Rounds, file audits and their entries."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from audits.rounds.backplanning import DAYS_TO_PREPARE, DAYS_TO_REVIEW
from audits.rounds.states import COMMITTED, Position, ReviewedBy
from boroughs.access.models import Reach, shared_in_programme
from boroughs.access.states import Role
from boroughs.history.models import Entry, Subject, Tracked
from boroughs.programme.models import Borough, Programme
from config.dates import PartialDate, Precision


class Round(Tracked):
    """One occasion on which every borough is asked for case files."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, db_index=False, related_name="rounds")
    slug = models.SlugField(db_index=False)
    title = models.CharField(max_length=200)
    asked_on = models.DateField()
    asked_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    asked_is_assumed = models.BooleanField(default=False)
    chairs_asked_on = models.DateField(null=True)
    chairs_asked_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    chairs_asked_is_assumed = models.BooleanField(default=False)
    days_to_review = models.PositiveSmallIntegerField(
        default=DAYS_TO_REVIEW, help_text="working days before drafting begins by which files are needed"
    )
    days_to_prepare = models.PositiveSmallIntegerField(
        default=DAYS_TO_PREPARE, help_text="working days from a borough's agreement to its files"
    )

    reach = shared_in_programme()

    class Meta:
        default_permissions = ()
        ordering = ("asked_on", "id")
        constraints = [models.UniqueConstraint(fields=["programme", "slug"], name="round_slug_unique")]

    def __str__(self) -> str:
        return self.title

    @property
    def asked(self) -> PartialDate:
        """When the boroughs were asked."""
        return PartialDate(self.asked_on, Precision(self.asked_precision), self.asked_is_assumed)

    @property
    def chairs_asked(self) -> PartialDate | None:
        """When the chairs of other boroughs were asked, if they were."""
        if self.chairs_asked_on is None:
            return None
        return PartialDate(
            self.chairs_asked_on, Precision(self.chairs_asked_precision), self.chairs_asked_is_assumed
        )


class FileAuditFacts(models.Model):
    """What is known of a file audit at one time; the file audit itself has a copy of its latest entry's.

    Numbers are of case files; null is unknown, which is not zero.
    """

    position = models.CharField(max_length=14, choices=Position.choices, default=Position.NO_REPLY)
    firm_on = models.DateField(null=True)
    firm_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    files_offered = models.PositiveIntegerField(null=True)
    files_agreed = models.PositiveIntegerField(null=True)
    files_received = models.PositiveIntegerField(null=True)
    files_reviewed = models.PositiveIntegerField(null=True)
    reviewed_by = models.CharField(max_length=8, choices=ReviewedBy.choices, default=ReviewedBy.CENTRAL)
    reason = models.CharField(max_length=200, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        abstract = True


FACTS = (
    "position",
    "firm_on",
    "firm_precision",
    "files_offered",
    "files_agreed",
    "files_received",
    "files_reviewed",
    "reviewed_by",
    "reason",
    "decided_by",
    "note",
)


class FileAudit(FileAuditFacts, Subject):
    """One borough's part in a round."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, db_index=False, related_name="file_audits")
    borough = models.ForeignKey(Borough, on_delete=models.PROTECT, related_name="file_audits")

    reach = Reach(
        "borough__programme",
        "borough",
        shared_with=frozenset({Role.COORDINATOR, Role.REVIEWER}),
        # A reviewer sees the files that are to come to them, and nothing of what is still being negotiated.
        shared_if=Q(position__in=COMMITTED, reviewed_by=ReviewedBy.CENTRAL),
    )

    class Meta:
        default_permissions = ()
        ordering = ("borough__name", "id")
        constraints = [models.UniqueConstraint(fields=["round", "borough"], name="file_audit_unique")]

    def __str__(self) -> str:
        return f"{self.borough}: {self.words}"

    @property
    def firm(self) -> PartialDate | None:
        """The day on which the files are to come, when one is agreed."""
        if self.firm_on is None:
            return None
        return PartialDate(self.firm_on, Precision(self.firm_precision), "firm_on" in self.assumed)

    @property
    def words(self) -> str:
        """Say where it stands in the board's words; an assumed date is not said."""
        if self.position == Position.AGREED_DATED and self.firm and not self.firm.is_assumed:
            return f"Agreed, {self.firm}"
        if self.position == Position.OFFERED and self.files_offered:
            return f"Offered {self.files_offered}"
        words = Position(self.position).label
        if self.reviewed_by == ReviewedBy.BOROUGH and self.position != Position.REVIEWING_OWN:
            words = f"{words}, will review its own"
        return words


class FileAuditEntry(FileAuditFacts, Entry):
    """What held for a file audit from a date on."""

    subject_field: ClassVar[str] = "file_audit"

    file_audit = models.ForeignKey(
        FileAudit, on_delete=models.PROTECT, db_index=False, related_name="entries"
    )

    reach = Reach("file_audit__borough__programme", "file_audit__borough")

    class Meta(Entry.Meta):
        verbose_name_plural = "file audit entries"
        indexes = [models.Index(fields=["file_audit", "effective_on", "id"], name="file_audit_entry_as_at")]

    def __str__(self) -> str:
        return f"{self.effective}: {self.get_position_display()}"
