"""What tests of the coordinator's hand share: Camden was asked for files, and mail goes into a list."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import override_settings

from audits.rounds.services import round_open
from boroughs.asks.models import Ask
from boroughs.history.models import Actor
from boroughs.history.states import Door
from boroughs.people.models import User
from boroughs.programme.models import Borough, Programme
from config import clock
from config.clock import LONDON
from config.dates import PartialDate
from hub.chasing.planning import Planned
from hub.chasing.selectors import chase_plan
from hub.chasing.services import chase_ups_queue
from hub.mail.answers import Parcel
from hub.mail.boxes import MEMORY
from hub.mail.delivery import deliver_due

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
