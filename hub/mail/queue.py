"""The queue's moves, each one statement: claim with a lease; renew, give back or settle what was claimed.

Every move after the claim names its claimant: a sender whose lease ran out, and whose e-mails another one
took, changes nothing any more and is told so (False, or a smaller number).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import psycopg
from django.db import connection, transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce

from config.locking import lock
from hub.mail.models import DoubtfulMail, Email
from hub.mail.states import State, tried_since_after_rest

LEFT_BEHIND = "The sender stopped while it may have been handing this e-mail over, and noted no answer."
_TAKE = """
    SELECT id FROM hub_email
    WHERE state IN ('queued', 'sending') AND due_at <= %(now)s
    ORDER BY is_account_mail DESC, due_at, id LIMIT %(limit)s
"""
_GIVE = """
    UPDATE hub_email SET state = 'sending', left_by = claimed_by, claimed_by = %(by)s, due_at = %(until)s
    WHERE id IN ({take})
    RETURNING id, programme_id, kind, is_account_mail, is_confidential, attempts, tried_since, left_by,
        from_address, to_address, message_id, raw
"""
# PostgreSQL: other senders pass over the rows that this one has locked, and none waits for another.
_CLAIM_POSTGRESQL = " ".join(
    ["WITH due AS (", _TAKE, "FOR NO KEY UPDATE SKIP LOCKED)", _GIVE.format(take="SELECT id FROM due")]
)
# SQLite: there is one writer at a time, so one statement is a claim.
_CLAIM_SQLITE = _GIVE.format(take=_TAKE)
# The one write that every e-mail costs, so without the price of building it each time.
_SENT = """
    UPDATE hub_email SET state = 'sent', sent_at = %s, due_at = NULL, claimed_by = '', is_told = %s,
        attempts = attempts + 1, server_words = %s, raw = CASE WHEN is_confidential THEN NULL ELSE raw END
    WHERE id = %s AND state = 'sending' AND claimed_by = %s
"""
# PostgreSQL: the commit of this one statement does not wait for the disk, which takes longer than all the rest of
# sending an e-mail. A killed sender loses nothing by that; what a killed database loses is marked again (`outcomes`).
_SENT_SOON = f"{_SENT} RETURNING set_config('synchronous_commit', 'off', true)"


class Untold(NamedTuple):
    """An e-mail that was sent, and of which its kind does not know yet."""

    pk: int
    kind: str
    sent_at: datetime


def due(now: datetime) -> QuerySet[Email]:
    """Select what a sender may take: what waits, and what a sender that died has left."""
    return Email.objects.filter(state__in=(State.QUEUED, State.SENDING), due_at__lte=now)


def claim(*, limit: int, by: str, now: datetime, until: datetime) -> list[Email]:
    """Take up to `limit` e-mails for `by` until the lease ends, account mail first.

    RuntimeError inside an open transaction: what is sent cannot be rolled back.
    """
    sql = _CLAIM_POSTGRESQL if connection.vendor == "postgresql" else _CLAIM_SQLITE
    with transaction.atomic(durable=True):
        taken = list(Email.objects.raw(sql, {"limit": limit, "by": by, "now": now, "until": until}))
        # RETURNING keeps no order; ids are the order of queueing.
        taken.sort(key=lambda email: (not email.is_account_mail, email.pk))
        doubtful = [email for email in in_flight(taken) if holds_doubtful(email.programme_id)]
        for email in doubtful:
            mark_doubtful(email, by=by, at=now, words=LEFT_BEHIND)
    return [email for email in taken if email not in doubtful]


def in_flight(taken: Iterable[Email]) -> list[Email]:
    """Find, among what was taken over from senders that died, the one that each may have been handing over.

    A sender settles each e-mail before it touches the next, in this same order. So of all that it left behind only
    the first can have reached the server, and finding it costs nothing while nobody dies.
    """
    first: dict[str, Email] = {}
    for email in taken:
        if email.left_by:
            first.setdefault(email.left_by, email)
    return list(first.values())


def holds_doubtful(programme: int | None) -> bool:
    """Tell whether the programme wants to look at what may have arrived; account mail is always sent again."""
    return programme is not None and DoubtfulMail.objects.filter(programme=programme, is_held=True).exists()


def programmes_that_hold() -> frozenset[int]:
    """Find the programmes that want to look at what may have arrived."""
    return frozenset(DoubtfulMail.objects.filter(is_held=True).values_list("programme", flat=True))


def renew(ids: Iterable[int], *, by: str, until: datetime) -> int:
    """Keep what is claimed for longer; answers how many are still ours."""
    return _held(by, ids).update(due_at=until)


def release(ids: Iterable[int], *, by: str, due_at: datetime) -> int:
    """Give back what was not tried, without counting an attempt."""
    return _held(by, ids).update(state=State.QUEUED, claimed_by="", due_at=due_at)


def put_off(email: Email, *, by: str, until: datetime) -> bool:
    """Give back one that may not leave now, without counting an attempt."""
    tried_since = tried_since_after_rest(email.tried_since, until)
    return _settle(email, by, state=State.QUEUED, due_at=until, tried_since=tried_since)


def mark_sent(
    email: Email, *, by: str, at: datetime, words: str, is_told: bool, is_durable: bool = True
) -> bool:
    """Note that the server took it; a confidential one is erased.

    What is not `is_durable` is certainly on disk only after the next claim, or after `make_durable`.
    """
    facts = [connection.ops.adapt_datetimefield_value(at), is_told, words, email.pk, by]
    if connection.vendor == "postgresql" and not is_durable:
        return _execute_prepared(_SENT_SOON, facts) == 1
    with connection.cursor() as cursor:
        cursor.execute(_SENT, facts)
        return bool(cursor.rowcount == 1)


def _execute_prepared(sql: str, values: Sequence[object]) -> int:
    """Execute a statement that PostgreSQL plans once for a connection; answers how many rows it changed.

    Django writes the values into the statement, which is then planned anew each time: half of what a mark costs.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(sql, values).rowcount


