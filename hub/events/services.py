"""Write events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from boroughs.history.models import Actor
from boroughs.history.services import Refused, check_seen, record
from boroughs.programme.locking import borough_locked
from boroughs.programme.models import Borough, Programme, Theme
from boroughs.programme.services import borough_spoke
from config import clock
from config.dates import PartialDate, listed, say
from config.locking import lock
from hub.events.models import Event


@dataclass(frozen=True, slots=True)
class EventFacts:
    """All that is said of an event; `attendance` None is “don't know”."""

    title: str
    when: PartialDate
    venue: str = ""
    description: str = ""
    hosts: Sequence[Borough] = ()
    is_led_centrally: bool = False
    themes: Sequence[Theme] = ()
    attendance: int | None = None
    is_called_off: bool = False


@transaction.atomic
def event_add(
    *,
    programme: Programme,
    borough: Borough | None,
    facts: EventFacts,
    known_on: date | None = None,
    by: Actor,
) -> Event:
    """Add an event to the programme's list; `borough` is whose adviser keeps it (None: the coordinator).

    The programme has known of it since `known_on` (None: today).
    Refused when a host, a theme or the keeping borough is of another programme, or when people were counted
    at an event that is yet to come. What an adviser adds is word from the borough.
    """
    if borough is not None:
        borough_locked(borough.pk)
    event = Event(programme=programme, borough=borough, known_on=known_on or clock.today())
    _check(event, facts)
    _fill(event, facts)
    summary = f"Event added: {facts.title}, {say(facts.when)}"
    record(subject=event, verb="event-add", summary=summary, by=by, after=_plain(facts))
    if borough is not None:
        borough_spoke(borough=borough, by=by)
    return event


@transaction.atomic
def event_edit(*, event: Event, facts: EventFacts, by: Actor, seen_version: int | None = None) -> Event:
    """Change what is said of an event, or call it off.

    Refused as `event_add` is; Outdated when it changed meanwhile.
    """
    if event.borough_id is not None:
        borough_locked(event.borough_id)
    event = lock(Event.objects.select_related("programme", "borough")).get(pk=event.pk)
    check_seen(event, seen_version)
    _check(event, facts)
    before = _plain(facts_of(event))
    after = _plain(facts)
    changed = [name for name, value in after.items() if before[name] != value]
    if not changed:
        return event
    _fill(event, facts)
    kept = {name: before[name] for name in changed}
    record(
        subject=event,
        verb="event-edit",
        summary=_summary(facts, changed),
        by=by,
        before=kept,
        after={name: after[name] for name in changed},
    )
    if event.borough is not None:
        borough_spoke(borough=event.borough, by=by)
    return event


def facts_of(event: Event) -> EventFacts:
    """Read what is said of an event."""
    return EventFacts(
        title=event.title,
        when=event.when,
        venue=event.venue,
        description=event.description,
        hosts=list(event.hosts.all()),
        is_led_centrally=event.is_led_centrally,
        themes=list(event.themes.all()),
        attendance=event.attendance,
        is_called_off=event.is_called_off,
    )


def _check(event: Event, facts: EventFacts) -> None:
    if any(host.programme_id != event.programme_id for host in facts.hosts):
        raise Refused("Choose boroughs of this programme.", field="hosts")
    if any(theme.programme_id != event.programme_id for theme in facts.themes):
        raise Refused("Choose themes of this programme.", field="themes")
    if event.borough is not None and event.borough.programme_id != event.programme_id:
        raise Refused("Choose a borough of this programme.", field="borough")
    if facts.attendance is not None and facts.when.on > clock.today():
        raise Refused("This event is yet to come, so leave out how many came.", field="attendance")


def _fill(event: Event, facts: EventFacts) -> None:
    event.title, event.venue, event.description = facts.title, facts.venue, facts.description
    event.on, event.precision, event.is_assumed = facts.when.on, facts.when.precision, facts.when.is_assumed
    event.is_led_centrally, event.attendance = facts.is_led_centrally, facts.attendance
    event.is_called_off = facts.is_called_off
    event.save()
    event.hosts.set(facts.hosts)
    event.themes.set(facts.themes)


def _plain(facts: EventFacts) -> Mapping[str, Any]:
    return {
        "title": facts.title,
        "on": facts.when.on.isoformat(),
        "precision": str(facts.when.precision),
        "is_assumed": facts.when.is_assumed,
        "venue": facts.venue,
        "description": facts.description,
        "hosts": sorted(host.name for host in facts.hosts),
        "is_led_centrally": facts.is_led_centrally,
        "themes": sorted(theme.slug for theme in facts.themes),
        "attendance": facts.attendance,
        "is_called_off": facts.is_called_off,
    }


_WORDS = {
    "title": "title",
    "on": "date",
    "precision": "date",
    "is_assumed": "date",
    "venue": "place",
    "description": "description",
    "hosts": "hosts",
    "is_led_centrally": "hosts",
    "themes": "themes",
    "attendance": "attendance",
    "is_called_off": "whether it takes place",
}


def _summary(facts: EventFacts, changed: Sequence[str]) -> str:
    if list(changed) == ["is_called_off"]:
        return f"{facts.title}: {'called off' if facts.is_called_off else 'takes place after all'}"
    return f"{facts.title}: {listed(dict.fromkeys(_WORDS[name] for name in changed))} changed"
