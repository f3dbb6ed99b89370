"""Tells the kinds of what was sent, some time after it was marked: in few queries for many e-mails."""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from hub.mail import queue
from hub.mail.kinds import find
from hub.mail.queue import Untold

log = logging.getLogger(__name__)

TOLD_AT_ONCE = 500


def tell_sent() -> None:
    """Tell the kinds of what was sent since they were last told.

    A kind that fails to hear is asked one by one; what it still fails to hear is logged and not tried again,
    as it must never hold up the mail.
    """
    while queue.is_any_untold():
        try:
            with transaction.atomic():
                told = queue.take_untold(limit=TOLD_AT_ONCE)
                _tell(told)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("What was sent could not be told to its kind at once; trying one by one.")
            _tell_singly()
            return
        if not told:  # another sender is telling them
            return


def _tell(emails: Iterable[Untold]) -> None:
    moments: dict[str, dict[int, datetime]] = defaultdict(dict)
    for email in emails:
        moments[email.kind][email.pk] = email.sent_at
    for kind, sent in moments.items():
        if tell := find(kind).sent:
            tell(sent)


def _tell_singly() -> None:
    with transaction.atomic():
        for email in queue.take_untold(limit=TOLD_AT_ONCE):
            try:
                with transaction.atomic():
                    _tell([email])
            except (OperationalError, InterfaceError):
                raise
            except Exception:
                log.exception("That e-mail %s was sent could not be told to its kind.", email.pk)
