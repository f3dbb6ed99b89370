"""Every stage and every move, and what a post's entries make of them."""

from datetime import date

import pytest

from boroughs.asks.models import Ask
from boroughs.history.models import Actor, Change
from boroughs.history.services import Outdated, Refused
from boroughs.people.models import Contact
from boroughs.people.services import Newcomer
from boroughs.people.states import Position as Person
from boroughs.posts.models import Post, PostEntry
from boroughs.posts.services import post_entry_void, post_move, post_name_interim, post_nothing_new
from boroughs.posts.states import MOVES, Move, Stage, may_follow, moves_from
from boroughs.programme.models import Borough
from config.dates import PartialDate, Precision
from tests.factories import ContactFactory, PostFactory

BY = Actor.system()
TODAY = PartialDate(date(2007, 1, 8))
IN_MAY = PartialDate(date(2006, 5, 1), Precision.MONTH)


def on(day: int, month: int = 12, year: int = 2006) -> PartialDate:
    return PartialDate(date(year, month, day))


@pytest.fixture
def adviser(camden: Borough) -> Contact:
    return ContactFactory.create(borough=camden)


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("move", Move)
def test_each_move_is_made_from_its_stages_only(
    camden: Borough, adviser: Contact, stage: Stage, move: Move
) -> None:
    post = PostFactory.create(borough=camden, stage=stage)
    starts, end = MOVES[move]
    if stage in starts:
        post_move(post=post, move=move, on=TODAY, holder=adviser, by=BY)
        post.refresh_from_db()
        assert post.stage == end
        assert post.holder == (adviser if end == Stage.IN_POST else None)
        assert move in moves_from(stage)
    else:
        with pytest.raises(Refused, match="cannot happen") as refused:
            post_move(post=post, move=move, on=TODAY, holder=adviser, by=BY)
        assert refused.value.field == "move"
        post.refresh_from_db()
        assert post.stage == stage
        assert move not in moves_from(stage)


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("following", Stage)
def test_an_entry_follows_another_where_a_move_leads_there(stage: Stage, following: Stage) -> None:
    leads = any(stage in starts and end == following for starts, end in MOVES.values())
    assert may_follow(stage, following) == (leads or stage == following)


def test_a_post_of_which_nothing_is_written_can_be_advertised(camden: Borough) -> None:
    post = PostFactory.create(borough=camden, stage=None)
    post_move(post=post, move=Move.ADVERTISE, on=TODAY, by=BY)
    post.refresh_from_db()
    assert post.stage == Stage.ADVERTISED


def test_an_appointment_names_somebody(camden: Borough) -> None:
    post = PostFactory.create(borough=camden)
    with pytest.raises(Refused, match="who has started"):
        post_move(post=post, move=Move.APPOINT, on=TODAY, by=BY)


def test_a_manager_is_not_appointed_as_adviser(camden: Borough) -> None:
    post = PostFactory.create(borough=camden)
    manager = ContactFactory.create(borough=camden, position=Person.MANAGER)
    with pytest.raises(Refused, match="who has started"):
        post_move(post=post, move=Move.APPOINT, on=TODAY, holder=manager, by=BY)


def test_somebody_new_is_recorded_with_the_appointment(camden: Borough) -> None:
    post = PostFactory.create(borough=camden)
    newcomer = Newcomer("Camden’s adviser", "new@example.org")
    post_move(post=post, move=Move.APPOINT, on=TODAY, holder=newcomer, by=BY)
    contact = Contact.objects.get(borough=camden)
    post.refresh_from_db()
    assert (contact.name, contact.email, contact.position) == (
        "Camden’s adviser",
        "new@example.org",
        "adviser",
    )
    assert post.holder == contact


def test_somebody_new_is_not_recorded_when_the_move_is_refused(camden: Borough) -> None:
    post = PostFactory.create(borough=camden, stage=Stage.IN_POST)
    with pytest.raises(Refused):
        post_move(post=post, move=Move.APPOINT, on=TODAY, holder=Newcomer("Somebody"), by=BY)
    assert not Contact.objects.exists()


def test_an_address_that_is_recorded_is_not_recorded_twice(camden: Borough, adviser: Contact) -> None:
    post = PostFactory.create(borough=camden)
    with pytest.raises(Refused, match="already recorded") as refused:
        post_move(
            post=post, move=Move.APPOINT, on=TODAY, holder=Newcomer("Again", adviser.email.upper()), by=BY
        )
    assert refused.value.field == "holder_email"


def test_nothing_is_written_for_tomorrow(camden: Borough) -> None:
    post = PostFactory.create(borough=camden)
    with pytest.raises(Refused, match="today or in the past"):
        post_move(post=post, move=Move.OFFER, on=on(9, 1, 2007), by=BY)
    with pytest.raises(Refused, match="today or in the past"):
        post_nothing_new(post=post, on=on(9, 1, 2007), by=BY)
    with pytest.raises(Refused, match="today or in the past"):
        post_name_interim(post=post, interim=None, on=on(9, 1, 2007), by=BY)


def test_late_news_falls_between_and_the_latest_stays(camden: Borough, adviser: Contact) -> None:
    post = PostFactory.create(borough=camden)
    post_move(post=post, move=Move.APPOINT, on=on(18), holder=adviser, by=BY)
    post_move(post=post, move=Move.INTERVIEW, on=on(1), by=BY)
    post.refresh_from_db()
    assert post.stage == Stage.IN_POST
    stages = PostEntry.objects.filter(post=post).order_by("effective_on").values_list("stage", flat=True)
    assert list(stages) == ["advertised", "interviewing", "in_post"]


