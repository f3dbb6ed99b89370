"""What tests of the coordinator's hand, of appointments and of handovers share."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import override_settings
from pytest_django import Settings

from audits.rounds.services import round_open
from boroughs.asks.models import Ask
from boroughs.asks.services import reconcile
from boroughs.history.models import Actor
from boroughs.history.states import Door
from boroughs.people.models import Contact, User
from boroughs.people.states import Position
from boroughs.posts.models import Post
from boroughs.posts.services import post_move
from boroughs.posts.states import Move, Stage
from boroughs.programme.models import Borough, Programme
from config import clock
from config.clock import LONDON
from config.dates import PartialDate
from hub.chasing.by_hand.sending_now import email_for_now, email_send_now
from hub.chasing.models import Sending
from hub.chasing.plan.planned import Planned
from hub.chasing.selectors import chase_plan
from hub.chasing.sending.queueing import chase_ups_queue
from hub.chasing.states import Handle
from hub.mail.answers import Parcel
from hub.mail.boxes import MEMORY
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from tests.factories import ContactFactory, PostFactory

TUESDAY = datetime(2007, 1, 9, 10, 30, tzinfo=LONDON)
WEEK = timedelta(days=7)
BY = Actor(None, Door.SITE, "Carol")


@pytest.fixture
def post_box() -> Iterator[list[Parcel]]:
    """Where e-mails arrive."""
    MEMORY.parcels.clear()
    with override_settings(EMAIL_URL="memory://"):
        yield MEMORY.parcels


@pytest.fixture
def reply(
    programme: Programme, camden: Borough, camden_lead: User, coordinator: User, post_box: list[Parcel]
) -> Ask:
    """Camden was asked on 4 December 2006 whether it can contribute files; the first reminder is due on Tuesday."""
    return ask_for_files(programme)


def ask_for_files(programme: Programme, slug: str = "files") -> Ask:
    """Say that every borough was asked for files on 4 December 2006; give Camden's ask."""
    asked = PartialDate(date(2006, 12, 4))
    round_open(programme=programme, slug=slug, title="Case files", asked=asked, by=BY)
    return Ask.objects.select_related("borough__programme").filter(kind="audit-reply").latest("pk")


def planned(ask: Ask) -> Planned:
    """Give the next step of an ask."""
    programme = Programme.objects.get(pk=ask.borough.programme_id)
    return next(each for each in chase_plan(programme, clock.now()) if each.ask.pk == ask.pk)


def work(frozen: time_machine.Traveller, moment: datetime, ask: Ask) -> list[str]:
    """Let the site work once at a moment; give the addresses that an e-mail left to."""
    frozen.move_to(moment)
    before = len(MEMORY.parcels)
    chase_ups_queue(programme=ask.borough.programme, now=clock.now())
    deliver_due()
    return [parcel.to_address for parcel in MEMORY.parcels[before:]]


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


@pytest.fixture
def asked(programme: Programme, camden: Borough, camden_lead: User, coordinator: User) -> Ask:
    """Camden was asked on 4 December 2006 whether it can contribute files."""
    Borough.objects.update(updated_on=date(2007, 6, 30))
    asked = PartialDate(date(2006, 12, 4))
    round_open(programme=programme, slug="files", title="Case files", asked=asked, by=Actor.system())
    return Ask.objects.select_related("borough__programme").get(kind="audit-reply")


def send_now(ask: Ask) -> Sending:
    """Read it, then send it."""
    programme = ask.borough.programme
    seen = email_for_now(programme=programme, about=Handle.of_ask(ask.pk)).seen
    return email_send_now(programme=programme, about=Handle.of_ask(ask.pk), seen=seen, by=BY)


@pytest.fixture
def new(vacant: Post) -> Borough:
    """Ms Okafor has taken up Camden's post today; the welcome goes on Tuesday, with the monthly update."""
    appoint(vacant)
    return vacant.borough
