"""The pages about file audits."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from audits.rounds.forms import ExcusalForm, FilesForm, PositionForm
from audits.rounds.kinds import kind_of_audit
from audits.rounds.models import FileAudit, FileAuditEntry
from audits.rounds.selectors import entries_of, last_safe_days_of, rounds_with_audits
from audits.rounds.services import Details, audit_count_files, audit_entry_void, audit_move
from audits.rounds.sources import choices_of_audit
from audits.rounds.states import COMMITTED, SEEN_BY, Move, Position
from boroughs.access.models import AccessQuerySet
from boroughs.access.rules import may
from boroughs.access.states import Action, Role
from boroughs.access.views import SignedInRequest, load, require
from boroughs.asks.models import Ask
from boroughs.history.lines import EntryLine, entry_line
from boroughs.history.selectors import changes_of
from boroughs.programme.forms import StrikeOutForm
from boroughs.programme.selectors import referral_words
from boroughs.programme.views import (
    FormPage,
    actor,
    crumbs,
    is_coordinator,
    on_behalf,
    open_programme,
    said_by_change,
    take_form,
    typed,
)
from config.dates import PartialDate, Precision
from config.site.components import SummaryRow


@require_safe
def audits(request: SignedInRequest, programme: str) -> HttpResponse:
    """Show the rounds, and where the boroughs that this person may see stand in each."""
    at = open_programme(request, programme)
    if not SEEN_BY & request.place.roles:
        raise PermissionDenied
    is_reviewer = request.place.roles == {Role.REVIEWER}
    rounds = rounds_with_audits(at, request.user)
    last = last_safe_days_of([each for each, _ in rounds], [at])
    context = {
        "programme": at,
        "rounds": [(each, lines, last.get(each.pk)) for each, lines in rounds],
        "is_reviewer": is_reviewer,
        "crumbs": crumbs(at),
    }
    return render(request, "rounds/audits.html", context)


@require_safe
def audit(request: SignedInRequest, programme: str, audit: int) -> HttpResponse:
    """Show one borough's part in a round, and how it came to this."""
    found = _load(request, programme, audit)
    at = found.borough.programme
    is_negotiator = is_coordinator(request) or may(request.user, Action.GIVE_UPDATE, found)
    context = {
        "programme": at,
        "audit": found,
        "kind": kind_of_audit(found),
        "rows": _rows(found, is_negotiator=is_negotiator),
        "lines": _lines(request, found),
        "changes": [said_by_change(change) for change in changes_of(found).visible_to(request.user)],
        "asks": _asks(found).visible_to(request.user),
        "is_negotiator": is_negotiator,
        "may_update": may(request.user, Action.UPDATE_AUDIT, found),
        "may_decide": is_coordinator(request) and found.position == Position.ASKS_EXCUSED,
        "may_count": found.position in COMMITTED,
        "crumbs": crumbs(at, None, _way(found)),
    }
    return render(request, "rounds/audit.html", context)


def audit_update(request: SignedInRequest, programme: str, audit: int) -> HttpResponse:
    """Take where a borough stands."""
    found = _load(request, programme, audit)
    require(request.user, Action.UPDATE_AUDIT, found)
    choices = choices_of_audit(found, with_ours=is_coordinator(request))
    form = PositionForm(typed(request), audit=found, choices=choices, referral=request.place.referral)

    def save(given: Mapping[str, Any]) -> str:
        audit_move(
            audit=found,
            move=Move(given["choice"]),
            on=given["on"],
            details=form.move_details(),
            by=on_behalf(request),
            seen_version=given["seen"],
        )
        return f"{found.borough}’s position is written down."

    page = _page(found, f"Where {found.borough} stands", intro=f"It stands at “{found.words}”.")
    return take_form(request, form, page, verb=save, subject=found)


def audit_excusal(request: SignedInRequest, programme: str, audit: int) -> HttpResponse:
    """Take the decision whether a borough is excused."""
    found = _load(request, programme, audit)
    require(request.user, Action.COORDINATE, found)
    form = ExcusalForm(typed(request), audit=found, referral=request.place.referral)

    def save(given: Mapping[str, Any]) -> str:
        move = Move(given["move"])
        details = Details(decided_by=given["decided_by"], note=given["note"])
        audit_move(
            audit=found,
            move=move,
            on=given["on"],
            details=details,
            by=actor(request),
            seen_version=given["seen"],
        )
        return f"{found.borough} is {'excused' if move == Move.EXCUSE else 'not excused'}."

    if found.position == Position.ASKS_EXCUSED:
        intro = f"{found.borough} asks to be excused because of {found.reason}."
    else:
        intro = f"{found.borough} does not ask to be excused at present: it stands at “{found.words}”."
    page = _page(found, f"Decide whether {found.borough} is excused", intro=intro, submit="Save the decision")
    return take_form(request, form, page, verb=save, subject=found)


