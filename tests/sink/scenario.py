"""What a mail server does to those who bring it e-mail."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from itertools import cycle
from typing import Any, Self

OK = "250 2.0.0 Taken"
DEFERRED = "451 4.7.1 Try again later"
REFUSED = "550 5.1.1 No such person here"


class Stage(Enum):
    """Where in the handing over of one e-mail the server can say no."""

    SENDER = "MAIL"
    RECIPIENT = "RCPT"
    MESSAGE = "DATA"


@dataclass(frozen=True, slots=True)
class Scenario:
    """What the server does. Messages are counted from 1, in the order in which they are tried.

    `at_recipient` and `at_data` give the answer to the n-th; `defer_first` puts off the first attempt of that share
    of the recipients, and `defer_share` that share of all attempts, at MAIL, at RCPT and after DATA in turn; every
    `cut_every`-th message has its connection cut after it was taken and before the answer. `seconds_each` pass before
    a message is taken, `seconds_before_answer` between that and the answer.
    """

    at_recipient: dict[int, str] = field(default_factory=dict)
    at_data: dict[int, str] = field(default_factory=dict)
    defer_first: float = 0.0
    defer_share: float = 0.0
    defer_all: bool = False
    cut_every: int = 0
    refuse_senders: bool = False
    password: str = ""
    seconds_each: float = 0.0
    seconds_before_answer: float = 0.0

    @classmethod
    def parse(cls, words: str) -> Self:
        """Read one or several, with commas between them: `accept`, `defer:K`, `refuse:K`, `defer-first:SHARE`,
        `defer-share:SHARE`, `defer-all`, `cut:N`, `slow:SECONDS`, `slow-answer:SECONDS`.
        """
        scenario = cls()
        for each in words.split(","):
            name, _, value = each.partition(":")
            if name not in _READ:
                raise ValueError(f"“{each}” is no scenario.")
            scenario = replace(scenario, **_READ[name](value))
        return scenario


_READ: dict[str, Callable[[str], dict[str, Any]]] = {
    "accept": lambda _: {},
    "defer": lambda value: {"at_recipient": {int(value): DEFERRED}},
    "refuse": lambda value: {"at_recipient": {int(value): REFUSED}},
    "defer-first": lambda value: {"defer_first": float(value)},
    "defer-share": lambda value: {"defer_share": float(value)},
    "defer-all": lambda _: {"defer_all": True},
    "cut": lambda value: {"cut_every": int(value)},
    "slow": lambda value: {"seconds_each": float(value)},
    "slow-answer": lambda value: {"seconds_before_answer": float(value)},
}


class Unlucky:
    """Chooses a share of all attempts, evenly spread, and for each where it is put off: at every stage in turn."""

    def __init__(self) -> None:
        self._count = 0
        self._stages = cycle(Stage)

    def stage_of_next(self, share: float) -> Stage | None:
        """Say where the next attempt is put off; None when it is not."""
        before, self._count = int(self._count * share), self._count + 1
        return next(self._stages) if int(self._count * share) > before else None
