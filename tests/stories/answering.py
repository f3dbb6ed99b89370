"""Sentences about what a borough says."""

from dataclasses import replace
from datetime import date

from boroughs.asks.kinds import Answer
from boroughs.asks.replying import reply_record
from boroughs.programme.states import Heard
from config.dates import PartialDate
from tests.stories.sentences import sentence
from tests.stories.world import COORDINATOR, World

# How a story says an answer: the topic that it is about, and the choice.
ANSWERS = {
    "it agrees to give files": (("reply", "date"), "agree"),
    "it is hopeful": (("reply", "date"), "hopeful"),
    "it is optimistic": (("reply", "date"), "optimistic"),
    "it is too early to say": (("reply", "date"), "too_early"),
    "it declines": (("reply", "date"), "decline"),
    "nothing has changed": (("update",), "nothing"),
    "something has changed": (("update",), "something"),
    "nothing is new about the vacancy": (("vacancy",), "nothing-new"),
    "the post is advertised": (("vacancy",), "advertise"),
    "interviews are being held": (("vacancy",), "interview"),
}


@sentence("{person} says by {how} that {answer}")
def say_that(world: World, person: str, how: str, answer: str) -> None:
    if answer not in ANSWERS:
        raise ValueError(f"No story can answer “{answer}” yet, only: {', '.join(ANSWERS)}")
    topics, choice = ANSWERS[answer]
    _reply(world, person, Answer(choice, world.today, person, Heard(how)), *topics)


@sentence("{person} says by {how} that it agrees, with the files on {day}")
def agree(world: World, person: str, how: str, day: date) -> None:
    answer = Answer("agree", world.today, person, Heard(how), firm=PartialDate(day), files=6)
    _reply(world, person, answer, "reply", "date")


@sentence("{person} asks to be excused because of {reason}, by {how}")
def ask_excusal(world: World, person: str, reason: str, how: str) -> None:
    _reply(
        world, person, Answer("ask_excusal", world.today, person, Heard(how), reason=reason), "reply", "date"
    )


@sentence("{person} asks for a pause because of {reason}, by {how}")
def ask_pause(world: World, person: str, reason: str, how: str) -> None:
    _reply(world, person, Answer("pause", world.today, person, Heard(how), reason=reason))


@sentence("{person} promises an answer by {day}[ about the {topic}]")
def promise(world: World, person: str, day: date, topic: str | None = None) -> None:
    answer = Answer("promise", world.today, person, Heard.TELEPHONE, promised_on=day)
    _reply(world, person, answer, *([topic] if topic else []))


@sentence("{person} says on the site that nothing has changed")
def say_on_site(world: World, person: str) -> None:
    answer = Answer("nothing", world.today, person, Heard.TELEPHONE)
    _reply(world, person, replace(answer, how=Heard.SITE), "update")


def _reply(world: World, person: str, answer: Answer, *topics: str) -> None:
    """Record a reply on the open ask of the person’s borough, the first of the topics that there is."""
    borough, _, _ = person.partition("’")
    for topic in topics[:-1]:
        try:
            ask = world.open_ask(borough, topic)
        except AssertionError:
            continue
        break
    else:
        ask = world.open_ask(borough, topics[-1] if topics else None)
    reply_record(ask=ask, answer=answer, by=COORDINATOR)
