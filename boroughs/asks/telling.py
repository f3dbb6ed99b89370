"""Tell an answer once: what a borough said and what that wrote, though each has a Change of its own."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from boroughs.asks.models import Reply
from boroughs.asks.states import BECAUSE
from boroughs.history.models import Change
from config.dates import say

# An answer and what it writes are one transaction; no person does two things in so short a time.
ONE_BREATH = timedelta(seconds=5)


def written_with(replies: Iterable[Reply], changes: Iterable[Change]) -> Mapping[int, Sequence[Change]]:
    """Find, among `changes`, what each reply wrote: by the id of the reply's own Change, the oldest first.

    It makes no query; the replies must have their asks and Changes loaded.
    """
    about: dict[tuple[int | None, int], list[Change]] = defaultdict(list)
    for change in sorted(changes, key=lambda each: each.pk):
        about[change.borough_id, change.subject_id].append(change)
    return {
        reply.change_id: [
            change
            for change in about[reply.ask.borough_id, reply.ask.subject_id or reply.ask.borough_id]
            if _is_of(reply.change, change)
        ]
        for reply in replies
    }


def _is_of(said: Change, change: Change) -> bool:
    return (
        change.subject_type_id != said.subject_type_id
        and (change.by_name, change.door) == (said.by_name, said.door)
        and change.pk < said.pk
        and said.at - change.at <= ONE_BREATH
    )


def reply_told(reply: Reply, written: Sequence[Change]) -> str:
    """Say who answered what, with the facts that it wrote, and then their own words."""
    told = f"{reply.change.summary}{_facts(written[-1].summary, reply) if written else ''}"
    words = " ".join(reply.words.split())
    return f"{told}. “{words}”" if words else told


def _facts(summary: str, reply: Reply) -> str:
    """Take from what was written only what the answer does not say itself: its dates, numbers and reason."""
    summary = summary.removesuffix(f", {say(reply.heard_on)}")
    if BECAUSE in summary:
        return summary[summary.index(BECAUSE) :]
    _, _, facts = summary.partition(", ")
    return f": {facts}" if facts else ""
