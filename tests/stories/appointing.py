"""Sentences about who takes up a post, and who else is the right person to ask."""

from datetime import date

from boroughs.asks.kinds import Answer
from boroughs.asks.replying import reply_record
from boroughs.people.models import Contact
from boroughs.people.services import Newcomer
from boroughs.people.states import Position
from boroughs.posts.models import PostEntry
from boroughs.posts.services import post_entry_void, post_move
from boroughs.posts.states import Move, Stage
from boroughs.programme.states import Heard
from config.dates import PartialDate
from tests.stories.sentences import sentence
from tests.stories.world import COORDINATOR, World


@sentence("{borough} appoints a new adviser", "{borough} appoints a new adviser, who began on {day}")
def appoint(world: World, borough: str, day: date | None = None) -> None:
    contact = world.add_person(world.boroughs[borough], Position.ADVISER, name=f"{borough}’s new adviser")
    _appoint(world, borough, contact, day or world.today)


@sentence("{borough} appoints the interim adviser")
def appoint_interim(world: World, borough: str) -> None:
    interim = world.post(borough).interim
    assert interim is not None, f"Nobody stands in for {borough}’s adviser on {world.today}."
    _appoint(world, borough, interim, world.today)


def _appoint(world: World, borough: str, holder: Contact, day: date) -> None:
    post_move(post=world.post(borough), move=Move.APPOINT, on=PartialDate(day), holder=holder, by=COORDINATOR)


@sentence("{borough} has an interim adviser")
def have_interim_adviser(world: World, borough: str) -> None:
    world.add_person(world.boroughs[borough], Position.ADVISER, name=f"{borough}’s interim")


@sentence("The appointment in {borough} was a mistake, and is struck out")
def strike_out(world: World, borough: str) -> None:
    entry = PostEntry.objects.standing().filter(post=world.post(borough), stage=Stage.IN_POST).latest("pk")
    post_entry_void(entry=entry, reason="It was another borough.", by=COORDINATOR)


@sentence("{person} says that the {topic} is for {borough}’s {role}")
def refer(world: World, person: str, topic: str, borough: str, role: str) -> None:
    name = f"{borough}’s {role}"
    email = f"{name.lower().replace('’', '-').replace(' ', '-')}@example.org"
    named = Newcomer(name, email)
    answer = Answer("refer", world.today, person, Heard.TELEPHONE, refer_to=named)
    ask = world.open_ask(borough, topic)
    reply_record(ask=ask, answer=answer, by=COORDINATOR)
    world.people[name] = Contact.objects.get(borough=ask.borough, email=email)
