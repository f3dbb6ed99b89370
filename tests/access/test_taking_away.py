"""Taking away any one `visible_to` is noticed."""

from collections.abc import Iterator

import pytest
from django.apps import apps

from boroughs.access.models import Reachable
from tests.access.conftest import Planted
from tests.access.taking_away import Experiment, functions_that_ask, watching

pytestmark = pytest.mark.django_db

# Places whose check keeps nothing from anybody today, whatever else is taken away; each with the reason.
KEEPS_NOTHING = {
    "audits.round in audits.rounds.selectors.rounds_with_audits": (
        "the rounds are shared in the programme, and the page is for its own people only"
    ),
    "hub.event in hub.workspace.views._workspace": (
        "the events are shared in the programme, and a workspace is for its own people only"
    ),
}
# Models that nobody meets although every check on them is taken away, because another check stands before: what is
# loaded by a borough or an ask that was itself loaded through `visible_to`, or by whoever may coordinate.
BEHIND_ANOTHER = {
    "audits.fileauditentry": "read for a file audit that was itself loaded through visible_to",
    "audits.round": "shared in the programme, which was itself loaded through visible_to",
    "boroughs.contact": "listed on the page of a borough that was itself loaded through visible_to",
    "boroughs.postentry": "read for a post that was itself loaded through visible_to",
    "boroughs.reply": "read for an ask or a borough that was itself loaded through visible_to",
    "hub.email": "only coordinators come so far, and only into their own programme",
    "hub.policy": "only coordinators come so far, and only into their own programme",
    "hub.ring": "listed on the page of a borough that was itself loaded through visible_to",
    "hub.reportquery": "only coordinators come so far, and on a workspace the borough was loaded so",
}
# Functions that ask `visible_to` and that no request of the experiment reaches, with the reason.
NOT_REACHED: dict[str, str] = {}
# Models whose rows no page, file or API route loads through `visible_to` yet, with the reason.
SERVED_NOWHERE = {
    "boroughs.keydate": "no page of its own; the report says it, compiled by the coordinator",
    "boroughs.theme": "names beside an event, of the event's own programme",
    "hub.answerlink": "opened by its token alone, through link_for; the coordinator meets it as a chase-up",
    "hub.digest": "no page; the e-mail itself is in the log",
    "hub.doubtfulmail": "a choice without words; the coordinator's form shows it",
    "hub.escalation": "no page of its own; the plan of chasing heeds it",
    "hub.excess": "no page of its own; a line on the coordinator's board",
    "hub.phase": "no page of its own; the report says it, compiled by the coordinator",
    "hub.sending": "no page of its own; a chase-up names it",
    "hub.statement": "no page of its own; the report says it, compiled by the coordinator",
    "hub.wording": "no page of its own; the plan of chasing heeds it, and an ask leads to where it is edited",
    "hub.tool": "no page of its own; the report says it, compiled by the coordinator",
    "hub.welcome": "no page of its own; the e-mail itself is in the log",
}


@pytest.fixture(scope="module")
def experiment(planted: Planted) -> Iterator[Experiment]:
    """Find every place that asks; the checks are taken away and put back by the tests."""
    with watching() as watch:
        yield Experiment(planted, watch)


def test_nothing_leaks_while_every_check_is_there(experiment: Experiment) -> None:
    for request in {each for place in experiment.reached for each in experiment.requests([place])}:
        assert not experiment.leaks("haringey_adviser", request)


def test_taking_any_one_away_is_noticed(experiment: Experiment) -> None:
    """Either somebody meets what they must not, or it is the last check and still keeps something back."""
    unnoticed = {
        str(place)
        for place in experiment.reached
        if not experiment.is_noticed_alone([place]) and not experiment.is_noticed_last(place)
    }
    assert unnoticed == KEEPS_NOTHING.keys(), "Bring KEEPS_NOTHING up to date, with the reason."


def test_taking_it_away_for_any_one_model_makes_the_canaries_fail(experiment: Experiment) -> None:
    models = {place.model for place in experiment.reached}
    silent = {
        model
        for model in models
        if not experiment.is_noticed_alone([each for each in experiment.reached if each.model == model])
    }
    assert silent == BEHIND_ANOTHER.keys(), "Bring BEHIND_ANOTHER up to date, with the reason."


def test_every_function_that_asks_is_reached(experiment: Experiment) -> None:
    reached = {(place.module, place.function.partition(" of ")[0]) for place in experiment.reached}
    missed = {f"{module}.{name}" for module, name in functions_that_ask() - reached}
    assert missed == NOT_REACHED.keys(), "Nobody would notice without these: give the experiment a way there."


def test_every_model_is_loaded_through_visible_to_or_listed(experiment: Experiment) -> None:
    served = {place.model for place in experiment.reached}
    reachable = {model._meta.label_lower for model in apps.get_models() if issubclass(model, Reachable)}
    assert reachable - served == SERVED_NOWHERE.keys(), "Bring SERVED_NOWHERE up to date, with the reason."
