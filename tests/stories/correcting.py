"""Sentences about what the coordinator puts right about people."""

from boroughs.people.correcting import contact_address_confirm, contact_correct, contact_return
from boroughs.people.models import User
from boroughs.people.services import contact_give_access
from tests.stories.sentences import sentence
from tests.stories.world import COORDINATOR, World


@sentence("The coordinator corrects {person}’s address")
def correct(world: World, person: str) -> None:
    contact = world.people[person]
    world.people[person] = contact_correct(
        contact=contact,
        name=contact.name,
        email=f"right-{contact.email}",
        telephone=contact.telephone,
        by=COORDINATOR,
    )


@sentence("The coordinator finds that {person}’s address is right after all")
def confirm(world: World, person: str) -> None:
    world.office.rejects.discard(world.people[person].email)
    contact_address_confirm(contact=world.people[person], by=COORDINATOR)


@sentence("{person} is back after all")
def come_back(world: World, person: str) -> None:
    contact_return(contact=world.people[person], by=COORDINATOR)


@sentence("The coordinator’s account is closed")
def close_account(world: World) -> None:
    user = contact_give_access(contact=world.people["The coordinator"], by=COORDINATOR)
    User.objects.filter(pk=user.pk).update(is_active=False)
