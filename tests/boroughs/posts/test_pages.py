"""The pages about a post."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from boroughs.history.states import Door
from boroughs.people.models import Contact, User
from boroughs.posts.models import Post, PostEntry
from boroughs.posts.states import Stage
from boroughs.programme.models import Borough
from boroughs.programme.states import Heard
from config.dates import PartialDate
from tests.factories import PostFactory

SignIn = Callable[[User], Client]
TODAY = {"on_day": "8", "on_month": "1", "on_year": "2007"}


@pytest.fixture
def post(camden: Borough) -> Post:
    return PostFactory.create(borough=camden, employer="Voluntary Action Camden", is_on_behalf=True)


def address(name: str, *more: int) -> str:
    return reverse(name, args=["london-2006", "camden", *more])


def test_the_page_says_where_it_stands_and_who_employs(
    post: Post, camden_adviser: User, client_of: SignIn
) -> None:
    page = client_of(camden_adviser).get(address("post")).content.decode()
    assert "Not appointed: advertised" in page
    assert "2 October 2006" in page
    assert "Voluntary Action Camden, on behalf of Camden" in page
    assert "Strike out" not in page


def test_an_assumed_date_is_marked_and_an_assumed_stage_is_not_said(
    camden: Borough, coordinator: User, client_of: SignIn
) -> None:
    PostFactory.create(borough=camden, on=PartialDate(date(2006, 10, 2), is_assumed=True))
    PostEntry.objects.update(assumed=["stage", "effective_on"])
    Post.objects.update(assumed=["stage", "effective_on"])
    page = client_of(coordinator).get(address("post")).content.decode()
    assert "(date assumed)" in page
    assert "Not appointed: advertised" not in page
    assert "Last news" not in page


def test_a_borough_without_a_post_has_no_such_page(
    camden: Borough, coordinator: User, client_of: SignIn
) -> None:
    assert client_of(coordinator).get(address("post")).status_code == 404


def test_others_find_no_post(
    post: Post, haringey_adviser: User, stranger: User, reviewer: User, observer: User, client_of: SignIn
) -> None:
    for user in (haringey_adviser, stranger, reviewer, observer):
        for name in ("post", "post-news", "post-interim"):
            assert client_of(user).get(address(name)).status_code == 404


def test_adviser_writes_news_and_the_borough_is_heard(
    post: Post, camden_adviser: User, client_of: SignIn
) -> None:
    given = {"choice": "interview", "note": "On the tenth.", "seen": post.version, **TODAY}
    page = client_of(camden_adviser).post(address("post-news"), given, follow=True)
    post.refresh_from_db()
    post.borough.refresh_from_db()
    assert (post.stage, post.note) == (Stage.INTERVIEWING, "On the tenth.")
    assert post.borough.last_heard_how == Heard.SITE
    assert "The news is written down." in page.content.decode()


def test_coordinator_writes_news_down_for_the_borough(
    post: Post, coordinator: User, client_of: SignIn
) -> None:
    client_of(coordinator).post(address("post-news"), {"choice": "interview", **TODAY})
    entry = PostEntry.objects.latest("pk")
    post.borough.refresh_from_db()
    assert entry.change.door == Door.CALL
    assert post.borough.last_heard_on is None


def test_somebody_new_starts(post: Post, camden_adviser: User, client_of: SignIn) -> None:
    given = {"choice": "appoint", "appoint_holder": "new", "appoint_holder_name": "", **TODAY}
    page = client_of(camden_adviser).post(address("post-news"), given)
    assert "appoint_holder_name" in page.context["form"].errors
    given |= {"appoint_holder_name": "Camden’s second adviser", "appoint_holder_email": "second@example.org"}
    client_of(camden_adviser).post(address("post-news"), given)
    post.refresh_from_db()
    assert post.holder == Contact.objects.get(email="second@example.org")


def test_an_address_that_is_taken_is_refused_beside_it(
    post: Post, camden_adviser: User, client_of: SignIn
) -> None:
    given = {"choice": "appoint", "appoint_holder": "new", "appoint_holder_name": "Another", **TODAY}
    page = client_of(camden_adviser).post(
        address("post-news"), {**given, "appoint_holder_email": camden_adviser.email}
    )
    assert "already recorded" in page.context["form"].errors["appoint_holder_email"][0]
    assert "Another" in page.content.decode()


def test_nothing_new_is_news(post: Post, camden_adviser: User, client_of: SignIn) -> None:
    client_of(camden_adviser).post(address("post-news"), {"choice": "nothing-new", **TODAY})
    post.refresh_from_db()
    assert (post.stage, post.news_on) == (Stage.ADVERTISED, date(2007, 1, 8))


def test_a_month_is_enough(post: Post, camden_adviser: User, client_of: SignIn) -> None:
    given = {"choice": "interview", "on_day": "", "on_month": "12", "on_year": "2006"}
    client_of(camden_adviser).post(address("post-news"), given)
    post.refresh_from_db()
    assert str(post.since) == "December 2006"


def test_late_news_that_does_not_fit_keeps_what_was_typed(
    post: Post, camden_adviser: User, client_of: SignIn
) -> None:
    client_of(camden_adviser).post(address("post-news"), {"choice": "interview", **TODAY})
    given = {"choice": "vet", "note": "So they told me.", "on_day": "4", "on_month": "12", "on_year": "2006"}
    page = client_of(camden_adviser).post(address("post-news"), given)
    assert "does not fit" in page.context["form"].errors["on"][0]
    assert "So they told me." in page.content.decode()


def test_a_change_in_between_is_shown_and_nothing_typed_is_lost(
    post: Post, camden_adviser: User, coordinator: User, client_of: SignIn
) -> None:
    client_of(coordinator).post(address("post-news"), {"choice": "interview", **TODAY})
    given = {"choice": "offer", "note": "To our second choice.", "seen": post.version, **TODAY}
    client = client_of(camden_adviser)
    page = client.post(address("post-news"), given)
    text = page.content.decode()
    assert "What changed since you opened this" in text
    assert "Interviewing, 8 January 2007" in text
    assert "To our second choice." in text
    assert (
        client.post(address("post-news"), {**given, "seen": page.context["form"]["seen"].value()}).status_code
        == 302
    )
    post.refresh_from_db()
    assert post.stage == Stage.OFFERED


def test_an_interim_is_named_and_taken_back(post: Post, camden_adviser: User, client_of: SignIn) -> None:
    client = client_of(camden_adviser)
    adviser = Contact.objects.get(user=camden_adviser)
    client.post(address("post-interim"), {"interim": adviser.pk, **TODAY})
    post.refresh_from_db()
    assert post.interim == adviser
    client.post(address("post-interim"), {"interim": "nobody", **TODAY})
    post.refresh_from_db()
    assert post.interim is None


def test_only_the_coordinator_strikes_out(
    post: Post, camden_adviser: User, haringey_adviser: User, coordinator: User, client_of: SignIn
) -> None:
    client_of(camden_adviser).post(address("post-news"), {"choice": "interview", **TODAY})
    entry = PostEntry.objects.latest("pk")
    page = address("post-entry-void", entry.pk)
    assert client_of(camden_adviser).post(page, {"reason": "Wrong."}).status_code == 403
    assert client_of(haringey_adviser).post(page, {"reason": "Wrong."}).status_code == 404
    missing = client_of(coordinator).post(page, {"reason": ""})
    assert "Enter why it is wrong" in missing.content.decode()
    client_of(coordinator).post(page, {"reason": "It was Haringey."})
    post.refresh_from_db()
    assert post.stage == Stage.ADVERTISED
    shown = client_of(coordinator).get(address("post")).content.decode()
    assert "It was Haringey." in shown


def test_an_entry_of_another_post_is_not_found(
    post: Post, haringey: Borough, coordinator: User, client_of: SignIn
) -> None:
    other = PostFactory.create(borough=haringey)
    page = address("post-entry-void", other.entries.get().pk)
    assert client_of(coordinator).get(page).status_code == 404