def audit_files(request: SignedInRequest, programme: str, audit: int) -> HttpResponse:
    """Take how many files have come and are reviewed."""
    found = _load(request, programme, audit)
    require(request.user, Action.UPDATE_AUDIT, found)
    form = FilesForm(typed(request), audit=found, referral=request.place.referral)

    def save(given: Mapping[str, Any]) -> str:
        audit_count_files(
            audit=found,
            on=given["on"],
            received=given["received"],
            reviewed=given["reviewed"],
            by=on_behalf(request),
            seen_version=given["seen"],
        )
        return "The numbers of files are written down."

    agreed = "a number not known yet" if found.files_agreed is None else found.files_agreed
    page = _page(found, f"Files from {found.borough}", intro=f"Agreed: {agreed}. Count files, not children.")
    return take_form(request, form, page, verb=save, subject=found)


def audit_entry_strike_out(request: SignedInRequest, programme: str, audit: int, entry: int) -> HttpResponse:
    """Strike out an entry that was a mistake."""
    found = _load(request, programme, audit)
    line = load(entries_of(found), request.user, pk=entry)
    require(request.user, Action.COORDINATE, found)
    form = StrikeOutForm(typed(request), referral=request.place.referral)

    def save(given: Mapping[str, Any]) -> str:
        audit_entry_void(entry=line, reason=given["reason"], by=actor(request))
        return "The entry is struck out."

    intro = f"“{line.get_position_display()}”, {line.effective}."
    page = _page(found, "Strike out an entry", intro=intro, submit="Strike it out")
    return take_form(request, form, page, verb=save)


def _load(request: SignedInRequest, slug: str, pk: int) -> FileAudit:
    programme = open_programme(request, slug)
    rows = FileAudit.objects.select_related("borough__programme", "round")
    found = load(rows, request.user, pk=pk, borough__programme=programme)
    request.place.referral = referral_words(programme, found.borough)
    return found


def _way(found: FileAudit) -> tuple[str, str]:
    return ("File audits", reverse("audits", args=[found.borough.programme.slug]))


def _page(found: FileAudit, title: str, *, intro: str = "", submit: str = "Save") -> FormPage:
    at = found.borough.programme
    back = reverse("audit", args=[at.slug, found.pk])
    way = crumbs(at, None, _way(found), (found.borough.name, back))
    caption = f"{found.borough}: {found.round}"
    return FormPage(at, title, back, way, caption=caption, intro=intro, submit=submit)


def _asks(found: FileAudit) -> AccessQuerySet[Ask]:
    return Ask.objects.filter(
        borough=found.borough, subject_id=found.pk, kind__startswith="audit-", closed_at=None
    )


def _rows(found: FileAudit, *, is_negotiator: bool) -> list[SummaryRow]:
    rows = []
    if found.since and is_negotiator:
        rows.append(SummaryRow("Since", _say(found.since)))
    if found.firm:
        rows.append(SummaryRow("Files are to come", _say(found.firm)))
    rows.append(SummaryRow("Who reviews", found.get_reviewed_by_display()))
    counts = [
        ("Files offered", found.files_offered, found.position == Position.OFFERED),
        ("Files agreed", found.files_agreed, found.position in COMMITTED),
        ("Files received", found.files_received, found.position in COMMITTED),
        ("Files reviewed", found.files_reviewed, found.position in COMMITTED),
    ]
    for label, number, is_due in counts:
        if number is not None or is_due:
            rows.append(SummaryRow(label, "Not known" if number is None else number))
    if is_negotiator and found.reason:
        rows.append(SummaryRow("Reason", found.reason))
    if is_negotiator and found.decided_by:
        rows.append(SummaryRow("Decided by", found.decided_by))
    return rows


def _say(when: PartialDate) -> str:
    return f"{when}{' (assumed)' if when.is_assumed else ''}"


def _lines(request: SignedInRequest, found: FileAudit) -> list[EntryLine]:
    strikes = is_coordinator(request)
    slug = found.borough.programme.slug
    return [
        entry_line(
            entry,
            entry.get_position_display(),
            details=_details(entry),
            note=entry.note,
            strike_out=reverse("audit-entry-void", args=[slug, found.pk, entry.pk]) if strikes else "",
        )
        for entry in entries_of(found).visible_to(request.user)
    ]


def _details(entry: FileAuditEntry) -> list[str]:
    firm = None
    if entry.firm_on is not None:
        firm = PartialDate(entry.firm_on, Precision(entry.firm_precision), entry.is_assumed("firm_on"))
    return [
        f"Because of: {entry.reason}" if entry.reason else "",
        f"Decided by: {entry.decided_by}" if entry.decided_by else "",
        f"Files are to come: {_say(firm)}" if firm else "",
        _numbers(entry),
    ]


def _numbers(entry: FileAuditEntry) -> str:
    numbers = {
        "offered": entry.files_offered,
        "agreed": entry.files_agreed,
        "received": entry.files_received,
        "reviewed": entry.files_reviewed,
    }
    known = [f"{number} {what}" for what, number in numbers.items() if number is not None]
    return f"Files: {', '.join(known)}" if known else ""
