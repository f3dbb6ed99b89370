"""Sentences about the coordinator's hand on what goes out: editing, leaving out, sending now."""

from config import clock
from hub.chasing.by_hand.editing import wording_keep, wording_put_aside
from hub.chasing.by_hand.leaving_out import (
    step_leave_out,
    step_take_back,
    welcome_leave_out,
    welcome_take_back,
)
from hub.chasing.by_hand.sending_now import email_for_now, email_send_now
from hub.chasing.letters.bundles import Writer, seen_of
from hub.chasing.letters.marks import marks_of
from hub.chasing.plan.newcomers import Newcomer
from hub.chasing.selectors import chase_plan, whole_plan
from hub.chasing.states import Handle
from tests.stories.sentences import sentence
from tests.stories.world import COORDINATOR, World


@sentence("The coordinator leaves out the next step about {borough}’s {topic}")
def leave_out(world: World, borough: str, topic: str) -> None:
    ask = world.open_ask(borough, topic)
    (each,) = chase_plan(world.programme, clock.now(), [ask])
    step_leave_out(ask=ask, step=each.step, purpose=each.purpose, by=COORDINATOR)


@sentence("The coordinator takes back what she left out about {borough}’s {topic}")
def take_back(world: World, borough: str, topic: str) -> None:
    step_take_back(ask=world.open_ask(borough, topic), by=COORDINATOR)


@sentence("The coordinator leaves out the welcome in {borough}")
def leave_out_welcome(world: World, borough: str) -> None:
    found = world.boroughs[borough]
    row = whole_plan(world.programme, clock.now()).row(Handle.of_welcome(found.pk))
    contact = row.contact.pk if isinstance(row, Newcomer) else 0
    welcome_leave_out(borough=found, contact=contact, by=COORDINATOR)


@sentence("The coordinator takes back the welcome that she left out in {borough}")
def take_back_welcome(world: World, borough: str) -> None:
    welcome_take_back(borough=world.boroughs[borough], by=COORDINATOR)


@sentence("The coordinator edits the e-mail about {borough}’s {topic}")
def edit(world: World, borough: str, topic: str) -> None:
    _edit(world, _about(world, borough, topic))


@sentence("The coordinator edits the welcome in {borough}")
def edit_welcome(world: World, borough: str) -> None:
    _edit(world, _welcome(world, borough))


def _edit(world: World, about: Handle) -> None:
    batch = whole_plan(world.programme, clock.now()).letter([about])
    assert batch is not None, f"There is no e-mail to edit on {world.today}."
    seen = seen_of(batch, Writer.of(world.programme).standard(batch))
    text = "\n".join(["Dear colleague,", "Any news?", *marks_of(batch.asks)])
    wording_keep(
        programme=world.programme, about=[about], subject="Any news?", text=text, seen=seen, by=COORDINATOR
    )


@sentence("The coordinator goes back to the standard e-mail about {borough}’s {topic}")
def go_back(world: World, borough: str, topic: str) -> None:
    wording_put_aside(programme=world.programme, about=[_about(world, borough, topic)], by=COORDINATOR)


@sentence("The coordinator goes back to the standard welcome in {borough}")
def go_back_to_standard_welcome(world: World, borough: str) -> None:
    wording_put_aside(programme=world.programme, about=[_welcome(world, borough)], by=COORDINATOR)


@sentence(
    "The coordinator sends the e-mail about {borough}’s {topic} now",
    "the coordinator sends the e-mail about {borough}’s {topic} now",
)
def send_now(world: World, borough: str, topic: str) -> None:
    _send_now(world, _about(world, borough, topic))


@sentence(
    "The coordinator sends the welcome in {borough} now",
    "the coordinator sends the welcome in {borough} now",
)
def send_welcome_now(world: World, borough: str) -> None:
    _send_now(world, _welcome(world, borough))


def _send_now(world: World, about: Handle) -> None:
    seen = email_for_now(programme=world.programme, about=about).seen
    email_send_now(programme=world.programme, about=about, seen=seen, by=COORDINATOR)


def _about(world: World, borough: str, topic: str) -> Handle:
    return Handle.of_ask(world.open_ask(borough, topic).pk)


def _welcome(world: World, borough: str) -> Handle:
    return Handle.of_welcome(world.boroughs[borough].pk)
