"""Roles, actions, and the table that joins them."""

from django.db import models


class Role(models.TextChoices):
    """What somebody is to a programme or to one borough; each is an object permission of that name."""

    COORDINATOR = "coordinator", "Coordinator"
    REVIEWER = "reviewer", "Reviewer"
    OBSERVER = "observer", "Observer"
    ADVISER = "adviser", "Adviser"
    LEAD = "lead", "Lead"


PROGRAMME_ROLES = frozenset({Role.COORDINATOR, Role.REVIEWER, Role.OBSERVER})
BOROUGH_ROLES = frozenset({Role.ADVISER, Role.LEAD})
EVERYONE = PROGRAMME_ROLES | BOROUGH_ROLES


class Action(models.TextChoices):
    """What somebody may do, besides seeing."""

    COORDINATE = "coordinate", "Coordinate: board, chasing, reports, decisions, corrections"
    UPDATE_POST = "update post", "Say where the appointment stands"
    UPDATE_AUDIT = "update audit", "Say where the file audit stands"
    GIVE_UPDATE = "give update", "Answer the monthly update"
    QUERY_REPORT = "query report", "Say that the report's words about the borough are wrong"
    ADD_EVENT = "add event", "Add an event, and edit those of the own borough"


RULES: dict[Action, frozenset[Role]] = {
    Action.COORDINATE: frozenset({Role.COORDINATOR}),
    Action.UPDATE_POST: frozenset({Role.COORDINATOR, Role.ADVISER, Role.LEAD}),
    Action.UPDATE_AUDIT: frozenset({Role.COORDINATOR, Role.LEAD}),
    Action.GIVE_UPDATE: frozenset({Role.COORDINATOR, Role.ADVISER, Role.LEAD}),
    Action.QUERY_REPORT: frozenset({Role.COORDINATOR, Role.ADVISER, Role.LEAD}),
    Action.ADD_EVENT: frozenset({Role.COORDINATOR, Role.ADVISER}),
}
