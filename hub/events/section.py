"""The section of the programme file that lists events. One that the source does not name is never made up."""

from boroughs.programme.files.checking import Checking
from boroughs.programme.files.loading import Loading
from boroughs.programme.files.registry import Section
from boroughs.programme.files.shapes import (
    LINES,
    Group,
    Key,
    KeyOf,
    ListOf,
    Named,
    Text,
    When,
    Whole,
    YesNo,
    need,
)
from boroughs.programme.section import count
from hub.events.services import EventFacts, event_add

EVENT = Group(
    {
        "title": need(Text()),
        "on": need(When()),
        "known_on": need(When(is_past=True)),
        "borough": Key(KeyOf("boroughs")),
        "hosts": Key(ListOf(KeyOf("boroughs")), default=[]),
        "led_centrally": Key(YesNo(), default=False),
        "themes": Key(ListOf(KeyOf("themes")), default=[]),
        "venue": Key(Text(), default=""),
        "description": Key(LINES, default=""),
        "attendance": Key(Whole()),
    }
)


def events_check(checking: Checking) -> None:
    """Find people counted at an event that is yet to come."""
    for slug, each in checking.values["events"].items():
        if each["attendance"] is not None and each["on"] and each["on"].on > checking.today:
            checking.fault(
                ("events", slug, "attendance"),
                "It is yet to come, so nobody has been counted. Leave this key out.",
            )


def events_load(loading: Loading) -> str:
    """Add the events."""
    boroughs, themes = loading.rows["boroughs"], loading.rows["themes"]
    events = loading.values["events"]
    for slug, each in events.items():
        facts = EventFacts(
            title=each["title"],
            when=each["on"],
            venue=each["venue"],
            description=each["description"],
            hosts=[boroughs[name] for name in each["hosts"]],
            is_led_centrally=each["led_centrally"],
            themes=[themes[name] for name in each["themes"]],
            attendance=each["attendance"],
        )
        keeper = boroughs[each["borough"]] if each["borough"] else None
        with loading.at("events", slug):
            event_add(
                programme=loading.programme,
                borough=keeper,
                facts=facts,
                known_on=each["known_on"].on,
                by=loading.by,
            )
    return f"{count(events, 'event is', 'events are')} listed." if events else ""


SECTIONS = (Section("events", Named(EVENT), events_load, events_check),)
