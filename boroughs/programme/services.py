"""Write programmes and what hangs directly under them, and what happens to a borough as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from boroughs.history.models import Actor
from boroughs.history.selectors import facts as facts_of
from boroughs.history.services import check_not_future, record
from boroughs.history.states import Door
from boroughs.programme.locking import borough_locked
from boroughs.programme.models import Borough, KeyDate, Programme, Theme
from boroughs.programme.states import Heard, Part
from config import clock
from config.dates import PartialDate, say


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """All that is said of a programme as a whole; quiet periods as stored: label, begins_on and ends_on."""

    slug: str
    title: str
    project_name: str
    commissioner: str
    coordinating_organisation: str
    starts_on: date
    ends_on: date
    appointed_how: str = ""
    reviewing_organisation: str = ""
    objectives: Sequence[str] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    quiet_periods: Sequence[Mapping[str, str]] = ()
    front_door: str = ""
    front_door_telephone: str = ""


@transaction.atomic
def programme_create(*, facts: ProgrammeFacts, loaded_file: dict[str, Any], by: Actor) -> Programme:
    """Create a programme; `loaded_file` is the file that it comes from, to be recognised when it is loaded again."""
    programme = Programme.objects.create(**asdict(facts), loaded_file=loaded_file)
    after = facts_of(programme, tuple(asdict(facts)))
    record(
        subject=programme, verb="programme-create", summary=f"{programme.title} created", by=by, after=after
    )
    return programme


@transaction.atomic
def theme_add(
    *, programme: Programme, slug: str, name: str, is_emerging: bool, place: int, by: Actor
) -> Theme:
    """Add a theme to a programme."""
    theme = Theme.objects.create(
        programme=programme, slug=slug, name=name, is_emerging=is_emerging, place=place
    )
    record(subject=theme, verb="theme-add", summary=f"Theme added: {name}", by=by)
    return theme


@transaction.atomic
def key_date_add(*, programme: Programme, slug: str, label: str, when: PartialDate, by: Actor) -> KeyDate:
    """Add a date that everything else works towards."""
    key_date = KeyDate(programme=programme, slug=slug, label=label)
    key_date.on, key_date.precision, key_date.is_assumed = when.on, when.precision, when.is_assumed
    key_date.save()
    record(subject=key_date, verb="key-date-add", summary=f"Key date added: {label}, {say(when)}", by=by)
    return key_date


@transaction.atomic
def borough_add(
    *,
    programme: Programme,
    slug: str,
    name: str,
    gss_code: str,
    part: Part = Part.PARTICIPANT,
    tile: tuple[int, ...] | None = None,
    front_door: str = "",
    front_door_telephone: str = "",
    by: Actor,
) -> Borough:
    """Add a borough to a programme; `tile` is its column and row on the map, from the top left."""
    borough = Borough(programme=programme, slug=slug, name=name, gss_code=gss_code, part=part)
    if tile is not None:
        borough.tile_column, borough.tile_row = tile
    borough.front_door, borough.front_door_telephone = front_door, front_door_telephone
    borough.save()
    what = "takes part" if borough.is_participant else "contributes from outside"
    record(subject=borough, verb="borough-add", summary=f"{name} {what}", by=by)
    return borough


def borough_heard(*, borough: Borough, on: date, how: Heard) -> None:
    """Keep when and how we last had word from a borough; an older word does not replace a newer one."""
    not_since = Q(last_heard_on=None) | Q(last_heard_on__lte=on)
    if Borough.objects.filter(not_since, pk=borough.pk).update(last_heard_on=on, last_heard_how=how):
        borough.last_heard_on, borough.last_heard_how = on, how


def borough_spoke(*, borough: Borough, by: Actor) -> None:
    """Keep that the borough's own people wrote something here today; nothing when somebody else did."""
    if by.is_of_borough:
        how = Heard.LINK if by.door == Door.LINK else Heard.SITE
        borough_heard(borough=borough, on=clock.today(), how=how)


def borough_heard_undated(*, borough: Borough, how: Heard) -> None:
    """Keep that we had word from a borough when the day is not known; the day stays empty rather than guessed."""
    if Borough.objects.filter(pk=borough.pk, last_heard_on=None).update(last_heard_how=how):
        borough.last_heard_how = how


@transaction.atomic
def borough_note(*, borough: Borough, said_by: str, how: str, on: date, words: str, by: Actor) -> None:
    """Write down a call, a letter or a meeting that answered none of the open asks."""
    check_not_future(on)
    borough = borough_locked(borough.pk)
    summary = f"{Heard(how).label} with {said_by}, {say(on)}: {words}"
    after = {"said_by": said_by, "how": how, "on": on.isoformat(), "words": words}
    record(subject=borough, verb="borough-note", summary=summary, by=by, after=after)
    borough_heard(borough=borough, on=on, how=Heard(how))
