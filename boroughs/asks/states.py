"""Whose turn it is, and why an ask ended."""

from django.db import models


class Turn(models.TextChoices):
    """Who has to do something next. While it is us, nobody in the borough is chased."""

    BOROUGH = "borough", "With the borough"
    US = "us", "With us"


class Ended(models.TextChoices):
    """Why an ask is no longer open."""

    MET = "met", "Met, or no longer needed"
    WITHDRAWN = "withdrawn", "Withdrawn: our mistake"
    PROGRAMME_ENDED = "programme ended", "The programme has ended"


# Answers that every ask can be given, whatever it is about.
PROMISE = "promise"
PAUSE = "pause"
REFER = "refer"
OF_EVERY_ASK = frozenset({PROMISE, PAUSE, REFER})
