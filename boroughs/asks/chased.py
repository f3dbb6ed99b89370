"""Keep on the asks that they were chased."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

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
    _count(chased)
    by_day: dict[date, list[int]] = defaultdict(list)
    for each in chased:
        if each.is_first:
            by_day[each.at.astimezone(LONDON).date()].append(each.ask)
    for day, first in by_day.items():
        Ask.objects.filter(pk__in=first, was_asked_before=False).update(asked_on=day)


def _count(chased: Sequence[Chased]) -> None:
    """Count the e-mails about each ask, and keep when the last one left and to whom, in one statement for all."""
    many, last = Counter(each.ask for each in chased), {each.ask: each for each in chased}
    if not last:
        return
    asks, adapt = Ask._meta.db_table, connection.ops.adapt_datetimefield_value
    sql = f"""
        UPDATE {asks} SET steps_sent = steps_sent + column2, last_chased_at = column3, last_chased_id = column4
        FROM (VALUES {", ".join(["(%s, %s, %s, %s)"] * len(last))}) AS chased WHERE id = column1
    """  # noqa: S608 - our own table, and as many places as there are rows
    rows = [(ask, many[ask], adapt(each.at), each.contact) for ask, each in last.items()]
    with connection.cursor() as cursor:
        cursor.execute(sql, list(chain.from_iterable(rows)))
