"""Sentences about the day on which drafting begins, from which the last safe days are counted back."""

from boroughs.asks.services import reconcile
from boroughs.programme.models import KeyDate
from boroughs.programme.services import key_date_add
from boroughs.programme.states import DRAFTING_BEGINS
from config.dates import PartialDate
from tests.stories.sentences import sentence
from tests.stories.world import COORDINATOR, World


@sentence("Drafting begins in {month}", "Drafting begins on {start}")
def drafting_begins(world: World, month: PartialDate | None = None, start: PartialDate | None = None) -> None:
    when = month or start
    assert when is not None
    label = "Drafting begins"
    key_date_add(programme=world.programme, slug=DRAFTING_BEGINS, label=label, when=when, by=COORDINATOR)
    reconcile(boroughs=world.boroughs.values(), today=world.today)


@sentence("Drafting is moved to {month}", "Drafting is moved to {start}")
def drafting_moves(world: World, month: PartialDate | None = None, start: PartialDate | None = None) -> None:
    when = month or start
    assert when is not None
    KeyDate.objects.filter(slug=DRAFTING_BEGINS).update(on=when.on, precision=when.precision)
    reconcile(boroughs=world.boroughs.values(), today=world.today)
