"""Writes down what became of each e-mail of a sender, and tells the capability that wanted it when it did not leave."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from config import clock
from hub.mail import queue
from hub.mail.answers import Answer, Verdict
from hub.mail.kinds import Failure, find
from hub.mail.models import Email
from hub.mail.rejecting import failure_tell
from hub.mail.resting import rest
from hub.mail.states import GIVE_UP_AFTER, State, next_try

log = logging.getLogger(__name__)

DATABASE_AWAY = (OperationalError, InterfaceError)
# How long a sender waits for the database to come back: less than the broker waits for its job.
PATIENCE_SECONDS = 600.0
Mark = Callable[[], bool]


class Outcomes:
    """What became of the e-mails that the sender `by` claimed.

    A mark “sent” does not wait for the database's disk. So marks are remembered until they have certainly reached it,
    and a database that went away is told them again before anything else: forgotten, the e-mails would go twice.
    """

    def __init__(self, by: str) -> None:
        self.by = by
        self._unsure: list[Mark] = []
        self._programmes_that_hold: frozenset[int] = frozenset()

    def begin_batch(self) -> None:
        """Forget the batch before: with the claim of this one, its marks have reached the disk."""
        self._unsure.clear()
        self._programmes_that_hold = queue.programmes_that_hold()

    @contextmanager
    def kept(self) -> Iterator[None]:
        """See at the end that all marks have reached the disk, even if the database went away meanwhile."""
        try:
            yield
            if self._unsure:
                queue.make_durable()
        except DATABASE_AWAY:
            self._mark_again()
            raise

    def settle(self, email: Email, answer: Answer) -> State:
        """Note what the server answered; answers the state that this leads to."""
        now, words, kind = clock.now(), answer.words, find(email.kind)
        if answer.verdict is Verdict.ACCEPTED:
            is_told = kind.sent is None
            mark = partial(queue.mark_sent, email, by=self.by, at=now, words=words, is_told=is_told)
            # Whoever looks at what may have arrived wants to be sure even if database and sender die together.
            is_durable = email.programme_id in self._programmes_that_hold
            self._note(mark, first=partial(mark, is_durable=is_durable))
            return State.SENT
        if answer.may_have_arrived and queue.holds_doubtful(email.programme_id):
            self._note(partial(queue.mark_doubtful, email, by=self.by, at=now, words=words))
            return State.DOUBTFUL
        since = email.tried_since or now
        if answer.verdict is not Verdict.REFUSED:
            delays = settings.EMAIL_RETRY_SECONDS
            again_at = next_try(attempts=email.attempts + 1, tried_since=since, now=now, delays=delays)
            if again_at is not None:
                mark = partial(queue.mark_postponed, email, by=self.by, tried_since=since, words=words)
                self._note(partial(mark, due_at=again_at))
                return State.QUEUED
        is_refused = answer.verdict is Verdict.REFUSED
        mark = partial(queue.mark_failed, email, by=self.by, at=now, words=words, is_refused=is_refused)
        failure = Failure(words, answer.is_about_address)
        self._note(_telling(mark, partial(failure_tell, email, failure)))
        return State.FAILED

    def withdraw(self, email: Email, because: str) -> State:
        """Note that it is no longer wanted."""
        mark = partial(queue.mark_withdrawn, email, by=self.by, at=clock.now(), because=because)
        tell = find(email.kind).withdrawn
        self._note(_telling(mark, partial(tell, email.pk, because)) if tell else mark)
        return State.WITHDRAWN

    def put_off(self, email: Email, until: datetime) -> State:
        """Note that it may not leave before then."""
        self._note(partial(queue.put_off, email, by=self.by, until=until))
        return State.QUEUED

    def _note(self, mark: Mark, *, first: Mark | None = None) -> None:
        """Mark an e-mail, the first time perhaps in another way than whenever it has to be done again."""
        self._unsure.append(mark)
        try:
            if not (first or mark)():
                log.warning("An e-mail was settled by another sender meanwhile.")
        except DATABASE_AWAY:
            self._mark_again()

    def _mark_again(self) -> None:
        """Wait for the database, and make every mark again; those that it still has change nothing."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            connection.close()
            try:
                for mark in self._unsure:
                    mark()
            except DATABASE_AWAY as error:
                if time.monotonic() >= until:
                    raise
                log.warning("What became of e-mails could not be written down yet: %s", error)
                time.sleep(0.2)
            else:
                return


def give_up_old(*, now: datetime, words: str) -> int:
    """Give up what has been tried for 72 hours, and might leave now; answers how many those were."""
    old = queue.due(now).filter(state=State.QUEUED, tried_since__lte=now - GIVE_UP_AFTER).defer("raw")
    failure = Failure(words, is_about_address=False)
    for email in (emails := rest(old)):
        mark = partial(queue.mark_given_up, email, at=now, words=words)
        _telling(mark, partial(failure_tell, email, failure))()
    return len(emails)


def _telling(mark: Mark, tell: Callable[[], None]) -> Mark:
    return partial(_mark_and_tell, mark, tell)


def _mark_and_tell(mark: Mark, tell: Callable[[], None]) -> bool:
    """Mark and tell in one transaction; when the telling fails, it is logged and the mark still stands."""
    try:
        with transaction.atomic():
            is_ours = mark()
            if is_ours:
                tell()
            return is_ours
    except DATABASE_AWAY:
        raise
    except Exception:
        log.exception("What became of an e-mail could not be told to its kind.")
        return mark()
