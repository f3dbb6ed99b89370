"""People come and go, and posts with them."""

from datetime import timedelta

from boroughs.people.models import Contact
from boroughs.people.services import contact_deactivate
from boroughs.people.states import Position
from boroughs.posts.models import Post, PostEntry
from boroughs.posts.services import post_entry_void, post_move, post_name_interim
from boroughs.posts.states import Move as PostMove
from boroughs.posts.states import Stage
from config import clock
from config.dates import PartialDate
from hub.chasing.models import Welcome
from tests.factories import ContactFactory
from tests.simulation.events.choosing import pick
from tests.simulation.year import EVERYBODY, SYSTEM, Year


def deactivate(year: Year, number: int) -> None:
    active = Contact.objects.filter(borough__isnull=False, is_active=True).order_by("pk")
    contact_deactivate(contact=pick(list(active), number), by=SYSTEM)


def arrive(year: Year, number: int) -> None:
    ContactFactory.create(borough=pick(year.boroughs, number), position=pick(EVERYBODY, number // 3))


def leave_post(year: Year, number: int) -> None:
    held = Post.objects.exclude(holder=None).order_by("pk")
    post_move(post=pick(list(held), number), move=PostMove.LEAVE, on=PartialDate(clock.today()), by=SYSTEM)


def appoint(year: Year, number: int) -> None:
    post = pick(list(Post.objects.filter(holder=None).order_by("pk")), number)
    holder = ContactFactory.create(borough=post.borough, position=Position.ADVISER)
    post_move(post=post, move=PostMove.APPOINT, on=PartialDate(clock.today()), holder=holder, by=SYSTEM)


def appoint_late(year: Year, number: int) -> None:
    """We hear of it weeks later, of somebody who was never written to or of the one who stood in."""
    post = pick(list(Post.objects.filter(holder=None).order_by("pk")), number)
    holder = post.interim if number % 3 == 0 else None
    is_back = Welcome.objects.filter(contact=holder).exists()
    if holder is None or is_back or holder.position != Position.ADVISER:
        holder = ContactFactory.create(borough=post.borough, position=Position.ADVISER)
    began = PartialDate(max(clock.today() - timedelta(days=number % 30), post.since_on or clock.today()))
    post_move(post=post, move=PostMove.APPOINT, on=began, holder=holder, by=SYSTEM)


def strike_out_appointment(year: Year, number: int) -> None:
    entries = PostEntry.objects.standing().filter(stage=Stage.IN_POST, change__verb="post-appoint")
    post_entry_void(entry=pick(list(entries.order_by("pk")), number), reason="a mistake", by=SYSTEM)


def stand_in(year: Year, number: int) -> None:
    post = pick(list(Post.objects.filter(holder=None).order_by("pk")), number)
    people = Contact.objects.filter(borough=post.borough, is_active=True).order_by("pk")
    post_name_interim(
        post=post, interim=pick(list(people), number // 3), on=PartialDate(clock.today()), by=SYSTEM
    )
