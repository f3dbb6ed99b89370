"""Writes down what became of an e-mail, and tells the capability that wanted it sent."""

import logging
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from config import clock
from hub.mail import queue
from hub.mail.answers import Answer, Verdict
from hub.mail.kinds import Failure, find
from hub.mail.models import Email
from hub.mail.resting import rest
from hub.mail.states import GIVE_UP_AFTER, State, next_try

log = logging.getLogger(__name__)

TOLD_AT_ONCE = 500
T = TypeVar("T")
Mark = Callable[[], bool]
Tell = Callable[[], None]


def settle(email: Email, answer: Answer, *, by: str) -> State:
    """Note what the server answered to the sender `by`; answers the state that this leads to."""
    now = clock.now()
    kind = find(email.kind)
    if answer.verdict is Verdict.ACCEPTED:
        is_told = kind.sent is None
        _note(partial(queue.mark_sent, email, by=by, at=now, words=answer.words, is_told=is_told), None)
        return State.SENT
    if answer.may_have_arrived and queue.holds_doubtful(email.programme_id):
        _note(partial(queue.mark_doubtful, email, by=by, at=now, words=answer.words), None)
        return State.DOUBTFUL
    tried_since = email.tried_since or now
    if answer.verdict is not Verdict.REFUSED:
        delays = settings.EMAIL_RETRY_SECONDS
        again_at = next_try(attempts=email.attempts + 1, tried_since=tried_since, now=now, delays=delays)
        if again_at is not None:
            words = answer.words
            mark: Mark = partial(
                queue.mark_postponed, email, by=by, due_at=again_at, tried_since=tried_since, words=words
            )
            _note(mark, None)
            return State.QUEUED
    failure, is_refused = Failure(answer.words, answer.is_about_address), answer.verdict is Verdict.REFUSED
    mark = partial(queue.mark_failed, email, by=by, at=now, words=answer.words, is_refused=is_refused)
    _note(mark, _telling(kind.failed, email, failure))
    return State.FAILED


def withdraw(email: Email, because: str, *, by: str) -> State:
    """Note that the sender `by` found it no longer wanted."""
    mark = partial(queue.mark_withdrawn, email, by=by, at=clock.now(), because=because)
    _note(mark, _telling(find(email.kind).withdrawn, email, because))
    return State.WITHDRAWN


def tell_sent() -> None:
    """Tell the kinds of what was sent since they were last told, in few queries for many e-mails.

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


def _tell(emails: list[Email]) -> None:
    moments: dict[str, dict[int, datetime]] = defaultdict(dict)
    for email in emails:
        if email.sent_at is not None:  # always so: a constraint of the table
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


def give_up_old(*, now: datetime, words: str) -> int:
    """Give up what has been tried for 72 hours, and might leave now; answers how many those were."""
    old = queue.due(now).filter(state=State.QUEUED, tried_since__lte=now - GIVE_UP_AFTER).defer("raw")
    count = 0
    for email in rest(old):
        count += 1
        failure = Failure(words, is_about_address=False)
        _note(
            partial(queue.mark_given_up, email, at=now, words=words),
            _telling(find(email.kind).failed, email, failure),
        )
    return count


def _telling(tell: Callable[[int, T], None] | None, email: Email, fact: T) -> Tell | None:
    return partial(tell, email.pk, fact) if tell else None


def _note(mark: Mark, tell: Tell | None) -> None:
    """Write an outcome down, also through a restart of the database: forgotten, the e-mail would go twice."""
    until = time.monotonic() + settings.EMAIL_LEASE_SECONDS / 2
    while True:
        try:
            if not _noted(mark, tell):
                log.warning("An e-mail was settled by another sender meanwhile.")
            return
        except (OperationalError, InterfaceError) as error:
            if time.monotonic() >= until:
                raise
            log.warning("The outcome of an e-mail could not be written down yet: %s", error)
            connection.close()
            time.sleep(0.2)


def _noted(mark: Mark, tell: Tell | None) -> bool:
    """Mark and tell in one transaction; when the telling fails, it is logged and the mark still stands."""
    if tell is None:
        return mark()
    try:
        with transaction.atomic():
            is_ours = mark()
            if is_ours:
                tell()
            return is_ours
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("What became of an e-mail could not be told to its kind.")
        return mark()
