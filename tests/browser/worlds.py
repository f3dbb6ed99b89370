"""What the databases of the browser tests hold: the sample, the sample after a busy week, a programme in its first
hour, and one of 343 boroughs.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from audits.rounds.models import FileAudit
from boroughs.asks.kinds import Answer
from boroughs.asks.models import Ask
from boroughs.asks.replying import reply_record
from boroughs.asks.services import reconcile
from boroughs.history.models import Actor
from boroughs.history.states import Door
from boroughs.people.models import Contact
from boroughs.people.sample import sign_ins_give
from boroughs.people.services import contact_add, contact_give_access
from boroughs.people.states import Position
from boroughs.posts.models import Post
from boroughs.posts.states import Stage
from boroughs.programme.files.loading import load
from boroughs.programme.models import Borough, Programme
from boroughs.programme.states import Heard
from config import clock
from config.dates import PartialDate
from hub.chasing.sending.queueing import chase_ups_queue
from hub.events.services import EventFacts, event_add
from hub.mail.delivery import deliver_due
from hub.reports.compiler import next_report_says
from hub.reports.services import compile_due, edition_ask, edition_publish, query_raise
from tests.browser.databases import Shelf, using
from tests.factories import BoroughFactory, ProgrammeFactory
from tests.sink import REFUSED, Scenario, Sink

SAMPLE = Path(settings.BASE_DIR) / "examples" / "london-2006.yaml"
HERSELF = Actor(None, Door.SITE, "Project co-ordinator")
# As many as England and Wales have: the board must stay readable, and right.
ALL_BOROUGHS = 343


class Worlds:
    """Databases by name, each filled when it is first asked for."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.made: dict[str, str] = {}
        self.copies = 0

    @contextmanager
    def copy_of(self, name: str) -> Iterator[None]:
        """Use a fresh copy of one world."""
        self._need(name)
        self.copies += 1
        copied = f"{name}_{self.copies}"
        database = self.shelf.add(copied, like=name)
        try:
            with using(database):
                yield
        finally:
            self.shelf.discard(copied)

    def discard(self) -> None:
        """Leave nothing behind."""
        for name in self.made:
            self.shelf.discard(name)

    def _need(self, name: str) -> None:
        if name in self.made:
            return
        like, fill = FILLINGS[name]
        if like is not None:
            self._need(like)
        database = self.shelf.add(name, like=like)
        with using(database):
            fill()
        # Only once it is full: a world that could not be filled must not be copied by the next test.
        self.made[name] = database


def _blank() -> None:
    call_command("migrate", verbosity=0)


def _sample() -> None:
    load(SAMPLE.read_bytes())
    sign_ins_give(by=Actor.system())


def _empty() -> None:
    """A programme in its first hour: somebody coordinates it, and nothing else is there."""
    programme = ProgrammeFactory.create(slug="london-2006", title="Community Partnership Project")
    for position in (Position.COORDINATOR, Position.REVIEWER, Position.OBSERVER):
        contact = contact_add(
            programme=programme,
            borough=None,
            position=position,
            name=str(position.label),
            email=f"{position}@example.org",
            by=Actor.system(),
        )
        contact_give_access(contact=contact, by=Actor.system())


def _busy() -> None:
    """The sample after a week in which everything happened that a page can show."""
    programme = Programme.objects.get()
    with Sink(Scenario(at_recipient={2: REFUSED})) as sink, override_settings(EMAIL_URL=sink.url):
        chase_ups_queue(programme=programme, now=clock.now() + timedelta(hours=2))
        deliver_due()
    camden = Borough.objects.get(slug="camden")
    ask = Ask.objects.get(borough=camden, kind="audit-reply", closed_at=None)
    lead = Contact.objects.get(borough=camden, position=Position.AUDIT_LEAD)
    answer = Answer(
        choice="optimistic", said_by=lead.name, how=Heard.TELEPHONE, on=clock.today(), words="Ten, perhaps."
    )
    reply_record(ask=ask, answer=answer, by=HERSELF)
    event_add(
        programme=programme,
        borough=camden,
        facts=EventFacts(title="Talk to supplementary schools", when=PartialDate(date(2006, 12, 1))),
        by=HERSELF,
    )
    sentence = next_report_says(camden, clock.today())[0].text
    query_raise(
        borough=camden,
        sentence=sentence,
        words="We said so in December.",
        by=Actor(None, Door.SITE, "Camden’s adviser"),
    )
    for day in (date(2006, 12, 22), date(2007, 1, 8)):
        edition_ask(programme=programme, as_at=day, by=HERSELF)
    compile_due()
    edition_publish(edition=programme.editions.get(as_at=date(2006, 12, 22)), by=HERSELF)
    edition_ask(programme=programme, as_at=date(2007, 1, 9), by=HERSELF)


def _full() -> None:
    """The sample with boroughs up to all of England and Wales, some with long names, each with its people."""
    programme = Programme.objects.get()
    taking_part = Borough.objects.filter(part="participant").count()
    boroughs = [
        BoroughFactory.create(
            programme=programme,
            name=f"{'Bournemouth, Christchurch and Poole' if number % 9 == 0 else 'Borough'} {number}",
            slug=f"borough-{number}",
            gss_code=f"E06{number:06}",
        )
        for number in range(taking_part, ALL_BOROUGHS)
    ]
    people = {
        (borough, position): Contact(
            programme=programme,
            borough=borough,
            position=position,
            name=f"{borough}’s {position.label.lower()}",
            email=f"{borough.slug}.{position}@example.org",
        )
        for borough in boroughs
        for position in (Position.ADVISER, Position.AUDIT_LEAD)
    }
    Contact.objects.bulk_create(people.values())
    FileAudit.objects.bulk_create(FileAudit(round=programme.rounds.get(), borough=each) for each in boroughs)
    Post.objects.bulk_create(
        Post(borough=each, stage=Stage.IN_POST, holder=people[each, Position.ADVISER]) for each in boroughs
    )
    reconcile(boroughs=Borough.objects.filter(programme=programme), today=clock.today())


FILLINGS: dict[str, tuple[str | None, Callable[[], None]]] = {
    "blank": (None, _blank),
    "sample": ("blank", _sample),
    "empty": ("blank", _empty),
    "busy": ("sample", _busy),
    "full": ("sample", _full),
}
