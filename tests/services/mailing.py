"""One mailing to so many audit leads, kept going while a test does something bad, and its account at the end."""

import time
from contextlib import suppress

from django.db import connection
from kombu.exceptions import OperationalError

from boroughs.asks.models import Ask
from hub.chasing.models import ChaseUp
from hub.mail.models import Email
from hub.mail.states import State
from tests.services.accounting import Account
from tests.services.installations import Installation
from tests.services.postbox import Postbox
from tests.services.worlds import leads, waiting_boroughs
from tests.waiting import until

# As many as the worker has threads: each sender has a connection of its own.
SENDERS = 4
# After a worker has died: one of each of its senders, and false alarms for as many as share in what one has left.
MOST_IN_DOUBT = SENDERS * SENDERS
NUDGES_EVERY = 1.0


class Mailing:
    """A reminder to each of `count` audit leads."""

    def __init__(self, installation: Installation, postbox: Postbox, *, count: int) -> None:
        self.installation = installation
        self.postbox = postbox
        self.count = count
        self._nudged_at = 0.0
        waiting_boroughs(count)

    def reach(self, arrived: int, *, seconds: float = 240) -> None:
        """Wait until so many e-mails have arrived."""
        self.postbox.wait_for(arrived, seconds=seconds, meanwhile=self.keep_going)

    def moments(self, number: int) -> list[int]:
        """Spread moments evenly over the mailing: after how many arrivals each of them comes."""
        return [(each + 1) * self.count // (number + 1) for each in range(number)]

    def keep_going(self) -> None:
        """Nudge as people do who use the site, so that every thread of the worker sends and nobody waits for beat."""
        if time.monotonic() < self._nudged_at + NUDGES_EVERY:
            return
        self._nudged_at = time.monotonic()
        with suppress(OperationalError, OSError):  # the broker may be away
            for _ in range(SENDERS):
                self.installation.nudge("tasks.deliver_mail")

    def settle(self, *, seconds: float = 240) -> None:
        """Wait until nothing is left to be sent or to be told."""
        connection.close()  # where the database was restarted, this process's own goes nowhere any more

        def is_settled() -> bool:
            self.keep_going()
            return not Email.objects.exclude(state__in=(State.SENT, State.DOUBTFUL), is_told=True).exists()

        until(is_settled, seconds=seconds, what="all e-mails are sent")

    def account(self) -> Account:
        """Settle, and see that everybody got one e-mail, and that log and asks say so."""
        self.settle()
        account = Account.of(self.postbox)
        print(f"At the mail server: {account}.")  # noqa: T201
        account.check(leads(self.count))
        assert ChaseUp.objects.count() == self.count
        asks = Ask.objects.filter(kind="audit-reply", steps_sent=1, last_chased_at__isnull=False)
        assert asks.count() == self.count
        return account
