"""Asks the kinds, just before their e-mails leave, what speaks against it."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from config import clock
from hub.mail import kinds
from hub.mail.answers import Answer, Verdict
from hub.mail.kinds import Objection
from hub.mail.models import Email
from hub.mail.outcomes import DATABASE_AWAY

log = logging.getLogger(__name__)

# How long an answer is believed: no longer than a slow server takes for one e-mail, and a quick one for a batch.
BELIEVED = timedelta(milliseconds=100)
UNCHECKED = Answer(Verdict.DEFERRED, "It could not be checked whether this e-mail is still wanted.")


class Recheck:
    """What speaks against sending what a sender holds: asked of all of it at once, and believed for a moment."""

    def __init__(self) -> None:
        self._asked_at = clock.now()
        self._asked: set[int] = set()
        self._found: dict[int, Objection | Answer] = {}

    def objection_to(self, email: Email, held: Sequence[Email]) -> Objection | Answer | None:
        """Say what speaks against sending `email` now; UNCHECKED when its kind cannot tell."""
        now = clock.now()
        if email.pk not in self._asked or not timedelta(0) <= now - self._asked_at < BELIEVED:
            self._ask(held)
            self._asked_at = now
        return self._found.get(email.pk)

    def _ask(self, held: Sequence[Email]) -> None:
        by_kind: dict[str, list[int]] = {}
        for email in held:
            by_kind.setdefault(email.kind, []).append(email.pk)
        self._asked = {email.pk for email in held}
        self._found = {}
        for kind, ids in by_kind.items():
            self._found.update(_objections(kind, ids))


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
