"""The asks that come with every programme: the monthly update, met by “Nothing has changed”."""

from collections.abc import Mapping, Sequence
from datetime import date

from boroughs.access.states import Action
from boroughs.asks.kinds import Answer, Choice, Correcting, Kind, Source, Wanted
from boroughs.asks.models import Ask
from boroughs.asks.replying import update_give
from boroughs.history.models import Actor
from boroughs.people.states import Position
from boroughs.programme.models import Borough
from config.dates import PartialDate

MONTHLY_UPDATE = Kind(
    "update",
    "Monthly update",
    asked_of=Position.ADVISER,
    answered_under=Action.GIVE_UPDATE,
    ladder=(Position.MANAGER,),
    topic="the monthly update",
    question="has anything changed this month?",
    asking="whether anything has changed in {borough}",
    asked="whether anything had changed in {borough}",
    please="tell me how things stand in {borough}? “Nothing has changed” is useful, too",
    why="Every borough is asked once a month, so that the report says how things stand.",
    follows_an_answer=True,
)


def updates_wanted(boroughs: Sequence[Borough], today: date) -> Mapping[int, Sequence[Wanted]]:
    """Ask each participant for an update that has given none since the month began."""
    month = today.replace(day=1)
    return {
        borough.pk: [_update_of(borough)]
        for borough in boroughs
        if borough.is_participant and (borough.updated_on is None or borough.updated_on < month)
    }


def _update_of(borough: Borough) -> Wanted:
    answered = PartialDate(borough.updated_on) if borough.updated_on else None
    return Wanted("update", "update", "Has anything changed?", answered=answered)


def update_choices(ask: Ask) -> Sequence[Choice]:
    """List the two answers."""
    return [
        Choice("nothing", "Nothing has changed"),
        Choice(
            "something",
            "Something has changed",
            hint="Write it down on the post, the file audit or the events.",
        ),
    ]


def update_take(ask: Ask, answer: Answer, by: Actor) -> None:
    """Take the answer to a monthly update."""
    update_give(
        borough=ask.borough,
        something_changed=answer.choice == "something",
        said_by=answer.said_by,
        how=answer.how,
        on=answer.on,
        by=by,
    )


# The word that came last counts, so an update that was a slip needs no taking back.
CORRECTING = Correcting(
    subject=lambda ask: None,
    choices=lambda ask, written: update_choices(ask),
    undo=lambda ask, written, by: None,
)

SOURCE = Source((MONTHLY_UPDATE,), updates_wanted, update_choices, update_take, correcting=CORRECTING)
