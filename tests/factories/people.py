"""Users and contacts; access follows from the contact, as it does for real people."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from boroughs.history.models import Actor
from boroughs.people.models import Contact, User
from boroughs.people.services import contact_add, contact_give_access
from boroughs.people.states import CENTRAL, Position
from tests.factories.programme import BoroughFactory

PASSWORD = "correct horse battery"


class UserFactory(DjangoModelFactory[User]):
    """A user without any role."""

    name = factory.Sequence(lambda number: f"User {number}")
    email = factory.Sequence(lambda number: f"user-{number}@example.org")
    password = PASSWORD

    class Meta:
        model = User

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **values: Any) -> User:
        return User.objects.create_user(**values)


class ContactFactory(DjangoModelFactory[Contact]):
    """A contact in a borough (central positions: a programme), with an account if `has_account`."""

    borough = factory.SubFactory(BoroughFactory)
    position = Position.ADVISER
    name = factory.LazyAttribute(lambda made: f"{made.borough}’s {Position(made.position).label.lower()}")
    email = factory.Sequence(lambda number: f"contact-{number}@example.org")
    telephone = "020 7946 0100"
    has_account = False

    class Meta:
        model = Contact

    @classmethod
    def _create(cls, model_class: type[Contact], *args: Any, **values: Any) -> Contact:
        has_account, borough = values.pop("has_account"), values.pop("borough")
        programme = values.pop("programme", None) or borough.programme
        where = None if values["position"] in CENTRAL else borough
        contact = contact_add(programme=programme, borough=where, by=Actor.system(), **values)
        if has_account:
            contact_give_access(contact=contact, by=Actor.system(), password=PASSWORD)
        return contact


def person(position: Position, **where: Any) -> User:
    """Make a contact with an account and answer the user; give `borough`, else (central) `programme`."""
    if position in CENTRAL:
        where = {"borough": None, "name": position.label, **where}
    contact = ContactFactory.create(position=position, has_account=True, **where)
    assert contact.user is not None
    return contact.user
