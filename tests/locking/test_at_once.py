"""Two verbs at once neither block each other for ever nor fail, wherever the one meets the other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import override_settings

from audits.rounds.models import FileAudit
from audits.rounds.services import audit_move, round_open
from audits.rounds.states import Move
from boroughs.asks.kinds import Answer
from boroughs.asks.models import Ask
from boroughs.asks.replying import reply_record
from boroughs.asks.services import reconcile
from boroughs.asks.states import PAUSE
from boroughs.history.models import Actor, Change
from boroughs.people.models import Contact
from boroughs.people.services import contact_deactivate, contact_email_rejected
from boroughs.people.states import Position
from boroughs.programme.models import Borough, Programme
from boroughs.programme.states import Heard
from config import clock
from config.dates import PartialDate
from hub.chasing.by_hand.leaving_out import step_leave_out
from hub.chasing.by_hand.stopping import ask_withdraw_and_tell, hold_place
from hub.chasing.sending.queueing import chase_ups_queue
from hub.chasing.states import HoldKind, Purpose
from hub.mail.boxes import MEMORY
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from hub.mail.telling import tell_sent
from tests.factories import BoroughFactory, ContactFactory, ProgrammeFactory
from tests.hub.chasing.conftest import TUESDAY
from tests.locking.interleaving import interleave

BY = Actor.system()


@dataclass
class World:
    """A programme of its own, whose borough was asked for files twice; of the one, an e-mail may just have left."""

    frozen: time_machine.Traveller
    has_sent: bool = True
    programme: Programme = field(default_factory=ProgrammeFactory.create)

    def __post_init__(self) -> None:
        self.frozen.move_to(TUESDAY)
        self.borough = BoroughFactory.create(programme=self.programme)
        self.lead = ContactFactory.create(borough=self.borough, position=Position.AUDIT_LEAD)
        ContactFactory.create(borough=self.borough, position=Position.COORDINATOR)
        for slug in ("sent", "due"):
            asked = PartialDate(date(2006, 12, 4))
            round_open(programme=self.programme, slug=slug, title=slug, asked=asked, by=BY)
            if slug == "sent" and self.has_sent:
                self.send()
        self.ask = self._ask("due")
        self.frozen.move_to(TUESDAY + timedelta(days=1))  # nobody gets two on one day

    def send(self) -> None:
        """Send what is due, as if its kind had not been told yet."""
        chase_ups_queue(programme=self.programme, now=clock.now())
        deliver_due()
        assert Email.objects.filter(programme=self.programme).update(is_told=False) == 1

    def _ask(self, slug: str) -> Ask:
        audit = FileAudit.objects.get(round__slug=slug, borough=self.borough)
        rows = Ask.objects.select_related("borough__programme")
        return rows.get(borough=self.borough, kind="audit-reply", subject_id=audit.pk)

    def answer(self, choice: str, ask: Ask | None = None) -> None:
        """Record an answer."""
        answer = Answer(
            choice=choice, on=clock.today(), said_by="The lead", how=Heard.TELEPHONE, reason="An inspection"
        )
        reply_record(ask=ask or self.ask, answer=answer, by=BY)


def reply(world: World) -> None:
    world.answer(Move.AGREE)


def reply_to_the_other(world: World) -> None:
    world.answer(Move.AGREE, world._ask("sent"))


def pause(world: World) -> None:
    world.answer(PAUSE)


def move(world: World) -> None:
    audit = FileAudit.objects.get(round__slug="due", borough=world.borough)
    audit_move(audit=audit, move=Move.AGREE, on=PartialDate(clock.today()), by=BY)


def queue(world: World) -> None:
    chase_ups_queue(programme=world.programme, now=clock.now())


def withdraw(world: World) -> None:
    ask_withdraw_and_tell(ask=world.ask, reason="Asked twice", ask_again_on=None, by=BY)


def hold(world: World) -> None:
    hold_place(borough=world.borough, ask=None, kind=HoldKind.OTHER, by=BY)


def tell(world: World) -> None:
    tell_sent()


def sweep(world: World) -> None:
    reconcile(boroughs=Borough.objects.filter(programme=world.programme), today=clock.today())


def leave_out(world: World) -> None:
    step_leave_out(ask=world.ask, step=1, purpose=Purpose.STEP, by=BY)


def reject(world: World) -> None:
    contact_email_rejected(contact=Contact.objects.get(pk=world.lead.pk), words="550 unknown", by=BY)


def leave(world: World) -> None:
    contact_deactivate(contact=Contact.objects.get(pk=world.lead.pk), by=BY)


Deed = Callable[[World], None]
PAIRS: list[tuple[Deed, Deed]] = [
    (reply, move),
    (reply, queue),
    (reply, reply_to_the_other),
    (pause, queue),
    (withdraw, reply),
    (hold, queue),
    (hold, pause),
    (tell, reply),
    (tell, reply_to_the_other),
    (tell, sweep),
    (leave_out, reply),
    (leave_out, tell),
    (reject, leave),
    (sweep, move),
]


@pytest.fixture(autouse=True)
def postgresql(transactional_db: None) -> Iterator[None]:
    """The database in which two can write at once."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    MEMORY.parcels.clear()
    with override_settings(EMAIL_URL="memory://"):
        yield


@pytest.mark.postgres
@pytest.mark.parametrize(("one", "other"), PAIRS, ids=lambda deed: deed.__name__)
def test_two_verbs_at_once_are_both_done_or_refused(
    one: Deed, other: Deed, frozen: time_machine.Traveller
) -> None:
    for first, second in ((one, other), (other, one)):
        stop_after = 1
        while _interleaved(first, second, World(frozen, tell in (one, other)), stop_after):
            stop_after += 1
        assert stop_after > 1
    for row in [*Ask.objects.all(), *FileAudit.objects.all(), *Contact.objects.all()]:
        kind = ContentType.objects.get_for_model(row)
        assert Change.objects.filter(subject_type=kind, subject_id=row.pk).count() == row.version


def _interleaved(first: Deed, second: Deed, world: World, stop_after: int) -> bool:
    return interleave(lambda: first(world), lambda: second(world), stop_after=stop_after)


def test_each_deed_of_these_does_something(frozen: time_machine.Traveller) -> None:
    for deed in {deed for pair in PAIRS for deed in pair}:
        world, before = World(frozen), Change.objects.count()
        deed(world)
        assert Change.objects.count() > before or deed in {queue, sweep}, deed
    assert chase_ups_queue(programme=World(frozen).programme, now=clock.now()) == 1
