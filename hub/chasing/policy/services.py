"""Write policies: how each kind of ask is chased in one programme."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import time

from django.db import transaction

from boroughs.asks.kinds import kind_of
from boroughs.history.models import Actor
from boroughs.history.services import Refused, check_seen, record
from boroughs.programme.models import Programme
from config.locking import lock
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
    follow_up_after: int
    ladder: Sequence[str] | None
    gates: Sequence[str]
    sending_days: Sequence[int]
    sends_from: time
    sends_until: time


@transaction.atomic
def policy_set(
    *, programme: Programme, kind: str, facts: PolicyFacts, by: Actor, seen_version: int | None = None
) -> Policy:
    """Set how one kind of ask is chased from now on; what has been sent stays sent, and no step is repeated.

    Refused when sending would end before it begins, on no day at all, or when somebody changed it meanwhile.
    """
    if facts.sends_until <= facts.sends_from:
        raise Refused("Sending must end after it begins.", field="sends_until")
    if not facts.sending_days:
        raise Refused("Choose at least one day on which e-mails go out.", field="sending_days")
    policy = lock(Policy.objects.filter(programme=programme, kind=kind)).first()
    if policy is None:
        return policy_add(programme=programme, kind=kind, facts=facts, by=by)
    check_seen(policy, seen_version)
    before = {name: str(getattr(policy, name)) for name in asdict(facts)}
    for name, value in asdict(facts).items():
        setattr(policy, name, value)
    policy.save()
    after = {name: str(value) for name, value in asdict(facts).items()}
    label = kind_of(kind).label
    record(
        subject=policy,
        verb="policy-set",
        summary=f"Policy changed for: {label}",
        by=by,
        before=before,
        after=after,
    )
    return policy


@transaction.atomic
def policy_add(*, programme: Programme, kind: str, facts: PolicyFacts, by: Actor) -> Policy:
    """Give one kind of ask a policy of its own instead of the default."""
    policy = Policy.objects.create(programme=programme, kind=kind, **asdict(facts))
    record(subject=policy, verb="policy-add", summary=f"Policy set for: {kind_of(kind).label}", by=by)
    return policy
