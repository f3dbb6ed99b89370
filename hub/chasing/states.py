"""The steps of a chase and what comes of each."""

from enum import StrEnum
from typing import NamedTuple, Self

from django.db import models

from boroughs.access.states import Role
from boroughs.people.states import Position

# Whom the rows of chasing are shared with.
COORDINATORS = frozenset({Role.COORDINATOR})


class Outcome(StrEnum):
    """What happens with one ask's next step."""

    SEND = "send"
    RING = "ring"
    APPROVE = "awaiting approval"
    LOOK_AGAIN = "edited, to be looked at again"
    WAITING = "waiting"
    WITH_US = "with us"
    NOBODY = "nobody to write to"
    PROMISED = "promised"
    HELD = "held"
    LEFT_OUT = "left out"
    QUEUED = "queued"
    UNDELIVERED = "an e-mail to decide about"


class Purpose(models.TextChoices):
    """What a chase-up is for: a step of the sequence, or a courtesy note after a hold, which is no step.

    A handover is the first e-mail to somebody about what was asked of somebody else before: with it the sequence
    begins anew.
    """

    STEP = "step", "A step"
    COURTESY = "courtesy", "A courtesy note after a hold"
    HANDOVER = "handover", "The first e-mail to somebody new about it"
    NOTICE = "notice", "Word to the lower rung that the next one will be written to"


class HoldKind(models.TextChoices):
    """Why chasing is held."""

    REPLIED = "replied", "They have replied, I will record it later"
    PAUSE = "pause", "They asked for a pause"
    INSPECTION = "inspection", "An inspection"
    OTHER = "other", "Another reason"


class Handle(NamedTuple):
    """By what an e-mail is found before it leaves: an ask that it is about, or the borough in which it welcomes."""

    kind: str
    pk: int

    @classmethod
    def of_ask(cls, ask: int) -> Self:
        """Find the e-mail in which an ask goes out next."""
        return cls("ask", ask)

    @classmethod
    def of_welcome(cls, borough: int) -> Self:
        """Find the welcome to somebody new in the post of a borough."""
        return cls("welcome", borough)


# In working days: how long a reply may wait to be recorded, how long after that nothing goes out yet, and how long
# after fieldwork an inspection still holds.
REPLIED_DAYS = 5
AFTER_REPLIED_DAYS = 2
AFTER_FIELDWORK_DAYS = 10
WARNING_DAYS = 3
# In working days: how long the lower rung knows before the next one is written to.
NOTICE_DAYS = 2
# In working days: the least that a chase-up leaves for an answer before the last safe day.
LEAST_TO_ANSWER = 2

# In working days: how long nobody reminds somebody who has taken up a post.
SETTLING_DAYS = 10

FIRST_REQUEST = 0
FIRST_NAME = "First request"
HANDOVER = "Handover"

_ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth")
MOST_REMINDERS = len(_ORDINALS)


def letter_name(rung: Position) -> str:
    """Say which letter up the ladder it is."""
    return f"Letter to the {rung.label.lower()}"


def notice_name(rung: Position) -> str:
    """Say which notice to the lower rung it is: of which letter."""
    return f"Notice of a letter to the {rung.label.lower()}"


def step_name(step: int, reminders: int) -> str:
    """Say which step it is: the first request, a reminder, then ringing instead of a further e-mail."""
    if step == FIRST_REQUEST:
        return FIRST_NAME
    return f"{_ORDINALS[step - 1]} reminder" if step <= reminders else "Ring them"
