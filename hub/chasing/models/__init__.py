"""Policies, holds, sendings and what they are about, and rings."""

from hub.chasing.models.holds import Escalation, Hold
from hub.chasing.models.policies import Policy, tuesday_to_thursday
from hub.chasing.models.rings import Ring
from hub.chasing.models.sendings import ChaseUp, Sending, Welcome, Wording

__all__ = [
    "ChaseUp",
    "Escalation",
    "Hold",
    "Policy",
    "Ring",
    "Sending",
    "Welcome",
    "Wording",
    "tuesday_to_thursday",
]
