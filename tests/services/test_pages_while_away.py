"""Broker and mail server are silent: every page and every form of the site still answers, and nobody waits for them.

Everything that somebody can reach is opened, and every form sent in many ways (the crawl of tests/access). What a form
asks for is asked for at once, of a broker that is really there and says nothing.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.test import override_settings

from config import nudge
from config.celery import app
from tests.access.crawling import Visit, crawl, route_name
from tests.access.planting import plant
from tests.access.world import ANONYMOUS, build
from tests.conftest import NOON
from tests.services.postbox import Postbox
from tests.services.processes import Processes
from tests.services.stores import OwnBroker, nudging
from tests.waiting import stretched

# Of a person who waits, on a slow machine: a form takes one time-out, and the pages that follow none.
PATIENCE = 8


@dataclass
class Walk:
    """What was opened and sent, how long each took, and what was asked of the broker."""

    seconds: dict[str, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    nudging: set[str] = field(default_factory=set)
    asked: int = 0
    tries: int = 0

    def go(self, visits: Iterator[Visit]) -> None:
        """Walk on."""
        asked, began = self.asked, time.monotonic()
        for visit in visits:
            if visit.status >= 500:
                self.faults.append(str(visit))
            self.seconds[str(visit)] = time.monotonic() - began
            if self.asked > asked:
                self.nudging.add(route_name(visit.path))
            asked, began = self.asked, time.monotonic()

    @property
    def slowest(self) -> tuple[str, float]:
        """What took longest."""
        return max(self.seconds.items(), key=lambda item: item[1])


@pytest.fixture
def silence(processes: Processes, postbox: Postbox) -> Iterator[None]:
    """A broker and a mail server that take connections and never answer."""
    broker = OwnBroker(processes)
    broker.start().freeze()
    postbox.process.freeze()
    with nudging(broker.url), override_settings(EMAIL_URL=postbox.url):
        yield


@pytest.fixture
def walk(silence: None, monkeypatch: pytest.MonkeyPatch) -> Walk:
    """Nudge at once and not after the commit: what the crawl sends is rolled back."""
    walk = Walk()
    send, send_task = nudge._send, app.send_task

    def asked(job: str, args: tuple[int | str, ...]) -> None:
        walk.asked += 1
        send(job, args)

    def tried(*args: Any, **options: Any) -> Any:
        walk.tries += 1
        return send_task(*args, **options)

    monkeypatch.setattr(nudge, "transaction", SimpleNamespace(on_commit=lambda run: run()))
    monkeypatch.setattr(nudge, "_send", asked)
    monkeypatch.setattr(app, "send_task", tried)
    return walk


@pytest.mark.django_db
def test_every_page_and_form_answers_while_broker_and_mail_server_are_silent(walk: Walk) -> None:
    began = time.monotonic()
    with time_machine.travel(NOON, tick=False), override_settings(ACCOUNT_RATE_LIMITS=False):
        world = build()
        plant()  # so that every field, and every file of a report, has something in it
        for who in ("coordinator", ANONYMOUS):
            walk.go(crawl(world, who))
    lasted = time.monotonic() - began
    told = f"{len(walk.seconds)} requests, {walk.asked} jobs asked for, {walk.tries} tries; slowest: {walk.slowest}"
    print(told)  # noqa: T201
    assert walk.faults == []
    assert walk.slowest[1] < stretched(PATIENCE)
    assert walk.nudging >= {"email-send-now", "report-compile"}, "hardly a form asked for a job"
    # One request waits; then nobody does for half a minute.
    assert 1 <= walk.tries <= 1 + lasted / nudge.PAUSE_SECONDS
    assert walk.asked > 5 * walk.tries
