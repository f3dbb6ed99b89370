"""Rows are locked in one way only, and what watches over their order sees what is wrong."""

import re

import pytest
from django.db import connection, transaction

from boroughs.asks.services import reconcile
from boroughs.posts.models import Post
from boroughs.programme.locking import borough_locked, programme_locked
from boroughs.programme.models import Borough, Programme
from config import clock
from config.locking import lock
from tests.factories import PostFactory
from tests.locking.order import Order
from tests.tasks.sources import PACKAGES, ROOT

WITHOUT = "boroughs_post is locked without its borough"
BY_HAND = re.compile(r"select_for_update|FOR UPDATE")


def test_rows_are_locked_in_one_place() -> None:
    found = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if BY_HAND.search(path.read_text())
    }
    assert found == {"config/locking.py"}


@pytest.fixture
def post(camden: Borough) -> Post:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite locks no rows")
    return PostFactory.create(borough=camden)


def seen(order: Order) -> list[str]:
    """Take what was seen, which is no fault of the test's own."""
    faults, order.faults = order.faults, []
    return faults


@pytest.mark.postgres
def test_what_is_locked_from_the_top_down_is_in_order(
    post: Post, programme: Programme, locks_in_order: Order
) -> None:
    with transaction.atomic():
        programme_locked(programme.pk)
        reconcile(boroughs=[post.borough], today=clock.today())
        lock(Post.objects.all()).get(pk=post.pk)
        borough_locked(post.borough_id)  # once more does no harm
    assert locks_in_order.faults == []


@pytest.mark.postgres
def test_borough_that_is_locked_after_what_is_its_own_is_seen(post: Post, locks_in_order: Order) -> None:
    with transaction.atomic():
        lock(Post.objects.all()).get(pk=post.pk)
        borough_locked(post.borough_id)
    assert seen(locks_in_order) == [WITHOUT, "boroughs_borough is locked after boroughs_post"]


@pytest.mark.postgres
def test_borough_that_is_written_after_what_is_its_own_is_seen(post: Post, locks_in_order: Order) -> None:
    with transaction.atomic():
        post.save()
        Borough.objects.filter(pk=post.borough_id).update(name="Camden Town")
    assert seen(locks_in_order) == [WITHOUT, "boroughs_borough is locked after boroughs_post"]


@pytest.mark.postgres
def test_row_that_is_locked_against_those_who_refer_to_it_is_seen(post: Post, locks_in_order: Order) -> None:
    with transaction.atomic():
        Post.objects.select_for_update(of=("self",)).get(pk=post.pk)
    fault, without = seen(locks_in_order)
    assert "use config.locking" in fault
    assert without == WITHOUT
