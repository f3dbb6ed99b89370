"""A file as plain values, to be kept with the programme, and what differs between two of them."""

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Any

from boroughs.programme.files.faults import Path, say_path
from config.dates import PartialDate, Precision


def plain(value: Any) -> Any:
    """Make values that JSON keeps: dates as they are written in the file."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, PartialDate):
        return f"{written(value)}{' (assumed)' if value.is_assumed else ''}"
    if isinstance(value, date | time):
        return value.isoformat()
    return value


def written(when: PartialDate) -> str:
    """Write a date as the file does: 2007-01-08, 2007-01 or 2007."""
    length = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[when.precision]
    return when.on.isoformat()[:length]


def differences(before: Any, after: Any, path: Path = ()) -> Iterator[str]:
    """Tell, a line each, what differs between two files as plain values."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        # In the file's order; what is kept has none, because PostgreSQL sorts the keys of JSON its own way.
        for name in [*after, *sorted(name for name in before if name not in after)]:
            yield from differences(before.get(name), after.get(name), (*path, name))
    elif _is_list_of_groups(before) and _is_list_of_groups(after):
        for number in range(max(len(before), len(after))):
            yield from differences(_at(before, number), _at(after, number), (*path, number))
    elif before != after:
        yield f"{say_path(path)}: was {_say(before)}, now {_say(after)}"


def _is_list_of_groups(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(each, Mapping) for each in value)


def _at(values: list[Any], number: int) -> Any:
    return values[number] if number < len(values) else None


def _say(value: Any) -> str:
    if value is None:
        return "not there"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"“{value}”"
    if isinstance(value, Mapping):
        said = [
            f"{name} {_say(each)}" for name, each in sorted(value.items()) if each not in (None, "", [], {})
        ]
        return f"({', '.join(said)})"
    if isinstance(value, list):
        return f"[{', '.join(map(_say, value))}]"
    return str(value)
