"""What one person gets in one e-mail: chase-ups of one day, or a welcome with what is handed over in it. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from boroughs.asks.models import Ask
from boroughs.people.models import Contact
from hub.chasing.models import Wording
from hub.chasing.plan.newcomers import Newcomer
from hub.chasing.plan.planned import Planned
from hub.chasing.states import Handle, Outcome


@dataclass(frozen=True, slots=True)
class Batch:
    """What one person gets in one e-mail, and for which day that is written.

    `welcome` is whom it welcomes to a post, be there anything to ask of them or not.
    """

    recipient: Contact
    day: date
    planned: list[Planned]
    welcome: Newcomer | None = None

    @property
    def rows(self) -> list[Planned | Newcomer]:
        """List the rows of the plan that it is made of."""
        return [*([self.welcome] if self.welcome else []), *self.planned]

    @property
    def wording(self) -> Wording | None:
        """The coordinator's own words for it, whether they still hold or not."""
        return self.rows[0].wording

    @property
    def why(self) -> str:
        """Say why it goes out, or waits."""
        return self.rows[0].why

    @property
    def send_at(self) -> datetime | None:
        """When it goes out: with the last of its rows whose hour comes; None while it waits."""
        return max((each.send_at for each in self.rows if each.send_at is not None), default=None)

    @property
    def asks(self) -> list[Ask]:
        """What it is about."""
        return [each.ask for each in self.planned]

    @property
    def handles(self) -> list[Handle]:
        """By what it is told from every other e-mail: a welcome by that alone, whatever is handed over in it."""
        if self.welcome is not None:
            return [Handle.of_welcome(self.welcome.borough.pk)]
        return [Handle.of_ask(ask.pk) for ask in self.asks]

    @property
    def has_changed(self) -> bool:
        """Whether it was edited and is another one since, so that it waits."""
        return self.rows[0].outcome == Outcome.LOOK_AGAIN


def batches(
    plan: Iterable[Planned], outcome: Outcome = Outcome.SEND, *, welcomes: Iterable[Newcomer] = ()
) -> list[Batch]:
    """Group what is to be sent (or what waits to be looked at again) by person and day, soonest first.

    A welcome is an e-mail of its own, with what is handed over in it.
    """
    groups: dict[tuple[date, str], list[Planned]] = defaultdict(list)
    contacts: dict[tuple[date, str], Contact] = {}
    handed: dict[tuple[int, str], list[Planned]] = defaultdict(list)
    for each in plan:
        if each.outcome != outcome or each.recipient is None or each.day is None:
            continue
        if each.is_with_welcome:
            handed[each.ask.borough_id, each.recipient.email].append(each)
            continue
        key = each.day, each.recipient.email
        groups[key].append(each)
        contacts.setdefault(key, each.recipient)
    found = [Batch(contacts[key], key[0], group) for key, group in groups.items()]
    found += [
        Batch(each.contact, each.day, handed[each.borough.pk, each.contact.email], each)
        for each in welcomes
        if each.outcome == outcome and each.day is not None
    ]
    return sorted(found, key=lambda one: (one.day, one.recipient.email))


def batch_with(
    plan: Sequence[Planned], welcomes: Sequence[Newcomer], about: Iterable[Handle]
) -> Batch | None:
    """Find the e-mail that goes out, or waits to be looked at again, by the first handle that has one.

    What is handed over with a welcome goes out in that.
    """
    found = {
        handle: batch
        for outcome in (Outcome.LOOK_AGAIN, Outcome.SEND)
        for batch in batches(plan, outcome, welcomes=welcomes)
        for handle in [*batch.handles, *(Handle.of_ask(ask.pk) for ask in batch.asks)]
    }
    return next((found[handle] for handle in about if handle in found), None)
