"""The shapes that hold others: lists, groups of keys, and entries under names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from boroughs.programme.files.faults import Notes, Path, Reference, did_you_mean, nearest
from boroughs.programme.files.words import LONGEST_SLUG, SHORT_NAME, SLUG, Shape
from config.dates import listed


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of values of one shape."""

    each: Shape
    least: int = 0
    most: int = 10_000

    def read(self, node: yaml.Node, at: Path, notes: Notes) -> list[Any] | None:
        """Read the list."""
        if not isinstance(node, yaml.SequenceNode):
            notes.fault(at, "This must be a list: one line each, beginning with a hyphen.")
            return None
        if not self.least <= len(node.value) <= self.most:
            wanted = f"{self.least}" if self.least == self.most else f"{self.least} to {self.most:,}"
            notes.fault(at, f"There are {len(node.value)} values in this list. Give {wanted}.")
            return None
        values = []
        for number, child in enumerate(node.value):
            notes.lines[*at, number] = child.start_mark.line + 1
            values.append(self.each.read(child, (*at, number), notes))
        return values


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a group: its shape, and what it is when it is left out."""

    shape: Shape
    is_required: bool = False
    default: Any = None


def need(shape: Shape) -> Key:
    """Ask for a key that may not be left out."""
    return Key(shape, is_required=True)


@dataclass(frozen=True, slots=True)
class Group:
    """Keys that belong together."""

    keys: Mapping[str, Key]

    def read(self, node: yaml.Node, at: Path, notes: Notes) -> dict[str, Any]:
        """Read each key; one that is faulty or left out has its default."""
        values: dict[str, Any] = {name: _fresh(key.default) for name, key in self.keys.items()}
        if not isinstance(node, yaml.MappingNode):
            notes.fault(at, f"This must be a group of keys: {listed(self.keys)}.")
            return values
        there = set()
        for name, child, line in pairs(node, at, notes):
            if name not in self.keys:
                notes.fault(
                    (*at, name), f"There is no such key here.{did_you_mean(name, self.keys)}", line=line
                )
                # A key that is only misspelt is not reported as missing too.
                there.update(nearest(name, self.keys))
                continue
            there.add(name)
            values[name] = self.keys[name].shape.read(child, (*at, name), notes)
        for name, key in self.keys.items():
            if key.is_required and name not in there:
                notes.fault(at, f"The key “{name}” is missing. Add it.")
        return values


@dataclass(frozen=True, slots=True)
class Named:
    """Entries under short names of their own, or under the keys of another section (`under`).

    With `is_ordered` the order counts, and each entry keeps its `place`.
    """

    each: Shape
    under: str | None = None
    is_ordered: bool = False

    def read(self, node: yaml.Node, at: Path, notes: Notes) -> dict[str, Any]:
        """Read each entry."""
        values: dict[str, Any] = {}
        if not isinstance(node, yaml.MappingNode):
            notes.fault(at, "This must be a group: each entry under its short name and a colon.")
            return values
        for name, child, line in pairs(node, at, notes):
            here = (*at, name)
            if self.under is not None:
                notes.references.append(Reference(here, self.under, name))
            elif SLUG.fullmatch(name) is None or len(name) > LONGEST_SLUG:
                notes.fault(
                    here,
                    f"“{name}” is not {SHORT_NAME.like}, and {LONGEST_SLUG} characters at most.",
                    line=line,
                )
            values[name] = self.each.read(child, here, notes)
            if self.is_ordered:
                values[name]["place"] = len(values)
        return values


def pairs(node: yaml.MappingNode, at: Path, notes: Notes) -> list[tuple[str, yaml.Node, int]]:
    """List a group's keys, values and lines; a key that is there twice is a fault."""
    found: dict[str, tuple[str, yaml.Node, int]] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            notes.fault(at, "A key must be a single word.", line=line)
            continue
        name = key.value
        if name in found:
            first = found[name][2]
            notes.fault(
                (*at, name), f"This key is there already, in line {first}. Keep one of the two.", line=line
            )
            continue
        notes.lines[*at, name] = line
        found[name] = (name, value, line)
    return list(found.values())


def _fresh(value: Any) -> Any:
    return list(value) if isinstance(value, list) else dict(value) if isinstance(value, dict) else value
