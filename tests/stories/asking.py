"""Sentences about what is asked, of whom, and the people of a borough."""

from datetime import date

from audits.rounds.models import Round
from audits.rounds.services import Details, audit_count_files, audit_move, round_open
from audits.rounds.states import Move
from boroughs.asks.services import reconcile
from boroughs.people.models import Contact, User
from boroughs.people.services import contact_deactivate, contact_give_access
from boroughs.people.states import Position
from boroughs.posts.services import post_move, post_name_interim
from boroughs.posts.states import Move as PostMove
from boroughs.programme.models import Programme
from config.dates import PartialDate
from tests.stories.sentences import sentence
from tests.stories.world import COORDINATOR, World

_ROLES = {
    "audit lead": Position.AUDIT_LEAD,
    "business manager": Position.BUSINESS_MANAGER,
    "head of safeguarding": Position.HEAD_OF_SAFEGUARDING,
    "chair": Position.CHAIR,
    "manager": Position.MANAGER,
}


@sentence("Every borough is asked for files")
def ask_for_files(world: World) -> None:
    _open_round(world, world.today)


@sentence("Every borough is asked for files for {number} reviews")
def ask_for_reviews(world: World, number: int) -> None:
    for _ in range(number):
        _open_round(world, world.today)


@sentence("Every borough was asked for files on {day}, before Crossborough")
def asked_before(world: World, day: date) -> None:
    _open_round(world, day)


def _open_round(world: World, day: date) -> None:
    number = Round.objects.count() + 1
    round_open(
        programme=world.programme,
        slug=f"round-{number}",
        title="Files",
        asked=PartialDate(day),
        by=COORDINATOR,
    )


@sentence("The day on which the boroughs were asked is corrected to {day}")
def move_round(world: World, day: date) -> None:
    Round.objects.update(asked_on=day)
    reconcile(boroughs=world.boroughs.values(), today=world.today)


@sentence("The day for {borough}’s files is moved to {day}")
def move_files(world: World, borough: str, day: date) -> None:
    details = Details(firm=PartialDate(day))
    audit_move(
        audit=world.audit(borough),
        move=Move.AGREE,
        on=PartialDate(world.today),
        details=details,
        by=COORDINATOR,
    )


@sentence("{number} files have come from {borough}")
def files_come(world: World, number: int, borough: str) -> None:
    audit_count_files(
        audit=world.audit(borough),
        on=PartialDate(world.today),
        received=number,
        reviewed=None,
        by=COORDINATOR,
    )


@sentence("{borough} is silent about the monthly update")
def be_silent(world: World, borough: str) -> None:
    world.silent.add(borough)


@sentence("{borough} has a {role}")
def have(world: World, borough: str, role: str) -> None:
    world.add_person(world.boroughs[borough], _ROLES[role])


@sentence("{borough} gets a new {role}")
def get_new(world: World, borough: str, role: str) -> None:
    world.add_person(world.boroughs[borough], _ROLES[role], name=f"{borough}’s new {role}")


@sentence("{person} leaves")
def leave(world: World, person: str) -> None:
    contact = world.people[person]
    if contact.position == Position.ADVISER and contact.borough is not None:
        post = world.post(contact.borough.name)
        if post.holder_id == contact.pk:
            post_move(post=post, move=PostMove.LEAVE, on=PartialDate(world.today), by=COORDINATOR)
    contact_deactivate(contact=contact, by=COORDINATOR)


@sentence("{person}’s account is closed")
def close_account(world: World, person: str) -> None:
    contact = world.people[person]
    user = contact_give_access(contact=contact, by=COORDINATOR)
    User.objects.filter(pk=user.pk).update(is_active=False)


@sentence("{person} stands in for the adviser")
def stand_in(world: World, person: str) -> None:
    contact = world.people[person]
    post = world.post(str(contact.borough))
    post_name_interim(post=post, interim=contact, on=PartialDate(world.today), by=COORDINATOR)


@sentence("Nobody stands in for {borough}’s adviser any more")
def stand_in_no_more(world: World, borough: str) -> None:
    post_name_interim(post=world.post(borough), interim=None, on=PartialDate(world.today), by=COORDINATOR)


@sentence("The programme ends on {day}")
def end_programme(world: World, day: date) -> None:
    world.programme.ends_on = day
    Programme.objects.filter(pk=world.programme.pk).update(ends_on=day)


@sentence("{person} is the same person as {borough}’s {role}")
def same_person(world: World, person: str, borough: str, role: str) -> None:
    email = world.people[f"{borough}’s {role}"].email
    Contact.objects.filter(pk=world.people[person].pk).update(email=email)


@sentence("{person} has no e-mail address")
def no_address(world: World, person: str) -> None:
    Contact.objects.filter(pk=world.people[person].pk).update(email="")


@sentence("There is a quiet period from {day} to {until}")
def quiet(world: World, day: date, until: date) -> None:
    world.programme.refresh_from_db()
    period = {"label": "a quiet time", "begins_on": day.isoformat(), "ends_on": until.isoformat()}
    world.programme.quiet_periods.append(period)
    world.programme.save()
