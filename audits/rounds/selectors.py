"""Read rounds and file audits, now or as at a date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from audits.rounds.backplanning import LastSafeDays, last_safe_days
from audits.rounds.kinds import kind_of_audit
from audits.rounds.models import FileAudit, FileAuditEntry, Round
from audits.rounds.states import ASKS, COMMITTED, OUR_VERBS, Position
from boroughs.asks.models import Ask
from boroughs.history.models import EntryQuerySet
from boroughs.people.models import User
from boroughs.programme.models import Borough, KeyDate, Programme
from boroughs.programme.selectors import days_of
from boroughs.programme.states import DRAFTING_BEGINS
from config.dates import PartialDate


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


def last_safe_days_of(rounds: Iterable[Round], programmes: Iterable[Programme]) -> Mapping[int, LastSafeDays]:
    """Plan rounds (of these programmes) back from the day on which drafting begins, by their id; in one query.

    A round has none while that day is not known or only assumed, and when it was asked so late that an agreement
    could not have come in time: its files are for something later.
    """
    by_id = {programme.pk: programme for programme in programmes}
    begins = KeyDate.objects.filter(programme__in=by_id, slug=DRAFTING_BEGINS, is_assumed=False)
    drafting = {each.programme_id: each.when for each in begins}
    found = {}
    for each in rounds:
        if each.programme_id not in drafting:
            continue
        last = last_safe_days(
            drafting[each.programme_id],
            days_to_review=each.days_to_review,
            days_to_prepare=each.days_to_prepare,
            days=days_of(by_id[each.programme_id]),
        )
        if each.asked_on < last.agreement_on:
            found[each.pk] = last
    return found


def answers_of(audits: Iterable[FileAudit], today: date) -> Mapping[int, PartialDate]:
    """Tell when each file audit's borough last said where it stands, by their id; in one query.

    What was decided here is no answer, and neither is a day that is only assumed.
    """
    entries = FileAuditEntry.objects.filter(file_audit__in=audits).as_at(today).select_related("change")
    return {
        entry.file_audit_id: entry.effective
        for entry in entries
        if entry.change.verb not in OUR_VERBS and not entry.effective.is_assumed
    }


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


@dataclass(frozen=True, slots=True)
class Line:
    """One borough in a round's table, and the ask that is open about it (None for whoever may not see asks)."""

    audit: FileAudit
    ask: Ask | None

    @property
    def kind(self) -> str:
        """The kind of its tag."""
        return kind_of_audit(self.audit)

    @property
    def is_committed(self) -> bool:
        """Whether files are to come, so that their numbers matter."""
        return self.audit.position in COMMITTED


def rounds_with_audits(programme: Programme, user: User) -> list[tuple[Round, list[Line]]]:
    """List the rounds, each with the file audits that `user` may see, in a constant number of queries.

    Outsiders who were never heard of are left out.
    """
    audits = FileAudit.objects.visible_to(user).filter(round__programme=programme)
    asks = Ask.objects.visible_to(user).filter(borough__programme=programme, kind__in=ASKS, closed_at=None)
    by_audit = {ask.subject_id: ask for ask in asks}
    lines: dict[int, list[Line]] = {}
    for audit in audits.select_related("borough").order_by("borough__name", "pk"):
        if audit.borough.is_participant or audit.since_on is not None:
            lines.setdefault(audit.round_id, []).append(Line(audit, by_audit.get(audit.pk)))
    rounds = Round.objects.visible_to(user).filter(programme=programme)
    return [(each, lines.get(each.pk, [])) for each in rounds.order_by("-asked_on", "-pk")]
