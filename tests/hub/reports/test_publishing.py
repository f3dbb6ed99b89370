"""Publishing makes the files first, and only then holds up anybody else."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from boroughs.history.models import Actor
from boroughs.history.services import Refused
from boroughs.programme.models import Programme
from hub.reports import services
from hub.reports.document import Report
from hub.reports.models import Edition
from hub.reports.services import compile_due, edition_ask, edition_publish
from hub.reports.states import State

BY = Actor.system()
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> Edition:
    monkeypatch.setattr(services, "render", lambda _report, _name: b"a file")
    return compiled(programme, date(2007, 1, 8))


def compiled(programme: Programme, as_at: date) -> Edition:
    edition = edition_ask(programme=programme, as_at=as_at, by=BY)
    compile_due()
    edition.refresh_from_db()
    assert edition.state == State.DRAFT
    return edition


def while_rendering(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    def render(report: Report, name: str) -> bytes:
        monkeypatch.setattr(services, "render", lambda _report, _name: b"a file")
        happens()
        return b"a file"

    monkeypatch.setattr(services, "render", render)


def test_nothing_is_locked_while_the_files_are_made(draft: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bool] = []
    while_rendering(monkeypatch, lambda: seen.append(connection.in_atomic_block))
    assert edition_publish(edition=draft, by=BY).state == State.PUBLISHED
    assert seen == [False]


def test_draft_that_somebody_else_publishes_meanwhile_is_published_once(
    draft: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    while_rendering(monkeypatch, lambda: edition_publish(edition=draft, by=BY))
    with pytest.raises(Refused, match="Only a draft can be published"):
        edition_publish(edition=draft, by=BY)
    draft.refresh_from_db()
    assert (draft.state, draft.version) == (State.PUBLISHED, 3)


def test_draft_that_was_compiled_anew_meanwhile_is_read_again_first(
    draft: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = {**draft.document, "status_words": "Another draft"}
    while_rendering(monkeypatch, lambda: Edition.objects.filter(pk=draft.pk).update(document=other))
    with pytest.raises(Refused, match="compiled anew meanwhile"):
        edition_publish(edition=draft, by=BY)
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_another_draft_that_is_published_meanwhile_is_superseded(
    draft: Edition, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = compiled(programme, date(2007, 1, 7))
    while_rendering(monkeypatch, lambda: edition_publish(edition=other, by=BY))
    edition_publish(edition=draft, by=BY)
    assert Edition.objects.filter(state=State.PUBLISHED).get() == draft
