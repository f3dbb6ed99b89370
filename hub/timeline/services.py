"""Write the timeline."""

from django.db import transaction

from boroughs.history.models import Actor
from boroughs.history.services import record
from boroughs.programme.models import Programme
from config.dates import PartialDate, say
from hub.timeline.models import Phase


@transaction.atomic
def phase_add(
    *, programme: Programme, title: str, begins: PartialDate, ends: PartialDate, by: Actor
) -> Phase:
    """Add a phase to the timeline; it is assumed when either of its dates is."""
    phase = Phase(programme=programme, title=title, is_assumed=begins.is_assumed or ends.is_assumed)
    phase.begins_on, phase.begins_precision = begins.on, begins.precision
    phase.ends_on, phase.ends_precision = ends.on, ends.precision
    phase.save()
    summary = f"Phase added: {title}, {say(begins)} to {say(ends)}"
    record(subject=phase, verb="phase-add", summary=summary, by=by)
    return phase
