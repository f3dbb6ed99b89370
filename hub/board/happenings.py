"""What happened in each borough, as the coordinator's digest tells it: an answer once, in the borough's words."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from textwrap import shorten

from boroughs.asks.models import Reply
from boroughs.asks.telling import reply_told, written_with
from boroughs.history.models import Change
from boroughs.history.states import Door
from boroughs.programme.models import Programme
from boroughs.programme.states import Heard
from config.dates import say

# A borough in which much happened is told by its newest few; the rest is on its page.
MOST_CHANGES = 6
# In letters: a long answer can be read on the borough's page.
MOST_WORDS = 500


@dataclass(frozen=True, slots=True)
class Happenings:
    """What happened in one borough, newest first; `more` is how much is left out."""

    borough: str
    slug: str
    summaries: Sequence[str]
    more: int


def happenings(programme: Programme, since: datetime, until: datetime) -> list[Happenings]:
    """Tell what happened by borough, in two queries; what Crossborough itself did is told by its effects."""
    rows = Change.objects.filter(programme=programme, borough__isnull=False, at__gte=since, at__lt=until)
    rows = rows.exclude(door__in=(Door.IMPORT, Door.SYSTEM)).select_related("borough")
    changes = list(rows.order_by("borough__name", "-at", "-pk"))
    replies = _replies_of(programme, since, until)
    written = written_with(replies.values(), changes)
    told_already = {change.pk for each in written.values() for change in each}
    by_borough: dict[tuple[str, str], list[str]] = defaultdict(list)
    for change in changes:
        if change.pk in told_already or change.borough is None:
            continue
        reply = replies.get(change.pk)
        line = _of_change(change) if reply is None else _of_reply(reply, written[change.pk])
        lines = by_borough[change.borough.name, change.borough.slug]
        if line not in lines:
            lines.append(line)
    return [
        Happenings(name, slug, lines[:MOST_CHANGES], max(0, len(lines) - MOST_CHANGES))
        for (name, slug), lines in by_borough.items()
    ]


def _replies_of(programme: Programme, since: datetime, until: datetime) -> dict[int, Reply]:
    """Load the replies written down in that time, by the id of their Change."""
    rows = Reply.objects.filter(
        change__programme=programme, change__at__gte=since, change__at__lt=until
    ).select_related("ask", "change")
    return {reply.change_id: reply for reply in rows}


def _of_reply(reply: Reply, written: Iterable[Change]) -> str:
    return _line(reply.heard_on, reply_told(reply, list(written)))


def _of_change(change: Change) -> str:
    if change.verb != "borough-note":
        return _line(change.at, change.summary)
    # Its summary names the day of the call, and so does the line.
    note = change.after
    words = f"{Heard(note['how']).label} with {note['said_by']}: {note['words']}"
    return _line(date.fromisoformat(note["on"]), words)


def _line(on: date, words: str) -> str:
    return f"{say(on)}: {shorten(words, MOST_WORDS, placeholder=' …')}"
