"""`chase --preview`: who gets what, when and why; who gets nothing, and why not."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from boroughs.programme.models import Programme
from config import clock
from config.dates import say, say_moment
from hub.chasing.plan.newcomers import Newcomer
from hub.chasing.plan.planned import Planned
from hub.chasing.preview import plan_as_at


def a_day(text: str) -> date:
    """Read a day of the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” is not a date. Write it like 2007-01-08.") from None


class Command(BaseCommand):
    """Print what chasing will do; it sends nothing."""

    help = "Print who gets which chase-up, when and why, and who gets none and why not."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the options."""
        parser.add_argument(
            "--preview", action="store_true", required=True, help="print the plan; nothing is sent"
        )
        parser.add_argument(
            "--programme", help="the programme's short name (default: every running programme)"
        )
        parser.add_argument("--as-at", type=a_day, help="plan as if it were that day, like 2007-01-08")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the plan."""
        day: date | None = options["as_at"]
        programmes = Programme.objects.all()
        if options["programme"]:
            programmes = programmes.filter(slug=options["programme"])
            if not programmes:
                raise CommandError(f"There is no programme “{options['programme']}”.")
        plan = [
            each
            for programme in programmes
            if programme.is_running(day or clock.today())
            for each in plan_as_at(programme, day)
        ]
        if options["json"]:
            self.stdout.write(json.dumps([each.as_row() for each in plan], indent=2, ensure_ascii=False))
            return
        if not plan:
            self.stdout.write("Nothing is asked of anybody, so nothing goes out.")
        for each in plan:
            self.stdout.write(_line(each))


def _line(each: Planned | Newcomer) -> str:
    if each.send_at is not None and each.recipient is not None:
        return (
            f"{each.what}\n    {each.step_name} to {each.recipient}, {say_moment(each.send_at)}. {each.told}"
        )
    due = f", from {say(each.due_on)}" if each.due_on else ""
    return f"{each.what}\n    {each.outcome}{due}. {each.told}"
