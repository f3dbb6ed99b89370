"""The registry of sections. A capability registers its own in `AppConfig.ready`, in the order of loading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boroughs.programme.files.shapes import Shape

if TYPE_CHECKING:
    from boroughs.programme.files.checking import Checking
    from boroughs.programme.files.loading import Loading


def _no_check(checking: Checking) -> None:
    """Find nothing wrong."""


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the programme file.

    `check` looks at what its shape cannot tell, before anything is written; it must bear values that are None because
    they were faulty. `load` writes through the services and answers with a sentence that says what it wrote.
    """

    name: str
    shape: Shape
    load: Callable[[Loading], str]
    check: Callable[[Checking], None] = _no_check
    is_required: bool = False


Around = Callable[[], AbstractContextManager[None]]

_sections: dict[str, Section] = {}
_arounds: list[Around] = []


def register(*sections: Section) -> None:
    """Make sections known, once, in the order in which they are loaded."""
    for section in sections:
        if _sections.setdefault(section.name, section) is not section:
            raise ValueError(f"Two capabilities read the section {section.name}.")


def register_around(around: Around) -> None:
    """Make known what is to be done around the loading of a file, inside its transaction."""
    if around not in _arounds:
        _arounds.append(around)


def arounds() -> Sequence[Around]:
    """List what is to be done around the loading of a file."""
    return tuple(_arounds)


def sections() -> Mapping[str, Section]:
    """Give the registered sections by name, in the order of loading."""
    return dict(_sections)
