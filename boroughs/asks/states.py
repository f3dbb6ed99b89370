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


# Parts what is with us from why: the reason is private, and no letter repeats it.
BECAUSE = " because of "


def without_reason(turn_reason: str) -> str:
    """Say what is with us without its private reason: “asks to be excused”."""
    return turn_reason.partition(BECAUSE)[0]


# The verbs with which a reason for our turn begins, as they are said once it is decided.
IN_THE_PAST = {"asks": "asked", "offers": "offered"}


def once_decided(turn_reason: str) -> str:
    """Say what was with us, in the past: “asked to be excused”."""
    verb, space, rest = turn_reason.partition(" ")
    return f"{IN_THE_PAST.get(verb, verb)}{space}{rest}"


# How a reply names who answered through a link that was passed on.
ANSWERED_BY = "; answered by "


def answered_by(said_by: str) -> str:
    """Say who gave an answer, be it somebody to whom the link was passed on."""
    return said_by.rpartition(ANSWERED_BY)[2]


# Answers that every ask can be given, whatever it is about.
PROMISE = "promise"
PAUSE = "pause"
REFER = "refer"
OF_EVERY_ASK = frozenset({PROMISE, PAUSE, REFER})
