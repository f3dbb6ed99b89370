"""What pages hand to the components: small named tuples, so that plain tuples do as well."""

from datetime import date, datetime
from typing import NamedTuple

from config.dates import PartialDate

# What a tag or a tile means; each kind has its own colour, and on the map its own pattern.
KINDS = {
    "waiting": "yellow",  # the borough's turn: no reply yet, too early to say
    "hopeful": "teal",  # likely, not yet sure: hopeful, optimistic, offered
    "agreed": "blue",  # agreed, no date; under way
    "done": "green",  # agreed with a date; finished; in post
    "ours": "purple",  # our turn: an excusal to decide, a query to answer
    "problem": "red",  # overdue, a broken promise, failed e-mail, nobody to write to
    "quiet": "quiet",  # nothing is expected: excused, declined, not started, closed
}


class SummaryRow(NamedTuple):
    """One row of a summary list; `action` ("Change") links to `href`, and reads on as "Change adviser"."""

    key: str
    value: object
    href: str = ""
    action: str = "Change"


class HistoryItem(NamedTuple):
    """One entry of a history, newest first; `words` is an exact text, shown as it was written.

    A long text is folded away under `fold`, the words that open it.
    """

    title: str
    by: str
    at: datetime | date | PartialDate
    text: str = ""
    words: str = ""
    href: str = ""
    fold: str = ""


class Task(NamedTuple):
    """One line of a list of matters: what, why, a tag, and for how many it stands."""

    title: str
    href: str = ""
    hint: str = ""
    status: str = ""
    kind: str = ""
    stands_for: int = 1


class Figure(NamedTuple):
    """One number with its label, and a note below it."""

    label: str
    value: object
    note: str = ""
