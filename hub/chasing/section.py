"""The section of the programme file for the kinds of ask that are chased in another way than the default."""

from datetime import time

from boroughs.asks.kinds import kinds
from boroughs.people.states import CENTRAL, Position
from boroughs.programme.files.checking import Checking
from boroughs.programme.files.faults import did_you_mean
from boroughs.programme.files.loading import Loading
from boroughs.programme.files.registry import Section
from boroughs.programme.files.shapes import Group, Key, ListOf, Named, OneOf, TimeOfDay, Whole, one_of
from boroughs.programme.section import count
from config.dates import listed
from hub.chasing.models import Policy, tuesday_to_thursday
from hub.chasing.policy.services import PolicyFacts, policy_add
from hub.chasing.states import MOST_REMINDERS

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
_DEFAULT = Policy()
_WORKING_DAYS = Whole(1, 100)
_RUNG = one_of(Position, leaving_out=CENTRAL)
POLICY = Group(
    {
        "days_to_reply": Key(_WORKING_DAYS, default=_DEFAULT.days_to_reply),
        "first_reminder_after": Key(_WORKING_DAYS, default=_DEFAULT.first_reminder_after),
        "second_reminder_after": Key(_WORKING_DAYS, default=_DEFAULT.second_reminder_after),
        "most_reminders": Key(Whole(0, MOST_REMINDERS), default=_DEFAULT.most_reminders),
        "ring_after": Key(_WORKING_DAYS, default=_DEFAULT.ring_after),
        "escalate_after": Key(_WORKING_DAYS, default=_DEFAULT.escalate_after),
        "follow_up_after": Key(_WORKING_DAYS, default=_DEFAULT.follow_up_after),
        "ladder": Key(ListOf(_RUNG, most=8)),
        "gates": Key(ListOf(_RUNG, most=8), default=[]),
        "sending_days": Key(
            ListOf(OneOf(DAYS), least=1, most=5), default=[DAYS[day] for day in tuesday_to_thursday()]
        ),
        "sends_from": Key(TimeOfDay(), default=time(10)),
        "sends_until": Key(TimeOfDay(), default=time(16)),
    }
)


def chasing_check(checking: Checking) -> None:
    """Find kinds of ask that do not exist, and sending hours that end before they begin."""
    known = [kind.name for kind in kinds()]
    for name, each in checking.values["chasing"].items():
        if name not in known:
            wanted = listed((f"“{kind}”" for kind in known), last="or")
            checking.fault(
                ("chasing", name), f"There is no such kind of ask. Write {wanted}.{did_you_mean(name, known)}"
            )
        begins, ends = each["sends_from"], each["sends_until"]
        if begins and ends and ends <= begins:
            checking.fault(
                ("chasing", name, "sends_until"), "Sending ends before it begins. Correct one of the two."
            )


def chasing_load(loading: Loading) -> str:
    """Set the policies."""
    policies = loading.values["chasing"]
    for kind, each in policies.items():
        days = sorted({DAYS.index(day) for day in each["sending_days"]})
        facts = PolicyFacts(**{**each, "sending_days": days})
        policy_add(programme=loading.programme, kind=kind, facts=facts, by=loading.by)
    return (
        f"{count(policies, 'kind of ask has', 'kinds of ask have')} a policy of its own." if policies else ""
    )


SECTIONS = (Section("chasing", Named(POLICY), chasing_load, chasing_check),)
