"""Read rounds and file audits, now or as at a date."""

from dataclasses import dataclass
from datetime import date

from audits.rounds.models import FileAudit, FileAuditEntry, Round
from audits.rounds.states import Position
from boroughs.history.models import EntryQuerySet
from boroughs.programme.models import Borough, Programme


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one borough stood in a round at a date; `entry` is None when nothing had been written by then."""

    borough: Borough
    audit: FileAudit
    entry: FileAuditEntry | None

    @property
    def position(self) -> Position:
        """The position then: no reply, until one is written."""
        return Position(self.entry.position) if self.entry else Position.NO_REPLY


def rounds_of(programme: Programme) -> list[Round]:
    """List a programme's rounds in the order in which they were asked."""
    return list(Round.objects.filter(programme=programme))


def standings(round_: Round, as_at: date) -> list[Standing]:
    """Tell where each borough stood at the end of `as_at`, by name; outsiders only once they had offered."""
    entries = FileAuditEntry.objects.filter(file_audit__round=round_).as_at(as_at)
    by_audit = {entry.file_audit_id: entry for entry in entries}
    audits = FileAudit.objects.filter(round=round_).select_related("borough").order_by("borough__name", "pk")
    return [
        Standing(audit.borough, audit, by_audit.get(audit.pk))
        for audit in audits
        if audit.borough.is_participant or audit.pk in by_audit
    ]


def entries_of(audit: FileAudit) -> EntryQuerySet[FileAuditEntry]:
    """Select a file audit's entries, the voided ones too, newest first."""
    entries: EntryQuerySet[FileAuditEntry] = FileAuditEntry.objects.filter(file_audit=audit)
    return entries.select_related("change", "voided_by").order_by("-effective_on", "-id")
