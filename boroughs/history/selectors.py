"""Read what happened."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from boroughs.access.models import AccessQuerySet
from boroughs.history.models import Change, Tracked


def changes_of(subject: Tracked) -> AccessQuerySet[Change]:
    """Select the changes of one row, newest first."""
    return Change.objects.filter(
        subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk
    )


def changes_since(subject: Tracked, version: int) -> AccessQuerySet[Change]:
    """Select the changes that somebody who saw `version` has not seen."""
    return changes_of(subject).filter(version__gt=version)


def facts(row: models.Model, fields: tuple[str, ...]) -> Mapping[str, Any]:
    """Read the named fields of a row as plain values, for a Change's before and after."""
    return {name: _plain(getattr(row, row._meta.get_field(name).attname)) for name in fields}  # type: ignore[union-attr] # only columns are named


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
