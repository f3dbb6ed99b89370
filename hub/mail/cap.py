"""The daily cap: nobody gets more than a few e-mails a day, whatever fault or zeal wants to send them.

Each e-mail that counts takes a place of its recipient's day in London, and the database gives each place once. Account
mail does not count: who cannot sign in asks for a code as often as needed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower

from config import clock
from hub.mail.models import Email

TRIES = 5
# Up to so many addresses are named in the query; for more, all places of the day are read.
NAMED = 500


def queue_within_cap(rows: Sequence[Email]) -> None:
    """Save new e-mails, each in the next free place of its recipient's day; one that finds none stays unsaved."""
    for tried in range(1, TRIES + 1):
        _take_places(rows)
        try:
            with transaction.atomic():
                Email.objects.bulk_create(row for row in rows if row.is_account_mail or row.place is not None)
        except IntegrityError:
            # Somebody else has just taken one of the places: now it can be seen.
            if tried == TRIES:
                raise
        else:
            return


def addresses_full(addresses: Iterable[str]) -> set[str]:
    """Tell (in lower case) which of these have had as many e-mails today as the cap allows, in one query."""
    lower = {address.lower() for address in addresses}
    taken = _taken(lower, clock.today()) if lower else {}
    return {address for address in lower if len(taken.get(address, ())) >= settings.EMAIL_DAILY_CAP}


def _take_places(rows: Sequence[Email]) -> None:
    counted = [row for row in rows if not row.is_account_mail]
    if not counted:
        return
    today = clock.today()
    taken = _taken({row.to_address.lower() for row in counted}, today)
    for row in counted:
        of_theirs = taken[row.to_address.lower()]
        places = range(1, settings.EMAIL_DAILY_CAP + 1)
        row.counted_on, row.place = today, next((each for each in places if each not in of_theirs), None)
        of_theirs.add(row.place)


def _taken(addresses: set[str], day: date) -> Mapping[str, set[int | None]]:
    taken: dict[str, set[int | None]] = defaultdict(set)
    rows = Email.objects.filter(counted_on=day, place__isnull=False).annotate(address=Lower("to_address"))
    if len(addresses) <= NAMED:
        rows = rows.filter(address__in=addresses)
    for address, place in rows.values_list("address", "place"):
        taken[address].add(place)
    return taken
