"""The one way in which rows are locked. In which order stands in docs/architecture.md."""

from typing import TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def lock(rows: QuerySet[M], *, skip_locked: bool = False) -> QuerySet[M]:
    """Lock rows against other writers until the transaction ends; `skip_locked` leaves out what another has.

    Their keys stay as they are: so others can go on writing rows that refer to them, such as Changes.
    """
    # "self": what comes along by select_related is only read.
    return rows.select_for_update(of=("self",), no_key=True, skip_locked=skip_locked)
