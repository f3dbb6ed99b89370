"""Read events."""

from datetime import date

from django.db.models import Q

from boroughs.access.models import AccessQuerySet
from boroughs.programme.models import Borough, Programme
from config.dates import Precision
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
    """Keep what is still to come, the next first; what is only known to the month or year, until that has passed."""
    return events.filter(_is_to_come(today)).order_by("on", "id")


def past(events: AccessQuerySet[Event], today: date) -> AccessQuerySet[Event]:
    """Keep what has been, the latest first."""
    return events.exclude(_is_to_come(today)).order_by("-on", "-id")


def _is_to_come(today: date) -> Q:
    this_month, this_year = today.replace(day=1), today.replace(month=1, day=1)
    return (
        Q(on__gte=today)
        | Q(precision=Precision.MONTH, on__gte=this_month)
        | Q(precision=Precision.YEAR, on__gte=this_year)
    )


def hosts_of(programme: Programme) -> list[Borough]:
    """List the boroughs that host any event."""
    return list(
        Borough.objects.filter(programme=programme, events__programme=programme).distinct().order_by("name")
    )
