"""Asks the kinds, just before their e-mails leave, what speaks against it."""

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta

from config import clock
from hub.mail import kinds
from hub.mail.answers import Answer, Verdict
from hub.mail.kinds import Objection
from hub.mail.models import Email
from hub.mail.outcomes import DATABASE_AWAY
from hub.mail.people import not_written_to

log = logging.getLogger(__name__)

# How long an answer is believed: no longer than a slow server takes for one e-mail, and a quick one for a batch.
BELIEVED = timedelta(milliseconds=100)
UNCHECKED = Answer(Verdict.DEFERRED, "It could not be checked whether this e-mail is still wanted.")


class Recheck:
    """What speaks against sending what a sender holds: asked of many at once, and believed for a moment."""

    def __init__(self) -> None:
        self._asked_at = clock.now()
        self._asked: set[int] = set()
        self._found: dict[int, Objection | Answer] = {}
        self._told = 0

    def objection_to(self, email: Email, held: Sequence[Email]) -> Objection | Answer | None:
        """Say what speaks against sending `email`, the last of those held; UNCHECKED when its kind cannot tell."""
        now = clock.now()
        if email.pk not in self._asked or not timedelta(0) <= now - self._asked_at < BELIEVED:
            # A few times as many as it told of since it last asked: a whole batch where they leave quickly.
            self._ask(held[-4 * max(self._told, 5) :])
            self._asked_at, self._told = now, 0
        self._told += 1
        return self._found.get(email.pk)

    def _ask(self, emails: Sequence[Email]) -> None:
        by_kind: dict[str, list[int]] = defaultdict(list)
        for email in emails:
            by_kind[email.kind].append(email.pk)
        self._asked, self._found = {email.pk for email in emails}, {}
        for kind, ids in by_kind.items():
            self._found.update(_objections(kind, ids))
        self._found.update(not_written_to([email.pk for email in emails]))


def _objections(kind: str, ids: Sequence[int]) -> Mapping[int, Objection | Answer]:
    """Ask a kind; when it fails to answer for all, ask for one after the other."""
    try:
        ask = kinds.kind_named(kind).objections
        return dict[int, Objection | Answer](ask(ids)) if ask else {}
    except DATABASE_AWAY:
        raise
    except Exception:
        if len(ids) > 1:
            return {pk: found for each in ids for pk, found in _objections(kind, [each]).items()}
        # Whatever the fault: an e-mail that could not be checked is not sent, and the others are.
        log.exception("Whether e-mail %s is still wanted could not be checked.", ids[0])
        return {ids[0]: UNCHECKED}
