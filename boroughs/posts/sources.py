"""What a vacancy asks for: news, once a month."""

from collections.abc import Mapping, Sequence
from datetime import date

from dateutil.relativedelta import relativedelta
from django.urls import reverse

from boroughs.access.states import Action
from boroughs.asks.kinds import Answer, Choice, Correcting, Kind, Source, Wanted
from boroughs.asks.models import Ask
from boroughs.history.models import Actor, Change
from boroughs.people.models import Contact
from boroughs.people.services import Newcomer
from boroughs.people.states import Position
from boroughs.posts.models import Post, PostEntry
from boroughs.posts.services import post_entry_void, post_move, post_nothing_new
from boroughs.posts.states import Move, Stage, moves_from
from boroughs.programme.models import Borough
from config.dates import PartialDate

POST_NEWS = Kind(
    "post-news",
    "News of the appointment",
    asked_of=Position.MANAGER,
    answered_under=Action.UPDATE_POST,
    topic="the adviser’s appointment",
    question="is there news of the adviser’s appointment?",
    asking="whether there is news of the adviser’s appointment in {borough}",
    asked="whether there was news of the adviser’s appointment in {borough}",
    please="tell me how the appointment in {borough} stands? “Nothing new” is useful, too",
    why="The report to the Board says which boroughs have appointed, and I want yours right.",
)

NOTHING_NEW = "nothing-new"


def news_wanted(boroughs: Sequence[Borough], today: date) -> Mapping[int, Sequence[Wanted]]:
    """Ask for news of every vacant post of which none came for a month."""
    a_month_ago = today - relativedelta(months=1)
    return {
        post.borough_id: [
            Wanted("post-news", "post-news", "Is there news of the appointment?", subject_id=post.pk)
        ]
        for post in Post.objects.filter(borough__in=boroughs)
        if post.is_vacant and (post.news_on is None or post.news_on <= a_month_ago)
    }


def news_of(post: Post) -> list[Choice]:
    """List what can have happened from the stage at which a post stands."""
    return [
        Choice(move.value, move.label, needs=frozenset({"holder"}) if move == Move.APPOINT else frozenset())
        for move in moves_from(Stage(post.stage))
    ]


def news_choices(ask: Ask) -> Sequence[Choice]:
    """List the answers to the monthly question; that nothing is new is the first."""
    return [Choice(NOTHING_NEW, "Nothing new yet"), *news_of(Post.objects.get(borough=ask.borough_id))]


def news_take(ask: Ask, answer: Answer, by: Actor) -> None:
    """Take the news to the post."""
    post = Post.objects.get(borough=ask.borough_id)
    on = PartialDate(answer.on)
    if answer.choice == NOTHING_NEW:
        post_nothing_new(post=post, on=on, by=by)
        return
    holder: Contact | Newcomer | None = None
    if isinstance(answer.holder, Newcomer):
        holder = answer.holder
    elif answer.holder is not None:
        holder = Contact.objects.filter(pk=answer.holder, borough=ask.borough_id, is_active=True).first()
    post_move(post=post, move=Move(answer.choice), on=on, holder=holder, note=answer.words, by=by)


def news_page(ask: Ask) -> str:
    """Lead to the post."""
    return reverse("post", args=[ask.borough.programme.slug, ask.borough.slug])


def _post(ask: Ask) -> Post:
    return Post.objects.get(borough=ask.borough_id)


def news_choices_before(ask: Ask, written: Change) -> Sequence[Choice]:
    """List what could have been answered instead, from the stage before."""
    post = _post(ask)
    post.stage = written.before.get("stage", post.stage)
    return [Choice(NOTHING_NEW, "Nothing new yet"), *news_of(post)]


def news_undo(ask: Ask, written: Change, by: Actor) -> None:
    """Strike out the entry that an answer wrote, if it wrote one: that nothing is new writes none."""
    for entry in PostEntry.objects.filter(change=written, voided_by=None):
        post_entry_void(entry=entry, reason=f"Corrected by {by.name}.", by=by)


SOURCE = Source(
    (POST_NEWS,),
    news_wanted,
    news_choices,
    news_take,
    news_page,
    Correcting(_post, news_choices_before, news_undo),
)
