"""Write posts: what has happened to an appointment, who stands in, and corrections."""

from collections.abc import Sequence

from django.db import transaction

from boroughs.asks.services import reconcile
from boroughs.history.entries import Ledger
from boroughs.history.models import Actor
from boroughs.history.services import Refused, check_not_future, check_seen, record
from boroughs.people.models import Contact
from boroughs.people.services import Newcomer, contact_add
from boroughs.people.states import Position
from boroughs.posts.models import FACTS, Post, PostEntry
from boroughs.posts.states import MOVES, Move, Stage, may_follow
from boroughs.programme.locking import borough_locked
from boroughs.programme.models import Borough
from boroughs.programme.services import borough_spoke
from config import clock
from config.dates import PartialDate, say
from config.locking import lock

POSTS = Ledger(entry=PostEntry, facts=FACTS, state="stage", states=Stage, may_follow=may_follow)


@transaction.atomic
def post_open(*, borough: Borough, employer: str, is_on_behalf: bool, by: Actor) -> Post:
    """Make the post of a borough, before anything is known of its appointment."""
    post = Post.objects.create(borough=borough, employer=employer, is_on_behalf=is_on_behalf)
    record(subject=post, verb="post-open", summary="The post was set up", by=by)
    return post


@transaction.atomic
def post_begin(
    *,
    post: Post,
    stage: Stage,
    on: PartialDate,
    by: Actor,
    holder: Contact | None = None,
    note: str = "",
    assumed: Sequence[str] = (),
) -> PostEntry:
    """Write the first thing known of an appointment, which may be any stage.

    Refused when something is known already.
    """
    post = _locked(post)
    if POSTS.standing(post):
        raise Refused("Something is already written about this post. Add what has happened since.")
    return _enter(post, PostEntry(stage=stage, holder=holder, note=note), on, assumed, "post-begin", by)


@transaction.atomic
def post_move(
    *,
    post: Post,
    move: Move,
    on: PartialDate,
    by: Actor,
    holder: Contact | Newcomer | None = None,
    note: str = "",
    assumed: Sequence[str] = (),
    seen_version: int | None = None,
) -> PostEntry:
    """Write what happened to an appointment, from its day on.

    A holder who is new is recorded first. Refused when the move cannot be made from the stage at that day, when
    what is written for later would no longer follow, when an appointment names nobody, or when the date lies in
    the future.
    """
    post = _locked(post)
    check_seen(post, seen_version)
    check_not_future(on.on)
    before = POSTS.before(post, on.on)
    starts, end = MOVES[move]
    stood = _stage(before)
    if stood not in starts:
        raise Refused(
            f"On {say(on)} the post stood at “{stood.label}”, where this cannot happen.", field="move"
        )
    person = _recorded(post, holder, "holder", by) if move == Move.APPOINT else None
    if move == Move.APPOINT and (person is None or person.position != Position.ADVISER):
        raise Refused("Choose who has started.", field="holder")
    entry = PostEntry(stage=end, holder=person, interim=before.interim if before else None, note=note)
    if end == Stage.IN_POST:
        entry.interim = None
    return _enter(post, entry, on, assumed, f"post-{move.replace('_', '-')}", by)


@transaction.atomic
def post_name_interim(
    *,
    post: Post,
    interim: Contact | Newcomer | None,
    on: PartialDate,
    by: Actor,
    seen_version: int | None = None,
) -> PostEntry:
    """Name who stands in while the post is vacant (None: nobody any more). Refused while somebody holds it."""
    post = _locked(post)
    check_seen(post, seen_version)
    check_not_future(on.on)
    before = POSTS.before(post, on.on)
    if _stage(before) == Stage.IN_POST:
        raise Refused("Somebody holds the post on that day, so nobody stands in.", field="interim")
    entry = PostEntry(stage=_stage(before), interim=_recorded(post, interim, "interim", by), note="")
    return _enter(post, entry, on, _still_assumed(before), "post-name-interim", by)


@transaction.atomic
def post_nothing_new(
    *, post: Post, on: PartialDate, by: Actor, note: str = "", seen_version: int | None = None
) -> None:
    """Write down that there is no news of a vacancy: that too answers what was asked."""
    post = _locked(post)
    check_seen(post, seen_version)
    check_not_future(on.on)
    post.news_on = max(on.on, post.news_on or on.on)
    post.save(update_fields=["news_on"])
    record(
        subject=post,
        verb="post-nothing-new",
        summary="Nothing new about the appointment",
        by=by,
        after={"note": note},
    )
    borough_spoke(borough=post.borough, by=by)
    reconcile(boroughs=[post.borough], today=clock.today())


@transaction.atomic
def post_entry_void(*, entry: PostEntry, reason: str, by: Actor) -> None:
    """Void an entry that was a mistake; it stays in the history. Refused when the next one would no longer follow."""
    post = _locked(entry.post)
    if POSTS.standing(post) == [entry]:
        raise Refused("This is all that is known of the post. Add what is right first, then strike this out.")
    POSTS.void(entry, subject=post, verb="post-entry-void", reason=reason, by=by)
    reconcile(boroughs=[post.borough], today=clock.today())


def _locked(post: Post) -> Post:
    borough_locked(post.borough_id)
    return lock(Post.objects.select_related("borough__programme")).get(pk=post.pk)


def _stage(entry: PostEntry | None) -> Stage:
    """Tell the stage; a post of which nothing is written yet is proposed."""
    return Stage(entry.stage) if entry else Stage.PROPOSED


def _still_assumed(entry: PostEntry | None) -> list[str]:
    """List what the next entry takes over without knowing it any better."""
    return [name for name in entry.assumed if name != "effective_on"] if entry else ["stage"]


def _recorded(post: Post, person: Contact | Newcomer | None, field: str, by: Actor) -> Contact | None:
    """Answer the contact meant, adding somebody new as an adviser of the borough."""
    if not isinstance(person, Newcomer):
        return person
    try:
        return contact_add(
            programme=post.borough.programme,
            borough=post.borough,
            position=Position.ADVISER,
            name=person.name,
            email=person.email,
            by=by,
        )
    except Refused as refused:
        raise Refused(refused.message, field=f"{field}_{refused.field}") from refused


def _enter(
    post: Post, entry: PostEntry, on: PartialDate, assumed: Sequence[str], verb: str, by: Actor
) -> PostEntry:
    """Add an entry, keep that there was news, and bring the asks in step."""
    is_news = verb != "post-name-interim"  # who stands in says nothing of the appointment
    if is_news and (post.news_on is None or on.on > post.news_on):
        post.news_on = on.on
    entry.assumed = list(assumed)
    POSTS.enter(entry, subject=post, on=on, verb=verb, summary=_summary(entry, verb), by=by)
    borough_spoke(borough=post.borough, by=by)
    reconcile(boroughs=[post.borough], today=clock.today())
    return entry


def _summary(entry: PostEntry, verb: str) -> str:
    if verb == "post-fall-through":
        return "The appointment fell through"
    if verb == "post-name-interim":
        return f"{entry.interim} stands in" if entry.interim else "Nobody stands in any more"
    return entry.get_stage_display()
