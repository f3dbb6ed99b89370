"""What tests of e-mail share: programmes' mail at a frozen moment, a kind that listens, a server that is real."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.db import connections
from django.test import override_settings

from boroughs.people.states import Position
from boroughs.programme.models import Programme
from hub.mail import kinds
from hub.mail.answers import Parcel
from hub.mail.boxes import MEMORY
from hub.mail.kinds import Failure, MailKind, Objection
from hub.mail.models import Email
from hub.mail.services import email_queue
from tests.factories import ContactFactory, ProgrammeFactory
from tests.sink import Sink

NOW = datetime(2007, 1, 9, 10, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stand still at 10:00 on 9 January 2007; `clock.shift(…)` moves on."""
    with time_machine.travel(NOW, tick=False) as frozen:
        yield frozen


@pytest.fixture
def programme(db: None) -> Programme:
    """A programme that sends, with somebody who coordinates it."""
    made = ProgrammeFactory.create(slug="london-2006", coordinating_organisation="The coordinating service")
    ContactFactory.create(programme=made, borough=None, position=Position.COORDINATOR)
    return made


@dataclass
class Listener:
    """A kind of e-mail that remembers what it was told, and refuses what a test puts into `unwanted`."""

    unwanted: dict[str, Objection] = field(default_factory=dict)
    asked: list[list[int]] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    deaf_to: set[int] = field(default_factory=set)
    mute_about: set[int] = field(default_factory=set)

    def objections(self, ids: Sequence[int]) -> Mapping[int, Objection]:
        """Answer why not, by address."""
        self.asked.append(list(ids))
        if self.mute_about & set(ids):
            raise ValueError("a fault in another part of the house")
        emails = Email.objects.filter(pk__in=ids, to_address__in=self.unwanted)
        return {email.pk: self.unwanted[email.to_address] for email in emails}

    def hear_sent(self, moments: Mapping[int, datetime]) -> None:
        """Remember what was sent."""
        if self.deaf_to & set(moments):
            raise ValueError("a fault in another part of the house")
        self.sent += moments

    def kind(self) -> MailKind:
        """The kind to register."""
        return MailKind(
            name="chase",
            objections=self.objections,
            sent=self.hear_sent,
            failed=lambda _pk, failure: self.failed.append(failure),
            withdrawn=lambda _pk, because: self.withdrawn.append(because),
        )


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Listener:
    """Be told of every e-mail of the kind “chase”, instead of whoever listens in the product."""
    listener = Listener()
    monkeypatch.setitem(kinds._kinds, "chase", listener.kind())
    return listener


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server that takes everything, until the test gives it another scenario."""
    with Sink() as sink, override_settings(EMAIL_URL=sink.url):
        yield sink


@pytest.fixture
def memory() -> Iterator[list[Parcel]]:
    """Deliver into a list."""
    MEMORY.parcels.clear()
    with override_settings(EMAIL_URL="memory://"):
        yield MEMORY.parcels


@pytest.fixture
def real_file(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """On SQLite, put the database into a file: threads that share one in memory do not lock each other out."""
    memory = connections["default"]
    if memory.vendor != "sqlite":
        yield
        return
    memory.ensure_connection()
    path = tmp_path / "test.db"
    with sqlite3.connect(path) as file:
        memory.connection.backup(file)
    settings = connections.settings["default"]
    connections.settings["default"] = settings | {"NAME": str(path)}
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = settings
        connections["default"] = memory


def queue_many(count: int, *, programme: Programme | None = None, kind: str = "chase") -> list[Email]:
    """Queue e-mails to person-1, person-2, and so on."""
    return [
        email_queue(
            kind=kind,
            to=f"person-{number}@example.org",
            subject=f"Camden: question {number}",
            text=f"Dear person {number},\n\nWhere does Camden stand?\n",
            html=f"<p>Dear person {number},</p><p>Where does Camden stand?</p>",
            programme=programme,
        )
        for number in range(1, count + 1)
    ]