def test_late_news_is_refused_when_the_next_entry_would_not_follow(camden: Borough, adviser: Contact) -> None:
    post = PostFactory.create(borough=camden)
    post_move(post=post, move=Move.INTERVIEW, on=on(18), by=BY)
    with pytest.raises(Refused, match="does not fit with what is written for 18 December 2006") as refused:
        post_move(post=post, move=Move.OFFER, on=on(1), by=BY)
    assert refused.value.field == "on"


def test_a_month_is_kept_as_a_month(camden: Borough) -> None:
    post = PostFactory.create(borough=camden, stage=Stage.PROPOSED, on=IN_MAY)
    post_move(post=post, move=Move.ADVERTISE, on=PartialDate(date(2006, 11, 1), Precision.MONTH), by=BY)
    post.refresh_from_db()
    assert str(post.since) == "November 2006"


def test_as_at_a_day_tells_what_stood_then(camden: Borough, adviser: Contact) -> None:
    post = PostFactory.create(borough=camden)
    post_move(post=post, move=Move.APPOINT, on=on(18), holder=adviser, by=BY)
    assert PostEntry.objects.filter(post=post).as_at(date(2006, 12, 17)).get().stage == Stage.ADVERTISED
    assert PostEntry.objects.filter(post=post).as_at(date(2006, 12, 18)).get().stage == Stage.IN_POST
    assert not PostEntry.objects.filter(post=post).as_at(date(2006, 1, 1)).exists()


def test_striking_out_brings_back_what_stood_before(camden: Borough, adviser: Contact) -> None:
    post = PostFactory.create(borough=camden)
    entry = post_move(post=post, move=Move.APPOINT, on=on(18), holder=adviser, by=BY)
    post_entry_void(entry=entry, reason="It was another borough.", by=BY)
    post.refresh_from_db()
    entry.refresh_from_db()
    assert (post.stage, post.holder) == (Stage.ADVERTISED, None)
    assert entry.voided_by is not None
    assert "It was another borough." in entry.voided_by.summary


def test_an_entry_is_struck_out_once(camden: Borough) -> None:
    post = PostFactory.create(borough=camden)
    entry = post_move(post=post, move=Move.INTERVIEW, on=on(18), by=BY)
    post_entry_void(entry=entry, reason="Wrong.", by=BY)
    with pytest.raises(Refused, match="already"):
        post_entry_void(entry=entry, reason="Wrong.", by=BY)


def test_the_only_entry_is_not_struck_out(camden: Borough) -> None:
    post = PostFactory.create(borough=camden)
    with pytest.raises(Refused, match="all that is known"):
        post_entry_void(entry=PostEntry.objects.get(post=post), reason="Wrong.", by=BY)


def test_striking_out_is_refused_when_the_next_entry_would_not_follow(
    camden: Borough, adviser: Contact
) -> None:
    post = PostFactory.create(borough=camden)
    started = post_move(post=post, move=Move.APPOINT, on=on(1), holder=adviser, by=BY)
    post_move(post=post, move=Move.LEAVE, on=on(18), by=BY)
    with pytest.raises(Refused, match="does not fit"):
        post_entry_void(entry=started, reason="Wrong.", by=BY)


def test_an_interim_stands_in_until_somebody_starts(camden: Borough, adviser: Contact) -> None:
    post = PostFactory.create(borough=camden)
    manager = ContactFactory.create(borough=camden, position=Person.MANAGER)
    post_name_interim(post=post, interim=manager, on=on(1), by=BY)
    post_move(post=post, move=Move.OFFER, on=on(4), by=BY)
    post.refresh_from_db()
    assert (post.stage, post.interim) == (Stage.OFFERED, manager)
    post_move(post=post, move=Move.APPOINT, on=on(18), holder=adviser, by=BY)
    post.refresh_from_db()
    assert post.interim is None


def test_nobody_stands_in_for_somebody_in_post(camden: Borough, adviser: Contact) -> None:
    post = PostFactory.create(borough=camden, stage=Stage.IN_POST, holder=adviser)
    with pytest.raises(Refused, match="holds the post"):
        post_name_interim(post=post, interim=adviser, on=TODAY, by=BY)


def test_who_saw_an_older_version_is_shown_what_changed(camden: Borough) -> None:
    post = PostFactory.create(borough=camden)
    seen = post.version
    post_move(post=post, move=Move.INTERVIEW, on=on(18), by=BY)
    with pytest.raises(Outdated) as outdated:
        post_move(post=post, move=Move.OFFER, on=TODAY, by=BY, seen_version=seen)
    assert [change.verb for change in outdated.value.changes] == ["post-interview"]


def test_every_verb_writes_one_change(camden: Borough, adviser: Contact) -> None:
    post = PostFactory.create(borough=camden)
    count = Change.objects.filter(subject_type__model="post").count()
    post_move(post=post, move=Move.APPOINT, on=on(18), holder=adviser, by=BY)
    post_move(post=post, move=Move.LEAVE, on=on(20), by=BY)
    post_nothing_new(post=post, on=on(21), by=BY)
    assert Change.objects.filter(subject_type__model="post").count() == count + 3
    assert Post.objects.get().version == Change.objects.filter(subject_type__model="post").count()


def test_naming_an_interim_is_no_news_of_the_appointment(camden: Borough, adviser: Contact) -> None:
    post = PostFactory.create(borough=camden)
    post_name_interim(post=post, interim=adviser, on=TODAY, by=BY)
    post.refresh_from_db()
    assert (post.interim, str(post.since), post.news_on) == (adviser, "2 October 2006", date(2006, 10, 2))
    assert Ask.objects.filter(borough=camden, kind="post-news", closed_at=None).exists()
