"""Read policies as rhythms: the numbers that timing and routing reckon with."""

from __future__ import annotations

from collections.abc import Mapping

from boroughs.people.states import Position
from boroughs.programme.models import Programme
from hub.chasing.models import Policy
from hub.chasing.plan.timing import Rhythm


def rhythm_of(policy: Policy | None) -> Rhythm:
    """Read a policy's numbers; without one, the design's defaults."""
    if policy is None:
        return Rhythm()
    return Rhythm(
        days_to_reply=policy.days_to_reply,
        first_reminder_after=policy.first_reminder_after,
        next_reminder_after=policy.second_reminder_after,
        most_reminders=policy.most_reminders,
        ring_after=policy.ring_after,
        escalate_after=policy.escalate_after,
        follow_up_after=policy.follow_up_after,
        ladder=None if policy.ladder is None else tuple(Position(each) for each in policy.ladder),
        gates=frozenset(Position(each) for each in policy.gates),
        sending_days=frozenset(policy.sending_days),
        sends_from=policy.sends_from,
        sends_until=policy.sends_until,
    )


def rhythms_of(programme: Programme) -> Mapping[str, Rhythm]:
    """Read the policies of a programme by kind of ask."""
    return {policy.kind: rhythm_of(policy) for policy in Policy.objects.filter(programme=programme)}
