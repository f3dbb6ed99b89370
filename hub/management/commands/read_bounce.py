"""`read_bounce < message`: take a mail server's report that an e-mail could not be delivered."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from hub.mail.bounces import READ_LENGTH
from hub.mail.returning import bounce_take


class Command(BaseCommand):
    """Read one report from standard input; a mail server can hand it over through a pipe."""

    help = "Read a mail server's report (RFC 3464) from standard input, and mark the e-mail that came back."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say in a sentence what was done. Ends well even for what is no report: else that would come back too."""
        self.stdout.write(bounce_take(sys.stdin.buffer.read(READ_LENGTH)))
