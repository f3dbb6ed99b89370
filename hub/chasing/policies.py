"""Write policies: how each kind of ask is chased in one programme."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import time

from django.db import transaction

from boroughs.asks.kinds import kind_of
from boroughs.history.models import Actor
from boroughs.history.services import record
from boroughs.programme.models import Programme
from hub.chasing.models import Policy


@dataclass(frozen=True, slots=True)
class PolicyFacts:
    """A policy in working days; sending days are counted from Monday as 0."""

    days_to_reply: int
    first_reminder_after: int
    second_reminder_after: int
    most_reminders: int
    ring_after: int
    escalate_after: int
    ladder: Sequence[str] | None
    gates: Sequence[str]
    sending_days: Sequence[int]
    sends_from: time
    sends_until: time


@transaction.atomic
def policy_add(*, programme: Programme, kind: str, facts: PolicyFacts, by: Actor) -> Policy:
    """Give one kind of ask a policy of its own instead of the default."""
    policy = Policy.objects.create(programme=programme, kind=kind, **asdict(facts))
    record(subject=policy, verb="policy-add", summary=f"Policy set for: {kind_of(kind).label}", by=by)
    return policy
