"""The section of the programme file that gives the phases of the timeline."""

from boroughs.programme.files.checking import Checking
from boroughs.programme.files.loading import Loading
from boroughs.programme.files.registry import Section
from boroughs.programme.files.shapes import Group, Named, Text, When, need
from boroughs.programme.section import count
from config.dates import say
from hub.timeline.services import phase_add

PHASE = Group({"title": need(Text()), "begins_on": need(When()), "ends_on": need(When())})


def timeline_check(checking: Checking) -> None:
    """Find phases that end before they begin."""
    for slug, each in checking.values["timeline"].items():
        begins, ends = each["begins_on"], each["ends_on"]
        if begins and ends and ends.last_day < begins.on:
            checking.fault(
                ("timeline", slug, "ends_on"),
                f"It ends in {say(ends)}, before it begins in {say(begins)}. Correct one of the two.",
            )


def timeline_load(loading: Loading) -> str:
    """Add the phases."""
    phases = loading.values["timeline"]
    for each in phases.values():
        phase_add(
            programme=loading.programme,
            title=each["title"],
            begins=each["begins_on"],
            ends=each["ends_on"],
            by=loading.by,
        )
    return f"The timeline has {count(phases, 'phase')}." if phases else ""


SECTIONS = (Section("timeline", Named(PHASE), timeline_load, timeline_check),)
