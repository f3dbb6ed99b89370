"""`manage.py sample_signins`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from boroughs.history.models import Actor
from boroughs.people.sample import PASSWORD, sign_ins_give


class Command(BaseCommand):
    """Give the sample's cast their accounts, and print how each of them signs in."""

    help = "In trial mode only: give the people of the sample programme their accounts, and print their sign-ins."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print who, e-mail address and password."""
        if not settings.IS_TRIAL:
            raise CommandError(
                "Sample sign-ins exist in trial mode only. In production, people are given accounts one by one."
            )
        sign_ins = sign_ins_give(by=Actor.system())
        if not sign_ins:
            raise CommandError(
                "The sample is not loaded. Run: python manage.py load_programme examples/london-2006.yaml"
            )
        rows = [
            ("Who", "E-mail address", "Password"),
            *((each.who, each.email, PASSWORD) for each in sign_ins),
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(2)]
        for row in rows:
            self.stdout.write(f"{row[0]:<{widths[0]}} | {row[1]:<{widths[1]}} | {row[2]}")
