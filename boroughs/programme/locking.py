"""Lock programmes and boroughs. The order is: programme, boroughs, and only then what is theirs."""

from collections.abc import Iterable, Mapping

from boroughs.programme.models import Borough, Programme
from config.locking import lock


def programme_locked(pk: int) -> Programme:
    """Lock a programme, and read it as it is now."""
    return lock(Programme.objects.all()).get(pk=pk)


def boroughs_locked(pks: Iterable[int]) -> list[Borough]:
    """Lock boroughs and all that is theirs, and read them as they are now, with their programmes."""
    rows = Borough.objects.filter(pk__in=list(pks)).select_related("programme")
    return list(lock(rows).order_by("pk"))


def programmes_of_locked(pks: Iterable[int]) -> Mapping[int, int]:
    """Lock boroughs and all that is theirs, and read only to which programme each belongs, by their ids."""
    rows = lock(Borough.objects.filter(pk__in=list(pks))).order_by("pk")
    return dict(rows.values_list("pk", "programme"))


def borough_locked(pk: int) -> Borough:
    """Lock a borough and all that is its, and read it as it is now, with its programme."""
    [borough] = boroughs_locked([pk])
    return borough
