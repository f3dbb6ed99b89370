"""What the databases hold: a programme in which so many boroughs have not answered."""

from datetime import date

from audits.rounds.services import round_open
from boroughs.history.models import Actor
from boroughs.people.states import Position
from boroughs.programme.models import Programme
from config.dates import PartialDate
from tests.factories import BoroughFactory, ContactFactory, ProgrammeFactory
from tests.factories.people import person

SYSTEM = Actor.system()
COORDINATOR = "coordinator@example.org"


def waiting_boroughs(count: int) -> Programme:
    """Make a programme whose boroughs were asked for files on 4 December and have not answered.

    Each has an audit lead of its own to write to, `lead-1@example.org` and so on, whose reminder is due.
    """
    programme = ProgrammeFactory.create(slug="london-2006", title="London 2006")
    person(Position.COORDINATOR, programme=programme, email=COORDINATOR)
    for number in range(1, count + 1):
        borough = BoroughFactory.create(programme=programme, name=f"Borough {number:03}")
        ContactFactory.create(
            borough=borough,
            position=Position.AUDIT_LEAD,
            name=f"The audit lead of {borough.name}",
            email=f"lead-{number}@example.org",
        )
    round_open(
        programme=programme, slug="files", title="Case files", asked=PartialDate(date(2006, 12, 4)), by=SYSTEM
    )
    return programme


def leads(count: int) -> set[str]:
    """Give the addresses of those audit leads."""
    return {f"lead-{number}@example.org" for number in range(1, count + 1)}
