"""What is wrong with a programme file, and where: one sentence per fault, with its line and key."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from config.dates import PartialDate

# The keys that lead to a value, lists counted from 0.
Path = tuple[str | int, ...]


def say_path(path: Path) -> str:
    """Write a path as people read it: “posts › camden › entries › 1 › stage”."""
    return " › ".join(str(step + 1) if isinstance(step, int) else step for step in path)


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """Find the known word that is most like `word`, if any is."""
    return get_close_matches(word, list(known), n=1)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Suggest the known word that is nearest, as a sentence with a space before it, or nothing."""
    near = nearest(word, known)
    return f" Did you mean “{near[0]}”?" if near else ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, what to do about it, and where."""

    line: int
    path: Path
    message: str

    def __str__(self) -> str:
        where = f"line {self.line}"
        return f"{where}, {say_path(self.path)}: {self.message}" if self.path else f"{where}: {self.message}"


class Faulty(Exception):
    """A file that cannot be loaded, with all of its faults in the order of their lines."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults, key=lambda fault: fault.line)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True, slots=True)
class Reference:
    """A word that must be a key of another section."""

    path: Path
    section: str
    word: str


@dataclass(frozen=True, slots=True)
class Dated:
    """A date of the file; `is_past` when it tells what has already happened."""

    path: Path
    when: PartialDate
    is_past: bool


@dataclass(slots=True)
class Notes:
    """What reading a file gathers beside its values: the line of each path, faults, references and dates."""

    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    dates: list[Dated] = field(default_factory=list)

    def fault(self, path: Path, message: str, *, line: int | None = None) -> None:
        """Keep a fault; without a line it stands at the nearest key that the file has."""
        self.faults.append(Fault(line or self.line_of(path), path, message))

    def line_of(self, path: Path) -> int:
        """Find the line of a path, or of what it hangs under."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)
