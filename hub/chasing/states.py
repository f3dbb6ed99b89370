"""The steps of a chase and what comes of each."""

from enum import StrEnum

from django.db import models


class Outcome(StrEnum):
    """What happens with one ask's next step."""

    SEND = "send"
    RING = "ring"
    WAITING = "waiting"
    WITH_US = "with us"
    NOBODY = "nobody to write to"
    PROMISED = "promised"
    HELD = "held"
    FINISHED = "finished"
    QUEUED = "queued"


class Purpose(models.TextChoices):
    """What a chase-up is for: a step of the sequence, or a courtesy note after a hold, which is no step."""

    STEP = "step", "A step"
    COURTESY = "courtesy", "A courtesy note after a hold"


class HoldKind(models.TextChoices):
    """Why chasing is held."""

    REPLIED = "replied", "They have replied, I will record it later"
    PAUSE = "pause", "They asked for a pause"
    INSPECTION = "inspection", "An inspection"
    OTHER = "other", "Another reason"


# In working days: how long a reply may wait to be recorded, and how long after fieldwork an inspection still holds.
REPLIED_DAYS = 5
AFTER_FIELDWORK_DAYS = 10
WARNING_DAYS = 3

FIRST_REQUEST = 0

# The steps in their order; after the last e-mail the coordinator rings instead.
STEP_NAMES = ("First request", "First reminder", "Second reminder")
RING_STEP = len(STEP_NAMES)
