"""The steps of a chase and what comes of each."""

from enum import StrEnum


class Outcome(StrEnum):
    """What happens with one ask's next step."""

    SEND = "send"
    RING = "ring"
    WAITING = "waiting"
    WITH_US = "with us"
    NOBODY = "nobody to write to"
    PROMISED = "promised"
    FINISHED = "finished"
    QUEUED = "queued"


FIRST_REQUEST = 0

# The steps in their order; after the last e-mail the coordinator rings instead.
STEP_NAMES = ("First request", "First reminder", "Second reminder")
RING_STEP = len(STEP_NAMES)
