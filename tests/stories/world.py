"""The world in which a story happens: a programme with its boroughs, and days that pass one by one.

In every borough of a story there are an adviser in post, the adviser’s manager and an audit lead, and it says
each month that nothing has changed, until the story has it otherwise.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import time_machine

from audits.rounds.models import FileAudit
from boroughs.asks.models import Ask
from boroughs.asks.replying import update_give
from boroughs.asks.services import reconcile
from boroughs.history.models import Actor
from boroughs.history.states import Door
from boroughs.people.models import Contact
from boroughs.people.states import Position
from boroughs.posts.models import Post
from boroughs.posts.states import Stage
from boroughs.programme.models import Borough, Programme
from boroughs.programme.states import Heard
from config import clock
from config.clock import LONDON
from config.dates import PartialDate
from hub.board.digests import digests_queue
from hub.board.selectors import board_of
from hub.chasing.sending.queueing import chase_ups_queue
from hub.mail.delivery import deliver_due
from hub.mail.heartbeat import heartbeat
from hub.mail.selectors import CHECKING_JOB, SENDING_JOB
from tests.factories import BoroughFactory, ContactFactory, PostFactory, ProgrammeFactory
from tests.stories.leaving import Left, left_with
from tests.stories.post_office import PostOffice
from tests.stories.topics import TOPIC_OF, TOPICS

COORDINATOR = Actor(None, Door.SITE, "The coordinator")
ONE_DAY = timedelta(days=1)
DIGESTS, MORNING, SENDING, EVENING, NIGHT = time(8, 5), time(9), time(10, 30), time(19), time(20)

# Shorter than what the site calls them.
_CALLED = {Position.MANAGER: "manager", Position.BUSINESS_MANAGER: "business manager"}
# Whether they go out is said in the column of e-mails.
_NOT_COMPARED = "Going out"


@dataclass
class World:
    """One programme, its people, and the mail server; `pass_day` lets one day happen."""

    traveller: time_machine.Traveller
    programme: Programme
    office: PostOffice = field(default_factory=PostOffice)
    boroughs: dict[str, Borough] = field(default_factory=dict)
    people: dict[str, Contact] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    strangers: dict[str, str] = field(default_factory=dict)
    nothing_works_until: date | None = None
    worker_rests_until: date | None = None
    has_digests: bool = False
    _seen: int = 0

    @classmethod
    def begin(cls, traveller: time_machine.Traveller, names: list[str], first: date) -> "World":
        """Make the programme and its boroughs, long before the first day."""
        traveller.move_to(datetime.combine(first - ONE_DAY, MORNING, LONDON))
        programme = ProgrammeFactory.create(
            slug="story", starts_on=first - timedelta(days=365), ends_on=first + timedelta(days=730)
        )
        world = cls(traveller, programme)
        world.add_person(None, Position.COORDINATOR, name="The coordinator", email="coordinator@example.org")
        for name in names:
            borough = BoroughFactory.create(programme=programme, name=name)
            world.boroughs[name] = borough
            # So that nothing is asked before the first day; from then on it is said each month.
            Borough.objects.filter(pk=borough.pk).update(updated_on=first)
            for position in (Position.ADVISER, Position.MANAGER, Position.AUDIT_LEAD):
                world.add_person(borough, position)
            adviser = world.people[f"{name}’s adviser"]
            since = PartialDate(first - timedelta(days=90))
            PostFactory.create(borough=borough, stage=Stage.IN_POST, on=since, holder=adviser)
        return world

    def add_person(
        self, borough: Borough | None, position: Position, *, name: str = "", email: str = ""
    ) -> Contact:
        """Record somebody; without a name, as “Camden’s audit lead”."""
        name = name or f"{borough}’s {_CALLED.get(position, position.label.lower())}"
        email = email or f"{name.lower().replace('’', '-').replace(' ', '-')}@example.org"
        where = {"borough": borough} if borough else {"borough": None, "programme": self.programme}
        contact = ContactFactory.create(position=position, name=name, email=email, **where)
        self.people[name] = contact
        return contact

    @property
    def today(self) -> date:
        """The day in London."""
        return clock.today()

    def at(self, day: date, hour: time) -> None:
        """Let it be that moment in London."""
        self.traveller.move_to(datetime.combine(day, hour, LONDON))

    def works_on(self, day: date) -> bool:
        """Tell whether the site runs on that day."""
        return self.nothing_works_until is None or day >= self.nothing_works_until

    def say_updates(self, day: date) -> None:
        """Let every borough that is not silent say that nothing has changed, as a month begins."""
        for name, borough in self.boroughs.items():
            borough.refresh_from_db()
            if name not in self.silent and (
                borough.updated_on is None or borough.updated_on.month != day.month
            ):
                said_by = f"{name}’s adviser"
                update_give(
                    borough=borough,
                    something_changed=False,
                    said_by=said_by,
                    how=Heard.EMAIL,
                    on=day,
                    by=COORDINATOR,
                )

    def send_digests(self) -> None:
        """Do early in the morning what the site does for the coordinator, in a story that looks at it."""
        if self.has_digests:
            digests_queue(programme=self.programme, now=clock.now())
            self.deliver()

    def send(self) -> None:
        """Do what the site does every minute, unless its worker stands still."""
        if self.worker_rests_until is not None and self.today < self.worker_rests_until:
            return
        reconcile(boroughs=self.boroughs.values(), today=self.today)
        if self.queue_and_deliver():
            # What was withdrawn may be written anew in the next minute.
            self.queue_and_deliver()

    def queue_and_deliver(self) -> bool:
        """Do what one minute of the site's work comes to; answer whether an e-mail was withdrawn on its way."""
        with heartbeat(CHECKING_JOB, of=self.programme):
            chase_ups_queue(programme=self.programme, now=clock.now())
        return self.deliver()

    def deliver(self) -> bool:
        """Send what waits in the outbox; answer whether an e-mail was withdrawn on its way."""
        with heartbeat(SENDING_JOB):
            return deliver_due(transport=self.office).withdrawn > 0

    def left(self) -> list[Left]:
        """Tell which e-mails have left since the last time."""
        before, new = self.office.taken[: self._seen], self.office.taken[self._seen :]
        self._seen = len(self.office.taken)
        return left_with(new, before=before, strangers=self.strangers)

    def board(self) -> tuple[list[str], list[str]]:
        """Tell what Needs you lists (title and status) and the next step of each borough."""
        board = board_of(self.programme, clock.now())
        needs = [f"{task.title} – {task.status}" for task in board.needs if task.status != _NOT_COMPARED]
        return needs, [f"{row.borough}: {row.next_step.words}" for row in board.rows]

    def open_ask(self, borough: str, topic: str | None = None) -> Ask:
        """Find what a borough is asked; with several open ones the story names the topic."""
        asks = Ask.objects.filter(borough=self.boroughs[borough], closed_at=None)
        if topic is not None:
            asks = asks.filter(kind=TOPICS[topic])
        found = list(asks.select_related("borough__programme"))
        if len(found) != 1:
            said = ", ".join(TOPIC_OF[ask.kind] for ask in found) or "nothing"
            raise AssertionError(f"{borough} is asked {said} on {self.today}: say about which.")
        return found[0]

    def audit(self, borough: str) -> FileAudit:
        """Find a borough’s latest file audit."""
        return FileAudit.objects.filter(borough=self.boroughs[borough]).latest("pk")

    def post(self, borough: str) -> Post:
        """Find a borough’s post."""
        return Post.objects.select_related("borough__programme").get(borough=self.boroughs[borough])
