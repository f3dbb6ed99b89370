"""Needs you: what waits for the coordinator, in the order in which it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from django.urls import reverse

from boroughs.programme.models import Programme
from config.clock import LONDON
from config.site.components import Task
from hub.board import ask_lines, mail_lines
from hub.board.folding import folded
from hub.chasing.letters.batches import batches
from hub.chasing.plan.newcomers import Newcomer
from hub.chasing.plan.planned import Planned
from hub.chasing.selectors import replies_to_write_down
from hub.chasing.states import Outcome
from hub.reports.models import ReportQuery


def needs_of(
    programme: Programme, plan: Sequence[Planned], now: datetime, welcomes: Sequence[Newcomer] = ()
) -> list[Task]:
    """List what needs the coordinator, in the order in which it does."""
    today = now.astimezone(LONDON).date()
    queries = ReportQuery.objects.filter(borough__programme=programme, closed_at=None)
    replied = {hold.ask_id: hold for hold in replies_to_write_down(programme)}
    chasing, log = (reverse(name, args=[programme.slug]) for name in ("chasing", "chasing-log"))

    def each(outcome: Outcome, line: Callable[[Programme, Planned], Task]) -> list[Task]:
        return [line(programme, planned) for planned in plan if planned.outcome == outcome]

    return [
        *mail_lines.leaderless(programme),
        *mail_lines.stuck(programme, now),
        *each(Outcome.WITH_US, partial(ask_lines.with_us, today=today)),
        *(ask_lines.query(programme, query) for query in queries.select_related("borough")),
        *each(Outcome.APPROVE, ask_lines.approve),
        *(
            ask_lines.look_again(programme, batch)
            for batch in batches(plan, Outcome.LOOK_AGAIN, welcomes=welcomes)
        ),
        *ask_lines.broken(programme, plan, today),
        *folded(each(Outcome.NOBODY, ask_lines.nobody), chasing),
        *mail_lines.unreached(programme),
        *folded(each(Outcome.RING, ask_lines.ring), chasing),
        *mail_lines.undelivered(programme),
        *folded(mail_lines.no_sign_in(programme, now), chasing),
        *folded(mail_lines.excess(programme, today), log),
        *ask_lines.last_safe(programme, plan, today),
        *(ask_lines.write_down(programme, hold, today) for hold in replied.values()),
        *ask_lines.holds_ending(programme, today),
        *ask_lines.next_out(programme, [*plan, *welcomes]),
    ]
