"""The sections of the programme file that say who takes part: programme, themes, key dates and boroughs."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from boroughs.programme.files.checking import Checking
from boroughs.programme.files.faults import Path, did_you_mean
from boroughs.programme.files.loading import Loading
from boroughs.programme.files.registry import Section
from boroughs.programme.files.shapes import (
    LINES,
    SHORT_NAME,
    TELEPHONE,
    Day,
    Group,
    Key,
    ListOf,
    Matching,
    Named,
    Text,
    When,
    Whole,
    YesNo,
    need,
    one_of,
)
from boroughs.programme.services import (
    ProgrammeFacts,
    borough_add,
    key_date_add,
    programme_create,
    theme_add,
)
from boroughs.programme.states import DEFAULT_LABELS, RESERVED_SLUGS, Part
from config.dates import listed, say

GSS_CODE = Matching(
    r"[EKNSW][0-9]{8}", "a GSS code. Write one letter and eight digits, such as E09000007 for Camden", 9
)
# Where a text of the file names a key date, so that the two never contradict each other.
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
FRONT_DOOR = {"front_door": Key(Text(), default=""), "front_door_telephone": Key(TELEPHONE, default="")}
QUIET_PERIOD = Group({"label": need(Text()), "begins_on": need(Day()), "ends_on": need(Day())})
PROGRAMME = Group(
    {
        "slug": need(SHORT_NAME),
        "title": need(Text()),
        "project_name": need(Text()),
        "commissioner": need(Text()),
        "coordinating_organisation": need(Text()),
        "appointed_how": Key(Text(), default=""),
        "reviewing_organisation": Key(Text(), default=""),
        "starts_on": need(Day()),
        "ends_on": need(Day()),
        "objectives": Key(ListOf(LINES), default=[]),
        "labels": Key(Group({name: Key(Text()) for name in DEFAULT_LABELS}), default={}),
        "quiet_periods": Key(ListOf(QUIET_PERIOD), default=[]),
        **FRONT_DOOR,
    }
)
THEME = Group({"name": need(Text()), "emerging": Key(YesNo(), default=False)})
KEY_DATE = Group({"label": need(Text()), "on": need(When())})
BOROUGH = Group(
    {
        "name": need(Text(100)),
        "gss_code": need(GSS_CODE),
        "part": Key(one_of(Part), default=str(Part.PARTICIPANT.value)),
        "tile": Key(ListOf(Whole(0, 99), least=2, most=2)),
        **FRONT_DOOR,
    }
)


def programme_check(checking: Checking) -> None:
    """Find an address that is the site's own, and periods that end before they begin."""
    values = checking.values["programme"]
    if values.get("slug") in RESERVED_SLUGS:
        checking.fault(
            ("programme", "slug"), f"“{values['slug']}” is one of the site’s own addresses. Choose another."
        )
    check_period(checking, values, ("programme",), "starts_on", "ends_on")
    for number, objective in enumerate(values.get("objectives") or []):
        check_key_dates(checking, ("programme", "objectives", number), objective or "")
    for number, period in enumerate(values.get("quiet_periods") or []):
        check_period(checking, period, ("programme", "quiet_periods", number), "begins_on", "ends_on")


def check_key_dates(checking: Checking, path: Path, text: str) -> None:
    """Find names in braces that are not key dates of the file."""
    known = checking.values["key_dates"]
    for name in PLACEHOLDER.findall(text):
        if name not in known:
            checking.fault(path, f"“{{{name}}}” is not a key date of this file.{did_you_mean(name, known)}")


def check_period(checking: Checking, values: Any, path: Path, begins: str, ends: str) -> None:
    """Find a period that ends before it begins."""
    first, last = values.get(begins), values.get(ends)
    if first and last and last < first:
        checking.fault(
            (*path, ends),
            f"It ends on {say(last)}, before it begins on {say(first)}. Correct one of the two.",
        )