def make_durable() -> None:
    """Wait until all that was committed before is on disk, as far as this database promises that at all."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # The smallest thing that is written to its log; a commit waits for all that stands before it there.
            cursor.execute("SELECT pg_logical_emit_message(true, 'crossborough', '')")


def mark_postponed(email: Email, *, by: str, due_at: datetime, tried_since: datetime, words: str) -> bool:
    """Note that the server did not take it now, and when to try again."""
    return _settle(
        email,
        by,
        state=State.QUEUED,
        due_at=due_at,
        tried_since=tried_since,
        attempts=email.attempts + 1,
        server_words=words,
    )


def mark_failed(email: Email, *, by: str, at: datetime, words: str, is_refused: bool) -> bool:
    """Note that it cannot be delivered, with the server's own words; the bytes are kept to be sent again by
    hand.

    Account mail is erased: who asked for that code or link has long asked for another.
    """
    erased = {"raw": None} if email.is_account_mail else {}
    return _settle(
        email,
        by,
        state=State.FAILED,
        failed_at=at,
        attempts=email.attempts + 1,
        server_words=words,
        is_refused=is_refused,
        **erased,
    )


def mark_doubtful(email: Email, *, by: str, at: datetime, words: str) -> bool:
    """Note that it may have arrived: somebody looks before it is sent again."""
    return _settle(
        email, by, state=State.DOUBTFUL, failed_at=at, attempts=email.attempts + 1, server_words=words
    )


def mark_withdrawn(email: Email, *, by: str, at: datetime, because: str) -> bool:
    """Note that it is not sent after all, and why."""
    erased = {"raw": None} if email.is_confidential else {}
    # What never left takes up no place of its recipient's day.
    return _settle(
        email, by, state=State.WITHDRAWN, withdrawn_at=at, withdrawn_because=because, place=None, **erased
    )


def mark_given_up(email: Email, *, at: datetime, words: str) -> bool:
    """Note that one that nobody has claimed is given up."""
    waiting = Email.objects.filter(pk=email.pk, state=State.QUEUED)
    erased = {"raw": None} if email.is_account_mail else {}
    return waiting.update(state=State.FAILED, due_at=None, failed_at=at, server_words=words, **erased) == 1


def is_any_untold() -> bool:
    """Tell whether something was sent that its kind does not know yet."""
    return Email.objects.filter(is_told=False).exists()


def take_untold(*, limit: int) -> list[Untold]:
    """Take e-mails of one kind that were sent and of which it does not know yet; call it inside a transaction.

    Of one kind, because each locks the boroughs that it writes about, and boroughs are locked all at once.
    """
    untold = Email.objects.filter(is_told=False).order_by("pk")
    first = untold.values_list("kind", flat=True).first()
    rows = lock(untold.filter(kind=first), skip_locked=True).values_list("pk", "kind", "sent_at")
    # What was sent has its moment: a constraint of the table.
    taken = [Untold(pk, kind, sent_at) for pk, kind, sent_at in rows[:limit] if sent_at is not None]
    Email.objects.filter(pk__in=[email.pk for email in taken]).update(is_told=True)
    return taken


def put_off_all(*, now: datetime, until: datetime, words: str) -> int:
    """Put off everything that waits, without counting an attempt: the whole server is away."""
    return (
        due(now)
        .filter(state=State.QUEUED)
        .update(due_at=until, tried_since=Coalesce("tried_since", Value(now)), server_words=words)
    )


def _held(by: str, ids: Iterable[int]) -> QuerySet[Email]:
    return Email.objects.filter(pk__in=list(ids), state=State.SENDING, claimed_by=by)


def _settle(email: Email, by: str, **facts: object) -> bool:
    held = Email.objects.filter(pk=email.pk, state=State.SENDING, claimed_by=by)
    return held.update(**{"due_at": None, "claimed_by": ""} | facts) == 1
