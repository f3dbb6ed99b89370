"""Read posts, now or as at a date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from boroughs.history.models import EntryQuerySet
from boroughs.history.states import Door
from boroughs.people.models import Contact
from boroughs.posts.models import Post, PostEntry
from boroughs.posts.states import Stage
from boroughs.programme.models import Borough, Programme
from boroughs.programme.states import Part
from config.clock import LONDON


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


def post_with(contact: Contact) -> Post | None:
    """Find the post that somebody holds, or for which they stand in."""
    rows = Post.objects.filter(Q(holder=contact) | Q(interim=contact))
    return rows.select_related("borough__programme").first()


@dataclass(frozen=True, slots=True)
class TakenUp:
    """That somebody holds a borough's post: from which day on, and when that was written down here."""

    borough: Borough
    holder: Contact
    began_on: date
    recorded_on: date


def posts_taken_up(programme: Programme) -> list[TakenUp]:
    """List who has taken up a post that they still hold, in one query.

    Only what happened while we looked on: not what a programme file tells, nor the first that is known of a post.
    """
    entries = PostEntry.objects.standing().filter(
        post__borough__programme=programme,
        post__stage=Stage.IN_POST,
        post__holder=F("holder"),
        stage=Stage.IN_POST,
        change__verb="post-appoint",
    )
    entries = entries.exclude(change__door=Door.IMPORT).select_related(
        "change", "holder__user", "post__borough"
    )
    latest = {entry.post.borough_id: entry for entry in entries.order_by("effective_on", "id")}
    return [
        TakenUp(
            entry.post.borough,
            entry.holder,
            entry.effective_on,
            entry.change.at.astimezone(LONDON).date(),
        )
        for entry in latest.values()
        if entry.holder is not None
    ]
