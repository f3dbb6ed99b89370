"""Read programmes and boroughs."""

from collections.abc import Mapping

from boroughs.programme.calendar import WorkingDays, working_days
from boroughs.programme.models import Borough, KeyDate, Programme
from config.site.referral import referral_line


def days_of(programme: Programme) -> WorkingDays:
    """Tell the programme's working days."""
    return working_days(programme.quiet_periods)


def key_dates(programme: Programme) -> Mapping[str, KeyDate]:
    """Read the key dates by their slug."""
    return {each.slug: each for each in KeyDate.objects.filter(programme=programme)}


def referral_words(programme: Programme, borough: Borough | None = None) -> str:
    """Say where to turn when a child is at risk: the borough's front door, else the programme's."""
    place = borough if borough and borough.front_door_telephone else programme
    return referral_line(front_door=place.front_door, telephone=place.front_door_telephone)
