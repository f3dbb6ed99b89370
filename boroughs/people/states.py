"""What a contact is in a programme or a borough, and the access that follows from it."""

from django.db import models

from boroughs.access.states import Role


class Position(models.TextChoices):
    """What a person is in the programme or in a borough."""

    COORDINATOR = "coordinator", "Coordinator"
    REVIEWER = "reviewer", "Reviewer"
    OBSERVER = "observer", "Observer"
    ADVISER = "adviser", "Adviser"
    MANAGER = "manager", "Adviser’s manager"
    AUDIT_LEAD = "audit_lead", "Audit lead"
    BUSINESS_MANAGER = "business_manager", "Partnership business manager"
    HEAD_OF_SAFEGUARDING = "head_of_safeguarding", "Head of safeguarding"
    CHAIR = "chair", "Chair"


ACCESS_OF: dict[Position, Role] = {
    Position.COORDINATOR: Role.COORDINATOR,
    Position.REVIEWER: Role.REVIEWER,
    Position.OBSERVER: Role.OBSERVER,
    Position.ADVISER: Role.ADVISER,
    Position.MANAGER: Role.LEAD,
    Position.AUDIT_LEAD: Role.LEAD,
    Position.BUSINESS_MANAGER: Role.LEAD,
    Position.HEAD_OF_SAFEGUARDING: Role.LEAD,
    Position.CHAIR: Role.LEAD,
}
CENTRAL = frozenset({Position.COORDINATOR, Position.REVIEWER, Position.OBSERVER})

# Chairs and directors are written to only with the coordinator's approval, whatever a policy says.
BY_APPROVAL_ONLY = frozenset({Position.CHAIR, Position.HEAD_OF_SAFEGUARDING})
