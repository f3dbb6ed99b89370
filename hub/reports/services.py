"""Write editions: ask for one, compile it, publish it; and a borough's “This is wrong”."""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from boroughs.history.models import Actor
from boroughs.history.services import Refused, record
from boroughs.programme.locking import programme_locked
from boroughs.programme.models import Borough, Programme
from config import clock
from config.dates import say
from config.locking import lock
from config.nudge import nudge
from hub.reports.compiler import compile_report
from hub.reports.document import Report, from_json, to_json
from hub.reports.models import Edition, EditionFile, ReportQuery
from hub.reports.renderers import FORMATS, render
from hub.reports.sections import SECTIONS
from hub.reports.states import State

log = logging.getLogger(__name__)

COMPILE = "tasks.compile_editions"
LEASE = timedelta(minutes=2)


@transaction.atomic
def edition_ask(*, programme: Programme, as_at: date, by: Actor) -> Edition:
    """Ask for a report as at a day; the worker compiles it. Refused for a day after today or before the programme."""
    if as_at > clock.today():
        raise Refused("The date must be today or in the past.", field="as_at")
    if as_at < programme.starts_on:
        raise Refused(
            f"The programme began on {say(programme.starts_on)}. Choose that day or a later one.",
            field="as_at",
        )
    edition = Edition.objects.create(
        programme=programme,
        as_at=as_at,
        asked_by=by.name,
        parts=len(SECTIONS) + len(FORMATS),
        doing="Waiting for the worker",
    )
    record(subject=edition, verb="edition-ask", summary=f"Asked for the report as at {say(as_at)}", by=by)
    nudge(COMPILE)
    return edition


def compile_due() -> int:
    """Compile every edition that waits, or whose worker died; answer how many. One worker takes each."""
    done = 0
    while (edition := _claim()) is not None:
        _compile(edition)
        done += 1
    return done


def _claim() -> Edition | None:
    """Take one edition for the time of a lease: the conditional update says who won."""
    now = clock.now()
    waiting = Q(state=State.QUEUED) | Q(state=State.COMPILING, leased_until__lte=now)
    for edition in Edition.objects.filter(waiting).select_related("programme").order_by("asked_at", "pk"):
        won = Edition.objects.filter(waiting, pk=edition.pk).update(
            state=State.COMPILING, leased_until=now + LEASE, progress=0, doing="Beginning", error=""
        )
        if won:
            edition.refresh_from_db()
            return edition
    return None


class LeaseLost(Exception):
    """Another worker has taken the edition meanwhile: whatever this one has made of it is not wanted."""


def _compile(edition: Edition) -> None:
    try:
        report = compile_report(
            edition.programme, edition.as_at, lambda title: _tell(edition, f"Writing: {title}")
        )
        files = _render(edition, report, lambda label: _tell(edition, f"Making: {label}"))
        _finish(edition, report, files)
    except LeaseLost:
        log.warning("Another worker has taken edition %s: here its lease had run out.", edition.pk)
    except Exception:
        # Whatever the fault, the person who asked must see that there is one, and the next edition must have its turn.
        log.exception("Edition %s could not be compiled.", edition.pk)
        message = "Something went wrong on our side. Nothing is lost: compile again, and tell us if it happens again."
        _ours(edition).update(state=State.FAILED, error=message, leased_until=None)


def _render(edition: Edition, report: Report, tell: Callable[[str], None]) -> list[EditionFile]:
    files = []
    for name, written_as in FORMATS.items():
        tell(written_as.label)
        content = render(report, name)
        files.append(
            EditionFile(
                edition=edition, format=name, content=content, sha256=hashlib.sha256(content).hexdigest()
            )
        )
    return files


def _keep(files: list[EditionFile]) -> None:
    """Keep an edition's files in the place of those that it had before."""
    EditionFile.objects.bulk_create(
        files,
        update_conflicts=True,
        unique_fields=["edition", "format"],
        update_fields=["content", "sha256"],
    )


