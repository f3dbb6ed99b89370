"""What may not leave now anyway: while it rests, no time for trying runs out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from hub.mail.kinds import find
from hub.mail.models import Email
from hub.mail.states import State, tried_since_after_rest


def rest(emails: Iterable[Email]) -> list[Email]:
    """Put off those that may not leave now until they may; answer the others.

    Asked of what waits and would be given up: after a rest there is time again to try it.
    """
    emails = list(emails)
    until = _rests(emails)
    for email in emails:
        if moment := until.get(email.pk):
            since = tried_since_after_rest(email.tried_since, moment)
            waiting = Email.objects.filter(pk=email.pk, state=State.QUEUED)
            waiting.update(due_at=moment, tried_since=since)
    return [email for email in emails if email.pk not in until]


def _rests(emails: Iterable[Email]) -> Mapping[int, datetime]:
    """Ask the kinds from when on those may leave that may not now."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for email in emails:
        by_kind[email.kind].append(email.pk)
    found: dict[int, datetime] = {}
    for kind, ids in by_kind.items():
        if ask := find(kind).objections:
            found.update({pk: until for pk, until in ask(ids).items() if isinstance(until, datetime)})
    return found
