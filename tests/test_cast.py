"""The cast itself."""

from boroughs.access.rules import roles_in
from boroughs.access.states import Role
from boroughs.people.models import User
from boroughs.programme.models import Programme
from config import clock
from tests.factories import AskFactory, EditionFactory, EventFactory, FileAuditFactory, PostFactory


def test_cast_holds_its_roles_and_the_stranger_none(
    programme: Programme,
    coordinator: User,
    camden_adviser: User,
    haringey_adviser: User,
    camden_lead: User,
    reviewer: User,
    observer: User,
    stranger: User,
) -> None:
    assert clock.today().isoformat() == "2007-01-08"
    roles = {
        coordinator: Role.COORDINATOR,
        camden_adviser: Role.ADVISER,
        haringey_adviser: Role.ADVISER,
        camden_lead: Role.LEAD,
        reviewer: Role.REVIEWER,
        observer: Role.OBSERVER,
    }
    for user, role in roles.items():
        assert roles_in(user, programme) == {role}
    assert roles_in(stranger, programme) == frozenset()


def test_every_factory_makes_a_row(programme: Programme) -> None:
    rows = [
        factory.create()
        for factory in (AskFactory, EditionFactory, EventFactory, FileAuditFactory, PostFactory)
    ]
    assert all(row.pk for row in rows)
