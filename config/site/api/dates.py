"""Dates in the API: never without saying how exactly they are known."""

from datetime import date
from typing import Any

from rest_framework import serializers

from config.dates import Precision


class PartialDateSerializer(serializers.Serializer[Any]):
    """A date, how exactly it is known, and whether it is only assumed."""

    date = serializers.DateField(help_text="the first day that it can mean")
    precision = serializers.ChoiceField(choices=Precision.choices)
    is_assumed = serializers.BooleanField()


def partial(on: date | None, precision: str, is_assumed: bool) -> dict[str, Any] | None:  # noqa: FBT001 # as PartialDate
    """Say a date with its precision; None where there is none."""
    if on is None:
        return None
    return {"date": on.isoformat(), "precision": precision, "is_assumed": is_assumed}


def day(on: date | None) -> str | None:
    """Say a day."""
    return None if on is None else on.isoformat()
