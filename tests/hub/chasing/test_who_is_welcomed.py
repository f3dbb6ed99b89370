"""Who is welcomed to a post and who is not, and on which day."""

from datetime import date, datetime

import pytest
import time_machine

from boroughs.history.models import Actor, Change
from boroughs.history.states import Door
from boroughs.people.models import Contact
from boroughs.posts.models import Post, PostEntry
from boroughs.posts.services import post_entry_void, post_move
from boroughs.posts.states import Move, Stage
from boroughs.programme.files.loading import load
from boroughs.programme.models import Borough, Programme
from config import clock
from config.clock import LONDON
from config.dates import PartialDate
from hub.chasing.selectors import whole_plan
from hub.mail.models import Email
from tests.boroughs.programme.sample import TEXT
from tests.factories import PostFactory
from tests.hub.chasing.conftest import Days, appoint

SYSTEM = Actor.system()


# The first of a month in which nobody has said anything yet: the update is asked on the next sending day.
TUESDAY = date(2007, 1, 9)


WEDNESDAY = date(2007, 1, 10)


pytestmark = pytest.mark.django_db(transaction=True)


def welcome_of(emails: list[Email]) -> Email:
    (found,) = (each for each in emails if each.kind == "welcome")
    return found


def test_who_returns_to_the_post_is_not_welcomed_again(vacant: Post, days_pass: Days) -> None:
    holder = appoint(vacant)
    days_pass(date(2007, 1, 30))
    post_move(post=vacant, move=Move.LEAVE, on=PartialDate(clock.today()), by=SYSTEM)
    days_pass(date(2007, 2, 14))
    post_move(post=vacant, move=Move.APPOINT, on=PartialDate(clock.today()), holder=holder, by=SYSTEM)
    assert not [each for each in days_pass(date(2007, 3, 30)) if each.kind == "welcome"]


def test_late_record_welcomes_and_counts_the_days_from_when_we_heard(
    vacant: Post, days_pass: Days, frozen: time_machine.Traveller
) -> None:
    frozen.move_to(datetime(2007, 2, 5, 12, tzinfo=LONDON))
    appoint(vacant, on=date(2007, 1, 9))
    email = welcome_of(days_pass(date(2007, 2, 6)))
    assert "until 19 February 2007 nobody will remind you" in email.text


def test_late_record_of_somebody_written_to_already_sends_no_welcome(vacant: Post, days_pass: Days) -> None:
    days_pass(date(2007, 2, 7))
    manager = Contact.objects.get(email="manager@example.org")
    Contact.objects.filter(pk=manager.pk).update(position="adviser")
    manager.refresh_from_db()
    post_move(post=vacant, move=Move.APPOINT, on=PartialDate(TUESDAY), holder=manager, by=SYSTEM)
    assert not [each for each in days_pass(date(2007, 3, 9)) if each.kind == "welcome"]


def test_what_a_programme_file_tells_is_history_and_sends_no_welcome(
    vacant: Post, days_pass: Days, camden: Borough, haringey: Borough
) -> None:
    holder = appoint(vacant)
    Change.objects.filter(verb="post-appoint").update(door=Door.IMPORT)
    begun = Contact.objects.create(
        programme=haringey.programme, borough=haringey, position="adviser", name="X", email="x@example.org"
    )
    PostFactory.create(borough=haringey, stage=Stage.IN_POST, holder=begun)
    told = days_pass(date(2007, 1, 31))
    assert {each.to_address for each in told} >= {holder.email, begun.email}
    assert not [each for each in told if each.kind == "welcome"]


def test_loading_the_sample_welcomes_nobody(frozen: time_machine.Traveller) -> None:
    load(TEXT.encode())
    plan = whole_plan(Programme.objects.get(), clock.now())
    assert Post.objects.filter(stage=Stage.IN_POST).count() >= 4
    assert plan.asks
    assert plan.newcomers == []


def test_appointment_that_is_struck_out_sends_no_welcome(vacant: Post, days_pass: Days) -> None:
    appoint(vacant)
    entry = PostEntry.objects.get(stage=Stage.IN_POST)
    post_entry_void(entry=entry, reason="Another borough", by=SYSTEM)
    assert not [each for each in days_pass(date(2007, 1, 31)) if each.to_address == "new.adviser@example.org"]


def test_somebody_who_takes_up_two_posts_is_welcomed_on_two_days(
    vacant: Post, haringey: Borough, days_pass: Days
) -> None:
    appoint(vacant)
    appoint(PostFactory.create(borough=haringey))
    told = [each for each in days_pass(date(2007, 1, 17)) if each.kind == "welcome"]
    assert [each.queued_at.astimezone(LONDON).date() for each in told] == [TUESDAY, WEDNESDAY]


def test_who_holds_two_posts_gets_no_second_e_mail_on_the_day_of_a_welcome(
    vacant: Post, haringey: Borough, days_pass: Days
) -> None:
    holder = Contact.objects.create(
        programme=haringey.programme,
        borough=haringey,
        position="adviser",
        name="Ms Okafor",
        email="new.adviser@example.org",
    )
    PostFactory.create(borough=haringey, stage=Stage.IN_POST, holder=holder)
    appoint(vacant)
    told = [each for each in days_pass(WEDNESDAY) if each.to_address == holder.email]
    assert [(each.kind, each.queued_at.astimezone(LONDON).date()) for each in told] == [
        ("welcome", TUESDAY),
        ("chase", WEDNESDAY),
    ]
