"""Keep on the asks that they were chased."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from boroughs.asks.models import Ask
from config.clock import LONDON


@dataclass(frozen=True, slots=True)
class Chased:
    """That an e-mail about an ask has left: to whom, and when.

    `is_first`: it was asked with this e-mail, a day or a week after it was opened if there was no sooner sending day.
    """

    ask: int
    contact: int
    at: datetime
    is_first: bool = False


@transaction.atomic
def asks_chased(chased: Iterable[Chased]) -> None:
    """Keep on many asks that they were chased, for lower pages to show; for verbs that have locked the boroughs."""
    chased = list(chased)
    asks, adapt = Ask._meta.db_table, connection.ops.adapt_datetimefield_value
    # One statement that is prepared once: to put an UPDATE together for each is most of what telling them costs.
    sql = f"UPDATE {asks} SET steps_sent = steps_sent + 1, last_chased_at = %s, last_chased_id = %s WHERE id = %s"  # noqa: S608 - our own table
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(adapt(each.at), each.contact, each.ask) for each in chased])
    by_day: dict[date, list[int]] = defaultdict(list)
    for each in chased:
        if each.is_first:
            by_day[each.at.astimezone(LONDON).date()].append(each.ask)
    for day, first in by_day.items():
        Ask.objects.filter(pk__in=first, was_asked_before=False).update(asked_on=day)