def check_order(
    checking: Checking, path: Path, before: Mapping[str, Any] | None, entry: Mapping[str, Any]
) -> None:
    """Find an entry that stands below a later one."""
    if before and before["on"] and entry["on"] and entry["on"].on < before["on"].on:
        checking.fault(
            (*path, "on"),
            f"{say(entry['on'])} is before the entry above ({say(before['on'])}). Put the earliest first.",
        )


def programme_load(loading: Loading) -> str:
    """Create the programme."""
    values = loading.values["programme"]
    quiet = [
        {**each, **{name: each[name].isoformat() for name in ("begins_on", "ends_on")}}
        for each in values["quiet_periods"]
    ]
    labels = {name: word for name, word in values["labels"].items() if word is not None}
    facts = ProgrammeFacts(**{**values, "labels": labels, "quiet_periods": quiet})
    made = programme_create(facts=facts, loaded_file=dict(loading.as_plain), by=loading.by)
    loading.made = made
    return f"{made.title} runs from {say(made.starts_on)} to {say(made.ends_on)}."


def themes_load(loading: Loading) -> str:
    """Add the themes in their order."""
    rows = {
        name: theme_add(
            programme=loading.programme,
            slug=name,
            name=each["name"],
            is_emerging=each["emerging"],
            place=each["place"],
            by=loading.by,
        )
        for name, each in loading.values["themes"].items()
    }
    loading.rows["themes"] = rows
    return f"It is about {count(rows, 'theme')}." if rows else ""


def key_dates_load(loading: Loading) -> str:
    """Add the key dates."""
    rows = {
        name: key_date_add(
            programme=loading.programme, slug=name, label=each["label"], when=each["on"], by=loading.by
        )
        for name, each in loading.values["key_dates"].items()
    }
    loading.rows["key_dates"] = rows
    return f"It works towards {count(rows, 'key date')}." if rows else ""


def boroughs_check(checking: Checking) -> None:
    """Find names, codes and places on the map that two boroughs share."""
    boroughs = checking.values["boroughs"]
    for name, what in (("gss_code", "GSS code"), ("name", "name"), ("tile", "place on the map")):
        first: dict[str, str] = {}
        for slug, each in boroughs.items():
            if each.get(name) is None:
                continue
            # Lists are no keys; and two names that differ in capitals only are one name to a reader.
            same = str(each[name]).casefold()
            if same in first:
                checking.fault(
                    ("boroughs", slug, name), f"“{first[same]}” has the same {what}. Correct one of the two."
                )
            first.setdefault(same, slug)


def boroughs_load(loading: Loading) -> str:
    """Add the boroughs."""
    rows = {}
    for slug, each in loading.values["boroughs"].items():
        rows[slug] = borough_add(
            programme=loading.programme,
            slug=slug,
            name=each["name"],
            gss_code=each["gss_code"],
            part=Part(each["part"]),
            tile=tuple(each["tile"]) if each["tile"] else None,
            front_door=each["front_door"],
            front_door_telephone=each["front_door_telephone"],
            by=loading.by,
        )
    loading.rows["boroughs"] = rows
    others = sorted(row.name for row in rows.values() if not row.is_participant)
    said = f"{count(range(len(rows) - len(others)), 'borough takes', 'boroughs take')} part"
    return (
        f"{said}; {listed(others)} {'contributes' if len(others) == 1 else 'contribute'} from outside."
        if others
        else f"{said}."
    )


def count(things: Iterable[object], one: str, many: str = "") -> str:
    """Say how many things there are: “1 theme”, “4 themes”."""
    number = len(list(things))
    return f"{number} {one if number == 1 else many or f'{one}s'}"


SECTIONS = (
    Section("programme", PROGRAMME, programme_load, programme_check, is_required=True),
    Section("themes", Named(THEME, is_ordered=True), themes_load),
    Section("key_dates", Named(KEY_DATE), key_dates_load),
    Section("boroughs", Named(BOROUGH), boroughs_load, boroughs_check, is_required=True),
)
