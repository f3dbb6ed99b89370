"""The states of an e-mail, and which verb leads from where to where."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models


class State(models.TextChoices):
    """Where an e-mail stands."""

    QUEUED = "queued", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Could not be delivered"
    BOUNCED = "bounced", "Came back"
    DOUBTFUL = "doubtful", "May have arrived"
    WITHDRAWN = "withdrawn", "Withdrawn"


OPEN = frozenset({State.QUEUED, State.SENDING})
# What a mail server took from us, whatever became of it there.
LEFT = frozenset({State.SENT, State.BOUNCED})
# What did not reach anybody, or perhaps did not: for somebody to look at.
TROUBLED = frozenset({State.FAILED, State.BOUNCED, State.DOUBTFUL})
# What somebody can be done with; of what is in doubt they say first whether it has arrived.
CLEARABLE = TROUBLED - {State.DOUBTFUL}


class Shown(models.TextChoices):
    """What the log can be narrowed to."""

    LOOK = "look", "Did not arrive: needs a look"
    AWAY = "away", "Not sent: the mail server was away"
    DONE = "done", "Did not arrive: done with"
    WAITING = "waiting", "Waiting to be sent"
    SENT = "sent", "Sent"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Verb(models.TextChoices):
    """What can happen to an e-mail."""

    CLAIM = "claim"
    SEND = "send"
    POSTPONE = "postpone"
    FAIL = "fail"
    BOUNCE = "bounce"
    DOUBT = "doubt"
    CONFIRM = "confirm"
    WITHDRAW = "withdraw"
    RESEND = "resend"


@dataclass(frozen=True, slots=True)
class Move:
    """A verb's way: from any of `before` to `after`."""

    before: frozenset[State]
    after: State


MOVES: dict[Verb, Move] = {
    # A claim whose lease has run out is claimed again: its sender died.
    Verb.CLAIM: Move(OPEN, State.SENDING),
    Verb.SEND: Move(frozenset({State.SENDING}), State.SENT),
    # Waiting e-mails are postponed and given up together while the whole server is away.
    Verb.POSTPONE: Move(OPEN, State.QUEUED),
    Verb.FAIL: Move(OPEN, State.FAILED),
    # Its sender asks, right before it leaves, whether it is still wanted.
    Verb.WITHDRAW: Move(frozenset({State.SENDING}), State.WITHDRAWN),
    # A report that it could not be delivered comes minutes or days after it has left.
    Verb.BOUNCE: Move(frozenset({State.SENT, State.DOUBTFUL}), State.BOUNCED),
    # Cut between the server's OK and our note of it. Unless a programme wants to look, it is simply sent again.
    Verb.DOUBT: Move(frozenset({State.SENDING}), State.DOUBTFUL),
    Verb.CONFIRM: Move(frozenset({State.DOUBTFUL}), State.SENT),
    Verb.RESEND: Move(TROUBLED, State.QUEUED),
}


def allows(verb: Verb, state: State) -> bool:
    """Tell whether `verb` can happen to an e-mail in `state`."""
    return state in MOVES[verb].before


GIVE_UP_AFTER = timedelta(hours=72)
# What has rested until it may leave is tried for so long at least, however long ago it was tried first.
TRIED_AFTER_REST = timedelta(hours=2)


def tried_since_after_rest(tried_since: datetime | None, until: datetime) -> datetime | None:
    """Say from when on the 72 hours count for an e-mail that rests until then."""
    return tried_since and max(tried_since, until - GIVE_UP_AFTER + TRIED_AFTER_REST)


def next_try(*, attempts: int, tried_since: datetime, now: datetime, delays: list[int]) -> datetime | None:
    """Say when to try again after the `attempts`-th attempt; None when 72 hours of trying are over.

    `delays` are seconds after the first, second, … attempt; the last one repeats. The last attempt falls on
    the end of the 72 hours, which count from the first attempt: an e-mail that waited through an outage of
    our own is not given up at its first try.
    """
    give_up_at = tried_since + GIVE_UP_AFTER
    if now >= give_up_at:
        return None
    delay = delays[min(attempts, len(delays)) - 1]
    return min(now + timedelta(seconds=delay), give_up_at)
