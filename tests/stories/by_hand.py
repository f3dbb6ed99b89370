"""Sentences about the coordinator's hand on what goes out: editing, leaving out, sending now."""

from config import clock
from hub.chasing.bundles import Writer, batch_with
from hub.chasing.editing import wording_keep, wording_put_aside
from hub.chasing.leaving_out import step_leave_out, step_take_back
from hub.chasing.marks import marks_of
from hub.chasing.selectors import chase_plan
from hub.chasing.sending_now import email_for_now, email_send_now
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


@sentence("The coordinator edits the e-mail about {borough}’s {topic}")
def edit(world: World, borough: str, topic: str) -> None:
    ask = world.open_ask(borough, topic)
    batch = batch_with(chase_plan(world.programme, clock.now()), [ask.pk])
    assert batch is not None, f"Nothing goes out about {ask}."
    seen = batch.seen(Writer.of(world.programme).standard(batch))
    text = "\n".join(["Dear colleague,", "Any news?", *marks_of(batch.asks)])
    wording_keep(
        programme=world.programme, asks=[ask.pk], subject="Any news?", text=text, seen=seen, by=COORDINATOR
    )


@sentence("The coordinator goes back to the standard e-mail about {borough}’s {topic}")
def go_back(world: World, borough: str, topic: str) -> None:
    ask = world.open_ask(borough, topic)
    wording_put_aside(programme=world.programme, asks=[ask.pk], by=COORDINATOR)


@sentence(
    "The coordinator sends the e-mail about {borough}’s {topic} now",
    "the coordinator sends the e-mail about {borough}’s {topic} now",
)
def send_now(world: World, borough: str, topic: str) -> None:
    ask = world.open_ask(borough, topic)
    seen = email_for_now(programme=world.programme, ask=ask).seen
    email_send_now(programme=world.programme, ask=ask, seen=seen, by=COORDINATOR)
