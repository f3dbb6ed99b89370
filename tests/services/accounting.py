"""The account of a mailing, from what the mail server wrote down: who got it, who got it twice, and why that was so.

Between the server's OK and our note of it nobody can know whether an e-mail has left. So one may come twice if its
connection was not closed by us, and if it was the last that went over it; and then with the same Message-ID.
"""

import math
from collections import defaultdict
from dataclasses import dataclass

from tests.services.postbox import Arrived, Postbox


@dataclass(frozen=True, slots=True)
class Account:
    """What arrived, and which of it was sent again."""

    arrived: list[Arrived]
    ends: dict[str, str]

    @classmethod
    def of(cls, postbox: Postbox) -> "Account":
        """Take it from the record."""
        return cls(postbox.arrived(), postbox.ends())

    @property
    def recipients(self) -> set[str]:
        """Everybody who got something."""
        return {each.recipient for each in self.arrived}

    @property
    def cut(self) -> list[Arrived]:
        """What was taken, and cut off before the answer."""
        return [each for each in self.arrived if not each.was_answered]

    @property
    def sent_again(self) -> list[Arrived]:
        """Every copy that was followed by another to the same person."""
        copies: dict[str, list[Arrived]] = defaultdict(list)
        for each in self.arrived:
            copies[each.recipient].append(each)
        return [each for of_one in copies.values() for each in of_one[:-1]]

    @property
    def lost_connections(self) -> int:
        """How many connections that had brought something broke off without a word."""
        return sum(self.ends.get(each) == "lost" for each in {one.connection for one in self.arrived})

    def was_in_flight(self, copy: Arrived) -> bool:
        """Tell whether nobody could know that it had arrived: its connection broke off right after it."""
        on_it = [each for each in self.arrived if each.connection == copy.connection]
        return on_it[-1] is copy and self.ends.get(copy.connection) != "quit"

    def check(self, expected: set[str], *, forgotten_from: float = math.inf) -> None:
        """See that everybody got one e-mail and nobody else did, and that only what was in flight came twice.

        What arrived after `forgotten_from` may have been forgotten in a power cut, and come again too.
        """
        assert self.recipients - expected == set(), "somebody got something who should not"
        missing = expected - self.recipients
        assert missing == set(), f"{len(missing)} of {len(expected)} lost"
        pairs = {(each.recipient, each.message_id) for each in self.arrived}
        assert len(pairs) == len(expected), "somebody got two e-mails, not one twice"
        certain = [each for each in self.sent_again if each.at < forgotten_from]
        wrong = [each for each in certain if not self.was_in_flight(each)]
        assert wrong == [], f"{len(wrong)} sent again that had arrived for certain"

    def __str__(self) -> str:
        return (
            f"{len(self.recipients)} people, {len(self.arrived)} e-mails: {len(self.sent_again)} came again, "
            f"{len(self.cut)} were cut; {self.lost_connections} connections were lost"
        )
