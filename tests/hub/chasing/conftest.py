"""What the tests of appointments and handovers share: a borough whose post is vacant, and days that pass."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from pytest_django import Settings

from boroughs.asks.services import reconcile
from boroughs.history.models import Actor
from boroughs.people.models import Contact
from boroughs.people.states import Position
from boroughs.posts.models import Post
from boroughs.posts.services import post_move
from boroughs.posts.states import Move, Stage
from boroughs.programme.models import Borough, Programme
from config import clock
from config.clock import LONDON
from config.dates import PartialDate
from hub.chasing.planning import Planned
from hub.chasing.selectors import chase_plan
from hub.chasing.services import chase_ups_queue
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from tests.factories import ContactFactory, PostFactory

Days = Callable[[date], list[Email]]
Plan = Callable[[str], Planned]


@pytest.fixture
def mail_to_files(settings: Settings, tmp_path: Path) -> Path:
    settings.EMAIL_URL = f"file://{tmp_path}"
    return tmp_path


@pytest.fixture
def days_pass(programme: Programme, frozen: time_machine.Traveller, mail_to_files: Path) -> Days:
    """Let every day pass until the last, each at 10:30; answer the e-mails that were queued, in their order."""

    def pass_until(last: date) -> list[Email]:
        before = set(Email.objects.values_list("pk", flat=True))
        day = clock.today()
        while day <= last:
            frozen.move_to(datetime(day.year, day.month, day.day, 10, 30, tzinfo=LONDON))
            reconcile(boroughs=Borough.objects.filter(programme=programme), today=day)
            chase_ups_queue(programme=programme, now=clock.now())
            deliver_due()
            day += timedelta(days=1)
        return list(Email.objects.exclude(pk__in=before).order_by("pk"))

    return pass_until


@pytest.fixture
def plan_of(programme: Programme) -> Plan:
    """Find what is planned about the one open ask of a kind."""

    def find(kind: str) -> Planned:
        (found,) = (each for each in chase_plan(programme, clock.now()) if each.ask.kind == kind)
        return found

    return find


@pytest.fixture
def vacant(camden: Borough, coordinator: object) -> Post:
    """Camden's post is advertised, and the adviser's manager is asked in the adviser's place."""
    ContactFactory.create(
        borough=camden, position=Position.MANAGER, name="Mr Gould", email="manager@example.org"
    )
    return PostFactory.create(borough=camden, stage=Stage.ADVERTISED, on=PartialDate(date(2007, 1, 2)))


def appoint(post: Post, *, on: date | None = None, name: str = "Ms Okafor") -> Contact:
    """Appoint somebody new from a day on, as written down today."""
    holder = ContactFactory.create(
        borough=post.borough, position=Position.ADVISER, name=name, email="new.adviser@example.org"
    )
    began = PartialDate(on or clock.today())
    post_move(post=post, move=Move.APPOINT, on=began, holder=holder, by=Actor.system())
    return holder
