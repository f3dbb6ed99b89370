"""Load a programme file: read and check all of it, then write it in one transaction, or not at all."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from boroughs.history.models import Actor
from boroughs.history.services import Refused
from boroughs.history.states import Door
from boroughs.programme.files.checking import Checking, check, shifted
from boroughs.programme.files.differences import differences, plain
from boroughs.programme.files.faults import Fault, Faulty, Notes, Path
from boroughs.programme.files.reading import read
from boroughs.programme.files.registry import arounds, sections
from boroughs.programme.models import Programme
from config import clock
from config.dates import say


class Differs(Exception):
    """A file that is not the one from which its programme was loaded; `lines` tell what differs."""

    def __init__(self, programme: Programme, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.programme = programme
        self.lines = list(lines)


@dataclass(slots=True)
class Loading:
    """A file on its way into the database: its values, and the rows made so far by section and short name."""

    values: Mapping[str, Any]
    notes: Notes
    by: Actor
    as_plain: Mapping[str, Any]
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    made: Programme | None = None

    @property
    def programme(self) -> Programme:
        """The programme that everything else hangs under; its section is loaded first."""
        if self.made is None:
            raise RuntimeError("The section “programme” must be registered first.")
        return self.made

    @contextmanager
    def at(self, *path: str | int) -> Iterator[None]:
        """Say at which place of the file a service refused, should it do so."""
        try:
            yield
        except Refused as refused:
            where: Path = path
            raise Faulty([Fault(self.notes.line_of(where), where, refused.message)]) from refused


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of loading a file: sentences, none of them when the file had been loaded before."""

    programme: Programme
    sentences: Sequence[str]


def load(content: bytes, *, start: date | None = None) -> Loaded:
    """Load a programme file, every date shifted so that the programme starts on `start`.

    Raises Faulty with every fault, or Differs when the programme was loaded from another file; then nothing is
    written. The same file again (with the same start) writes nothing either.
    """
    known = sections()
    found = read(content, known)
    shift = _shift(found.values, start)
    values = shifted(found.values, shift)
    check(Checking(values, found.notes, clock.today()), known, shift)
    if found.notes.faults:
        raise Faulty(found.notes.faults)
    as_plain = {"starts_on": values["programme"]["starts_on"].isoformat(), "file": plain(found.values)}
    try:
        return _write(values, found.notes, as_plain)
    except IntegrityError:
        # Somebody else has loaded a file of this name meanwhile: then it is there now, and compared with this one.
        if Programme.objects.filter(slug=values["programme"]["slug"]).exists():
            return _write(values, found.notes, as_plain)
        raise


def _write(values: Mapping[str, Any], notes: Notes, as_plain: Mapping[str, Any]) -> Loaded:
    """Write everything in one transaction, unless the programme is there already."""
    with transaction.atomic():
        if (before := Programme.objects.filter(slug=values["programme"]["slug"]).first()) is not None:
            return _again(before, as_plain)
        loading = Loading(values, notes, Actor(None, Door.IMPORT, "Programme file"), as_plain)
        with ExitStack() as stack:
            for around in arounds():
                stack.enter_context(around())
            sentences = [section.load(loading) for section in sections().values()]
    return Loaded(loading.programme, [sentence for sentence in sentences if sentence])


def _shift(values: Mapping[str, Any], start: date | None) -> int:
    starts_on = values["programme"].get("starts_on")
    return (start - starts_on).days if start and starts_on else 0


def _again(programme: Programme, as_plain: Mapping[str, Any]) -> Loaded:
    before = programme.loaded_file
    if not before:
        raise Differs(
            programme, ["programme: it was not loaded from a file. Choose another slug for this one."]
        )
    lines = list(differences(before["file"], as_plain["file"]))
    if before["starts_on"] != as_plain["starts_on"] and not lines:
        was, now = (say(date.fromisoformat(each["starts_on"])) for each in (before, as_plain))
        lines = [
            f"start: was {was}, now {now}. To load the file again as it was, give --start {before['starts_on']}"
        ]
    if lines:
        raise Differs(programme, lines)
    return Loaded(programme, [])
