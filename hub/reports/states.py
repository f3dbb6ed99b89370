"""The life of an edition."""

from django.db import models


class State(models.TextChoices):
    """How far an edition has come."""

    QUEUED = "queued", "Waiting to be compiled"
    COMPILING = "compiling", "Being compiled"
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    SUPERSEDED = "superseded", "Superseded"
    FAILED = "failed", "Could not be compiled"


MOVES: dict[State, frozenset[State]] = {
    State.QUEUED: frozenset({State.COMPILING, State.FAILED}),
    State.COMPILING: frozenset({State.DRAFT, State.FAILED, State.QUEUED}),
    State.DRAFT: frozenset({State.PUBLISHED}),
    State.PUBLISHED: frozenset({State.SUPERSEDED}),
    State.SUPERSEDED: frozenset(),
    State.FAILED: frozenset({State.QUEUED}),
}
