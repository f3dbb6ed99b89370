"""Read posts, now or as at a date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from boroughs.history.models import EntryQuerySet
from boroughs.posts.models import Post, PostEntry
from boroughs.posts.states import Stage
from boroughs.programme.models import Borough, Programme
from boroughs.programme.states import Part


@dataclass(frozen=True, slots=True)
class Appointments:
    """Which boroughs have appointed, and which have not, by name in the alphabet's order."""

    in_post: tuple[Borough, ...]
    not_appointed: tuple[Borough, ...]
    left: tuple[Borough, ...]


def appointments(programme: Programme, as_at: date) -> Appointments:
    """Sort the participants by whether they had appointed at the end of `as_at`; no entry yet is not appointed."""
    boroughs = Borough.objects.filter(programme=programme, part=Part.PARTICIPANT).order_by("name")
    entries = PostEntry.objects.filter(post__borough__programme=programme).as_at(as_at)
    stages: Mapping[int, str] = dict(entries.values_list("post__borough_id", "stage"))
    found: dict[str, list[Borough]] = {"in": [], "not": [], "left": []}
    for borough in boroughs:
        stage = stages.get(borough.pk)
        found["in" if stage == Stage.IN_POST else "left" if stage == Stage.LEFT else "not"].append(borough)
    return Appointments(tuple(found["in"]), tuple(found["not"]), tuple(found["left"]))


def entries_of(post: Post) -> EntryQuerySet[PostEntry]:
    """Select a post's entries, the voided ones too, newest first."""
    entries: EntryQuerySet[PostEntry] = PostEntry.objects.filter(post=post)
    return entries.select_related("change", "voided_by", "holder", "interim").order_by("-effective_on", "-id")
