"""Two programmes in which every model has rows, for every borough: the world that the cast walks through.

Camden and Haringey are neighbours in programme A; Newham's files are on their way to the reviewer; Brent asks to be
excused. Leeds and Bradford are in programme B. A new model gets its rows here; a test says so when it has none.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from audits.rounds.models import FileAudit
from audits.rounds.services import Details, audit_entry_void, audit_move
from audits.rounds.states import Move as AuditMove
from audits.rounds.states import Position as AuditPosition
from boroughs.history.models import Actor
from boroughs.history.services import record
from boroughs.history.states import Door
from boroughs.people.models import Contact, User
from boroughs.people.states import Position
from boroughs.posts.services import post_entry_void, post_move, post_name_interim
from boroughs.posts.states import Move as PostMove
from boroughs.posts.states import Stage
from boroughs.programme.models import Borough, Programme
from config.dates import PartialDate
from tests.access.outgoing import chase, correspond, publish
from tests.factories import (
    BoroughFactory,
    ContactFactory,
    EventFactory,
    FileAuditFactory,
    KeyDateFactory,
    PostFactory,
    ProgrammeFactory,
    RoundFactory,
    ThemeFactory,
    UserFactory,
)
from tests.factories.people import person

BY = Actor(None, Door.SITE, "Somebody")
ANONYMOUS = "anonymous"


@dataclass
class World:
    """The programmes, their boroughs by slug, and the cast by name; `None` is somebody who is not signed in."""

    ours: Programme
    theirs: Programme
    boroughs: dict[str, Borough]
    cast: dict[str, User | None] = field(default_factory=dict)

    @cached_property
    def people(self) -> dict[str, User]:
        """Everybody of the cast who signs in."""
        return {name: user for name, user in self.cast.items() if user is not None}

    def borough_of(self, who: str) -> Borough | None:
        """The borough that one of the cast belongs to."""
        return self.boroughs.get(who.partition("_")[0])


def build() -> World:
    """Build it; the clock must stand at a moment of the programmes' time."""
    ours = ProgrammeFactory.create(slug="london-2006", objectives=["Reach people"], labels={"adviser": "CPA"})
    theirs = ProgrammeFactory.create(slug="elsewhere", objectives=["Reach others"], labels={"adviser": "CPA"})
    boroughs = {
        slug: BoroughFactory.create(programme=programme, name=slug.capitalize(), slug=slug, gss_code=code)
        for programme, slug, code in (
            (ours, "camden", "E09000007"),
            (ours, "haringey", "E09000014"),
            (ours, "newham", "E09000025"),
            (ours, "brent", "E09000005"),
            (theirs, "leeds", "E08000035"),
            (theirs, "bradford", "E08000032"),
        )
    }
    world = World(ours, theirs, boroughs)
    _people(world)
    for programme in (ours, theirs):
        _central(programme)
    for borough in boroughs.values():
        _local(borough)
    for programme in (ours, theirs):
        correspond(programme)
        chase(programme)
        publish(programme)
    return world


def _people(world: World) -> None:
    boroughs = world.boroughs
    for borough in boroughs.values():
        for position in (Position.MANAGER, Position.BUSINESS_MANAGER, Position.CHAIR):
            ContactFactory.create(borough=borough, position=position)
    for slug in ("newham", "brent", "leeds", "bradford"):
        person(Position.ADVISER, borough=boroughs[slug], email=f"adviser.{slug}@example.org")
        person(Position.AUDIT_LEAD, borough=boroughs[slug], email=f"lead.{slug}@example.org")
    person(Position.AUDIT_LEAD, borough=boroughs["haringey"], email="lead.haringey@example.org")
    person(Position.REVIEWER, programme=world.theirs, email="reviewer.elsewhere@example.org")
    person(Position.OBSERVER, programme=world.theirs, email="observer.elsewhere@example.org")
    world.cast = {
        "coordinator": person(Position.COORDINATOR, programme=world.ours, email="coordinator@example.org"),
        "camden_adviser": person(Position.ADVISER, borough=boroughs["camden"], email="adviser@example.org"),
        "haringey_adviser": person(Position.ADVISER, borough=boroughs["haringey"], email="other@example.org"),
        "camden_lead": person(Position.AUDIT_LEAD, borough=boroughs["camden"], email="lead@example.org"),
        "reviewer": person(Position.REVIEWER, programme=world.ours, email="reviewer@example.org"),
        "observer": person(Position.OBSERVER, programme=world.ours, email="observer@example.org"),
        "stranger": person(Position.COORDINATOR, programme=world.theirs, email="stranger@example.org"),
        "roleless": UserFactory.create(name="Roleless", email="roleless@example.org"),
        ANONYMOUS: None,
    }


