"""`compile_report`: the central report as at a day, written to a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from boroughs.programme.models import Programme
from config import clock
from config.dates import say
from hub.management.commands.chase import a_day
from hub.reports.compiler import compile_report
from hub.reports.renderers import FORMATS, render


class Command(BaseCommand):
    """Compile the central report and write it to a file."""

    help = "Compile the central report as at a day and write it to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the options."""
        parser.add_argument(
            "--programme", help="the programme's short name (needed only when there are several)"
        )
        parser.add_argument("--as-at", type=a_day, help="the day, like 2007-01-08 (default: today)")
        parser.add_argument("--format", choices=sorted(FORMATS), required=True)
        parser.add_argument("--output", type=Path, required=True, help="the file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile and write."""
        programme = self._programme(options["programme"])
        as_at = options["as_at"] or clock.today()
        output: Path = options["output"]
        report = compile_report(programme, as_at, lambda title: self.stderr.write(f"Writing: {title}"))
        try:
            output.write_bytes(render(report, options["format"]))
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"The report of {programme} as at {say(as_at)} is in {output}.")

    def _programme(self, slug: str | None) -> Programme:
        programmes = Programme.objects.filter(slug=slug) if slug else Programme.objects.all()
        found = list(programmes[:2])
        if not found:
            raise CommandError(
                f"There is no programme “{slug}”." if slug else "There is no programme. Load one first."
            )
        if len(found) > 1:
            raise CommandError("There are several programmes. Say which one with --programme.")
        return found[0]