@transaction.atomic
def _finish(edition: Edition, report: Report, files: list[EditionFile]) -> None:
    if not _ours(edition).update(leased_until=None):
        raise LeaseLost
    _keep(files)
    edition.state, edition.leased_until, edition.compiled_at = State.DRAFT, None, clock.now()
    edition.document, edition.progress, edition.doing = to_json(report), edition.parts, "Done"
    edition.save()
    record(
        subject=edition,
        verb="edition-compile",
        summary=f"Compiled as at {say(edition.as_at)}",
        by=Actor.system(),
    )


def _tell(edition: Edition, doing: str) -> None:
    """Let the page see how far it is, and keep the lease; LeaseLost when it has run out and another took it."""
    until = clock.now() + LEASE
    if not _ours(edition).update(progress=F("progress") + 1, doing=doing, leased_until=until):
        raise LeaseLost
    edition.leased_until = until


def _ours(edition: Edition) -> QuerySet[Edition]:
    """Select the edition if this worker still holds it: the end of its lease is what it last wrote there itself."""
    return Edition.objects.filter(pk=edition.pk, state=State.COMPILING, leased_until=edition.leased_until)


def edition_publish(*, edition: Edition, by: Actor) -> Edition:
    """Publish a draft: everybody in the programme can read it from now on, and its files are frozen.

    The one published before is superseded. Refused for anything but a draft, and when it changed meanwhile. Its files
    are made before anything is locked: that takes seconds.
    """
    draft = Edition.objects.get(pk=edition.pk)
    _check_draft(draft)
    now = clock.now()
    report = replace(from_json(draft.document), status_words=f"Published {say(now)}")
    files = _render(draft, report, lambda _label: None)
    return _publish(draft, report, files, now, by)


@transaction.atomic
def _publish(draft: Edition, report: Report, files: list[EditionFile], now: datetime, by: Actor) -> Edition:
    programme_locked(draft.programme_id)  # of two drafts, the one published later supersedes the other
    edition = lock(Edition.objects.select_related("programme")).get(pk=draft.pk)
    _check_draft(edition)
    if edition.document != draft.document:
        raise Refused("This draft was compiled anew meanwhile. Read it again before you publish it.")
    earlier = Edition.objects.filter(programme=edition.programme, state=State.PUBLISHED)
    for each in earlier:
        each.state = State.SUPERSEDED
        each.save(update_fields=["state"])
        record(
            subject=each,
            verb="edition-supersede",
            summary=f"Superseded by the report as at {say(edition.as_at)}",
            by=by,
        )
    _keep(files)
    edition.state, edition.published_at, edition.document = State.PUBLISHED, now, to_json(report)
    edition.progress, edition.doing, edition.leased_until = edition.parts, "Done", None
    edition.save()
    record(
        subject=edition,
        verb="edition-publish",
        summary=f"Published the report as at {say(edition.as_at)}",
        by=by,
    )
    return edition


def _check_draft(edition: Edition) -> None:
    if edition.state != State.DRAFT:
        raise Refused("Only a draft can be published.")


@transaction.atomic
def query_raise(*, borough: Borough, sentence: str, words: str, by: Actor) -> ReportQuery:
    """Take a borough's word that the report is wrong about it; the coordinator deals with it next."""
    if not words.strip():
        raise Refused("Enter what is wrong, and what would be right.", field="words")
    query = ReportQuery.objects.create(
        borough=borough, sentence=sentence, words=words.strip(), asked_by=by.name
    )
    record(
        subject=query, verb="query-raise", summary=f"{by.name}: the report is wrong. {words.strip()}", by=by
    )
    return query


@transaction.atomic
def query_close(*, query: ReportQuery, answer: str, by: Actor) -> None:
    """Say what was done about a query; the borough sees the answer. Refused without one."""
    query = lock(ReportQuery.objects.select_related("borough")).get(pk=query.pk)
    if query.closed_at is not None:
        raise Refused("This query is closed already.")
    if not answer.strip():
        raise Refused("Enter what you did about it. The borough sees your answer.", field="answer")
    query.closed_at, query.answer = clock.now(), answer.strip()
    query.save(update_fields=["closed_at", "answer"])
    record(subject=query, verb="query-close", summary=f"Answered: {answer.strip()}", by=by)
