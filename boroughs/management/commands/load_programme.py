"""`manage.py load_programme FILE [--start DATE] [--if-empty]`."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from boroughs.programme.files.faults import Faulty
from boroughs.programme.files.loading import Differs, load
from boroughs.programme.models import Programme


class Command(BaseCommand):
    """Load a programme from its file."""

    help = "Load a programme from its YAML file. The same file again changes nothing; one with faults loads nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file and, for a trial, another day to start on."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--start",
            type=_day,
            metavar="DATE",
            help="shift every date so that the programme starts on this day",
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing if the database has a programme already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the file and say what came of it."""
        file: Path = options["file"]
        if options["if_empty"] and Programme.objects.exists():
            self.stdout.write("There is a programme already: nothing was loaded.")
            return
        try:
            loaded = load(file.read_bytes(), start=options["start"])
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except Faulty as faulty:
            number = len(faulty.faults)
            head = f"{file} was not loaded, because of {number} {'fault' if number == 1 else 'faults'}:"
            raise CommandError("\n".join([head, *map(str, faulty.faults)])) from faulty
        except Differs as differs:
            head = (
                f"{file} was not loaded: “{differs.programme.slug}” is loaded already, and the file differs:"
            )
            raise CommandError("\n".join([head, *differs.lines])) from differs
        if not loaded.sentences:
            self.stdout.write(
                f"{loaded.programme.title} is loaded already, from this very file: nothing was changed."
            )
        for sentence in loaded.sentences:
            self.stdout.write(sentence)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--start: “{text}” is not a date. Write it like 2007-01-08.") from None
    if not 1990 <= day.year <= 2100:
        raise CommandError("--start: the year must be between 1990 and 2100.")
    return day