def _central(programme: Programme) -> None:
    theme = ThemeFactory.create(programme=programme)
    KeyDateFactory.create(programme=programme)
    RoundFactory.create(programme=programme, slug=f"files-{programme.slug}")
    hosts = list(Borough.objects.filter(programme=programme)[:2])
    for when in (date(2006, 11, 15), date(2007, 2, 20)):
        EventFactory.create(programme=programme, when=PartialDate(when), hosts=hosts, themes=[theme])


def _local(borough: Borough) -> None:
    """Give a borough a post, a file audit (each with a voided entry), an event of its own, and notes in its history."""
    post = PostFactory.create(borough=borough)
    wrong = post_move(post=post, move=PostMove.INTERVIEW, on=PartialDate(date(2006, 11, 6)), note="x", by=BY)
    post_entry_void(entry=wrong, reason="It was another post", by=BY)
    stand_in = Contact.objects.get(borough=borough, position=Position.MANAGER)
    post_name_interim(post=post, interim=stand_in, on=PartialDate(date(2006, 11, 10)), by=BY)
    if borough.slug in {"newham", "leeds"}:
        holder = Contact.objects.get(borough=borough, position=Position.ADVISER)
        post_move(
            post=post,
            move=PostMove.APPOINT,
            on=PartialDate(date(2006, 12, 1)),
            holder=holder,
            note="x",
            by=BY,
        )
        post.refresh_from_db()
        assert post.stage == Stage.IN_POST
    _file_audit(borough)
    EventFactory.create(
        programme=borough.programme, borough=borough, hosts=[borough], when=PartialDate(date(2007, 3, 6))
    )
    record(subject=borough, verb="borough-note", summary="Something private", by=BY, is_private=True)


def _file_audit(borough: Borough) -> None:
    """Camden is hopeful, Newham and Leeds have agreed, Brent asks to be excused, the others have not replied."""
    audit = FileAudit.objects.get(borough=borough)
    details = Details(note="A first word")
    FileAuditFactory.create(
        borough=borough, round=audit.round, position=AuditPosition.TOO_EARLY, details=details
    )
    wrong = audit_move(
        audit=audit,
        move=AuditMove.SAY_OPTIMISTIC,
        on=PartialDate(date(2006, 12, 14)),
        details=Details(note="A mistake"),
        by=BY,
    )
    audit_entry_void(entry=wrong, reason="That was somebody else", by=BY)
    move, more = {
        "newham": (AuditMove.AGREE, Details(firm=PartialDate(date(2007, 2, 1)), files=6, note="Good")),
        "leeds": (AuditMove.AGREE, Details(firm=PartialDate(date(2007, 2, 1)), files=6, note="Good")),
        "brent": (AuditMove.ASK_EXCUSAL, Details(reason="a joint area review", note="They rang")),
    }.get(borough.slug, (AuditMove.SAY_HOPEFUL, Details(note="They hope so")))
    audit_move(audit=audit, move=move, on=PartialDate(date(2006, 12, 18)), details=more, by=BY)
