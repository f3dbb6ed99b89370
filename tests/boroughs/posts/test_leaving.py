"""Somebody has left: what they held goes with them, and what was asked of them goes on."""

from datetime import date

import pytest

from boroughs.history.models import Actor, Change
from boroughs.history.services import Outdated, Refused
from boroughs.history.states import Door
from boroughs.people.models import Contact, User
from boroughs.people.services import contact_email_rejected
from boroughs.people.states import Position
from boroughs.posts.leaving import person_left
from boroughs.posts.models import Post
from boroughs.posts.services import post_name_interim
from boroughs.posts.states import Stage
from boroughs.programme.models import Borough, Programme
from config.dates import PartialDate
from tests.factories import ContactFactory, PostFactory
from tests.factories.people import person

pytestmark = pytest.mark.django_db
BY = Actor(None, Door.SITE, "The coordinator")
FRIDAY = date(2007, 1, 5)


@pytest.fixture
def adviser(camden: Borough, camden_adviser: User) -> Contact:
    """Camden's adviser, who holds the post."""
    contact = camden_adviser.contacts.get()
    PostFactory.create(borough=camden, stage=Stage.IN_POST, on=PartialDate(date(2006, 12, 1)), holder=contact)
    return contact


def test_post_of_who_has_left_is_vacant_from_that_day(adviser: Contact) -> None:
    person_left(contact=adviser, on=FRIDAY, by=BY)
    adviser.refresh_from_db()
    post = Post.objects.get()
    assert not adviser.is_active
    assert (post.stage, post.holder, post.since_on) == (Stage.LEFT, None, FRIDAY)
    assert {"post-leave", "contact-deactivate"} <= set(Change.objects.values_list("verb", flat=True))


def test_day_before_the_post_was_taken_up_is_refused_and_nobody_has_left(adviser: Contact) -> None:
    with pytest.raises(Refused) as refused:
        person_left(contact=adviser, on=date(2006, 11, 1), by=BY)
    assert refused.value.field == "on"
    adviser.refresh_from_db()
    assert adviser.is_active


def test_post_needs_the_day(adviser: Contact) -> None:
    with pytest.raises(Refused, match="Enter the day on which they left"):
        person_left(contact=adviser, by=BY)


def test_nobody_stands_in_any_more_when_the_interim_leaves(camden: Borough) -> None:
    interim = ContactFactory.create(borough=camden)
    post = PostFactory.create(borough=camden)
    post_name_interim(post=post, interim=interim, on=PartialDate(FRIDAY), by=BY)
    person_left(contact=interim, on=FRIDAY, by=BY)
    assert Post.objects.get().interim is None


def test_who_has_left_does_not_leave_twice(camden: Borough) -> None:
    contact = ContactFactory.create(borough=camden, position=Position.MANAGER)
    person_left(contact=contact, by=BY)
    with pytest.raises(Refused, match="recorded as having left already"):
        person_left(contact=contact, by=BY)


def test_older_version_is_shown_what_changed(camden: Borough) -> None:
    contact = ContactFactory.create(borough=camden, position=Position.MANAGER)
    seen = Contact.objects.get(pk=contact.pk).version
    contact_email_rejected(contact=contact, words="550", by=Actor.system())
    with pytest.raises(Outdated):
        person_left(contact=contact, by=BY, seen_version=seen)


def test_coordinator_says_it_neither_of_herself_nor_of_the_last_one(
    programme: Programme, coordinator: User
) -> None:
    own = coordinator.contacts.get()
    with pytest.raises(Refused, match="You cannot say this of yourself"):
        person_left(contact=own, by=Actor(coordinator, Door.SITE, "Coordinator"))
    with pytest.raises(Refused, match="Nobody else coordinates"):
        person_left(contact=own, by=BY)
    person(Position.COORDINATOR, programme=programme, email="second@example.org")
    person_left(contact=own, by=BY)
    own.refresh_from_db()
    assert not own.is_active
