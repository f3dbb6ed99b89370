"""Read the text of a programme file: YAML with line numbers, and nothing of YAML that only programs need."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from boroughs.programme.files.faults import Faulty, Notes, did_you_mean
from boroughs.programme.files.groups import pairs
from boroughs.programme.files.registry import Section
from config.dates import listed

LONGEST_FILE = 5_000_000
DEEPEST = 20

# The same parser, written in C where the wheel has it: 343 boroughs take a tenth of a second instead of two.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Read:
    """A file as read: the value of every section, and the notes that go with it."""

    values: Mapping[str, Any]
    notes: Notes


def read(content: bytes, sections: Mapping[str, Section]) -> Read:
    """Read every section of a file. Faulty when it is not even YAML; all other faults are in the notes."""
    notes = Notes()
    root = _compose(content, notes)
    values: dict[str, Any] = {name: {} for name in sections}
    for name, node, line in pairs(root, (), notes):
        if name not in sections:
            notes.fault((name,), f"There is no such section.{did_you_mean(name, sections)}", line=line)
            continue
        values[name] = sections[name].shape.read(node, (name,), notes)
    for name, section in sections.items():
        if section.is_required and (name,) not in notes.lines:
            notes.fault((), f"The section “{name}” is missing. Add it.")
    _follow_references(values, notes)
    return Read(values, notes)


def _compose(content: bytes, notes: Notes) -> yaml.MappingNode:
    """Make the tree of nodes; Faulty when there is none to be made."""
    text = _text(content, notes)
    try:
        _check_events(text, notes)
        root = None if notes.faults else yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
        line = min(_line(mark), text.count("\n") + 1)
        notes.fault(
            (), f"This is not YAML ({what}). Check indentation, colons and quotation marks.", line=line
        )
    else:
        if isinstance(root, yaml.MappingNode):
            return root
        if not notes.faults:
            notes.fault((), "The file has no sections. Begin with “programme:”.")
    raise Faulty(notes.faults)


def _text(content: bytes, notes: Notes) -> str:
    if len(content) > LONGEST_FILE:
        notes.fault(
            (), f"The file is larger than {LONGEST_FILE // 1_000_000} MB. Split it into several programmes."
        )
        raise Faulty(notes.faults)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        notes.fault((), "There is a character here that is not UTF-8. Save the file as UTF-8.", line=line)
        raise Faulty(notes.faults) from None


def _check_events(text: str, notes: Notes) -> None:
    """Refuse anchors, aliases, tags, a second document and deep nesting, before a tree is made of them."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = _line(event.start_mark)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents == 2:
                notes.fault((), "A second document begins here. Keep one programme to a file.", line=line)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            notes.fault((), "Anchors and aliases (& and *) are not read. Write the value out.", line=line)
        if getattr(event, "tag", None):
            notes.fault((), "Tags (!) are not read. Leave it out.", line=line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                notes.fault((), f"This is nested more than {DEEPEST} deep. No section needs that.", line=line)
                return
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _line(mark: Any) -> int:
    return mark.line + 1 if mark is not None else 1


def _follow_references(values: Mapping[str, Any], notes: Notes) -> None:
    for reference in notes.references:
        known = values[reference.section]
        if reference.word not in known:
            there = f" It has {listed(known)}." if 0 < len(known) <= 12 else ""
            notes.fault(
                reference.path,
                f"“{reference.word}” is not in the section “{reference.section}”.{there}"
                f"{did_you_mean(reference.word, known)}",
            )
