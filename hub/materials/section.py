"""The section of the programme file that lists the tools that the programme has produced."""

from boroughs.programme.files.loading import Loading
from boroughs.programme.files.registry import Section
from boroughs.programme.files.shapes import Group, Key, Named, Text, When, need
from boroughs.programme.section import count
from hub.materials.services import tool_add

TOOL = Group({"title": need(Text()), "audience": Key(Text(), default=""), "ready_on": need(When())})


def tools_load(loading: Loading) -> str:
    """Add the tools in their order."""
    tools = loading.values["tools"]
    for each in tools.values():
        tool_add(
            programme=loading.programme,
            title=each["title"],
            audience=each["audience"],
            ready=each["ready_on"],
            by=loading.by,
        )
    return f"{count(tools, 'tool has', 'tools have')} been produced." if tools else ""


SECTIONS = (Section("tools", Named(TOOL, is_ordered=True), tools_load),)
