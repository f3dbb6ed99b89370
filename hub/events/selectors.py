"""Read events."""

from datetime import date

from boroughs.access.models import AccessQuerySet
from boroughs.programme.models import Borough, Programme
from hub.events.models import Event


def events_of(programme: Programme, *, borough: str = "", theme: str = "") -> AccessQuerySet[Event]:
    """Select a programme's events with their hosts and themes; `borough` and `theme` are slugs that narrow them."""
    events: AccessQuerySet[Event] = Event.objects.filter(programme=programme)
    if borough:
        events = events.filter(hosts__slug=borough)
    if theme:
        events = events.filter(themes__slug=theme)
    return events.select_related("borough").prefetch_related("hosts", "themes")


def upcoming(events: AccessQuerySet[Event], today: date) -> AccessQuerySet[Event]:
    """Keep what is still to come, today's included, the next first; a month counts until its last day has begun."""
    return events.filter(on__gte=today).order_by("on", "id")


def past(events: AccessQuerySet[Event], today: date) -> AccessQuerySet[Event]:
    """Keep what has been, the latest first."""
    return events.filter(on__lt=today).order_by("-on", "-id")


def hosts_of(programme: Programme) -> list[Borough]:
    """List the boroughs that host any event."""
    return list(
        Borough.objects.filter(programme=programme, events__programme=programme).distinct().order_by("name")
    )
