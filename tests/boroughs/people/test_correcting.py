"""The coordinator puts right what is recorded of a person: the verb, the account, and who may."""

import pytest
from allauth.account.models import EmailAddress

from boroughs.access.rules import roles_over
from boroughs.access.states import Role
from boroughs.history.models import Actor, Change
from boroughs.history.services import Outdated, Refused
from boroughs.history.states import Door
from boroughs.people.correcting import contact_address_confirm, contact_correct, contact_return
from boroughs.people.models import Contact, User
from boroughs.people.services import contact_add, contact_deactivate, contact_email_rejected
from boroughs.people.states import Position
from boroughs.programme.models import Borough, Programme
from tests.factories import BoroughFactory, ContactFactory
from tests.factories.people import person

pytestmark = pytest.mark.django_db
BY = Actor(None, Door.SITE, "The coordinator")


@pytest.fixture
def lead(camden_lead: User) -> Contact:
    return camden_lead.contacts.get()


def correct(contact: Contact, *, seen_version: int | None = None, **facts: str) -> Contact:
    """Correct some of the facts, and leave the others as they are."""
    known = {"name": contact.name, "email": contact.email, "telephone": contact.telephone}
    return contact_correct(contact=contact, by=BY, seen_version=seen_version, **{**known, **facts})


def test_name_address_and_telephone_number_are_corrected_with_one_change(lead: Contact) -> None:
    right = correct(lead, name="Ms Lead", email=" New.Lead@example.org ", telephone="020 7946 0999")
    assert (right.name, right.email, right.telephone) == ("Ms Lead", "new.lead@example.org", "020 7946 0999")
    change = Change.objects.get(verb="contact-correct")
    assert change.summary == (
        "Camden’s audit lead corrected: the name is Ms Lead, not Camden’s audit lead; "
        "the e-mail address is new.lead@example.org, not camden.lead@example.org; "
        "the telephone number is 020 7946 0999, not 020 7946 0100"
    )
    assert change.before == {
        "name": "Camden’s audit lead",
        "email": "camden.lead@example.org",
        "telephone": "020 7946 0100",
    }
    assert (change.borough, change.by_name) == (lead.borough, "The coordinator")


def test_same_facts_again_change_nothing(lead: Contact) -> None:
    before = Change.objects.count()
    correct(lead, email="CAMDEN.LEAD@example.org")
    assert Change.objects.count() == before


def test_new_address_clears_the_rejection_and_a_new_name_does_not(lead: Contact) -> None:
    contact_email_rejected(contact=lead, words="550 no such person", by=Actor.system())
    lead.refresh_from_db()
    assert correct(lead, name="Ms Lead").email_rejected_at is not None
    lead.refresh_from_db()
    assert correct(lead, email="new@example.org").email_rejected_at is None


def test_address_that_is_right_after_all_is_written_to_again(lead: Contact) -> None:
    contact_email_rejected(contact=lead, words="550 no such person", by=Actor.system())
    assert contact_address_confirm(contact=lead, by=BY).can_be_written_to
    assert Change.objects.filter(verb="contact-address-confirm").count() == 1
    with pytest.raises(Refused, match="written to at this address already"):
        contact_address_confirm(contact=lead, by=BY)


@pytest.mark.parametrize("email", ["known@example.org", "KNOWN@Example.org"])
def test_address_of_somebody_in_the_same_position_is_refused(lead: Contact, email: str) -> None:
    ContactFactory.create(
        borough=lead.borough, position=Position.AUDIT_LEAD, email="known@example.org", name="Kim"
    )
    with pytest.raises(Refused, match="Kim is already recorded with this e-mail address") as refused:
        correct(lead, email=email)
    assert refused.value.field == "email"
    lead.refresh_from_db()
    assert lead.email == "camden.lead@example.org"


def test_address_of_somebody_who_has_left_the_position_says_how_they_come_back(lead: Contact) -> None:
    gone = ContactFactory.create(borough=lead.borough, position=Position.AUDIT_LEAD, email="gone@example.org")
    contact_deactivate(contact=gone, by=BY)
    with pytest.raises(Refused, match="If they are back, say so on their page"):
        correct(lead, email="gone@example.org")


def test_one_person_may_have_two_positions_with_one_address(lead: Contact, haringey: Borough) -> None:
    ContactFactory.create(borough=haringey, position=Position.AUDIT_LEAD, email="both@example.org")
    assert correct(lead, email="both@example.org").email == "both@example.org"


@pytest.mark.parametrize("email", [f"x@{'ü' * 60}.de", f"{'x' * 65}@example.org", "no address"])
def test_address_that_cannot_be_written_to_is_refused(lead: Contact, email: str) -> None:
    with pytest.raises(Refused, match="Nobody can be written to at this e-mail address"):
        correct(lead, email=email)


def test_who_saw_an_older_version_is_shown_what_changed(lead: Contact) -> None:
    seen = Contact.objects.get(pk=lead.pk).version
    correct(lead, telephone="020 7946 0999")
    with pytest.raises(Outdated) as outdated:
        correct(lead, name="Ms Lead", seen_version=seen)
    assert [change.verb for change in outdated.value.changes] == ["contact-correct"]


def test_account_follows_its_own_address(lead: Contact, camden_lead: User) -> None:
    EmailAddress.objects.create(
        user=camden_lead, email="camden.lead@example.org", verified=True, primary=True
    )
    correct(lead, email="new@example.org")
    camden_lead.refresh_from_db()
    assert camden_lead.email == "new@example.org"
    assert not EmailAddress.objects.filter(email="camden.lead@example.org").exists()


def test_account_with_another_address_stays_as_it_is(lead: Contact, camden_lead: User) -> None:
    User.objects.filter(pk=camden_lead.pk).update(email="private@example.org")
    correct(lead, email="new@example.org")
    camden_lead.refresh_from_db()
    assert camden_lead.email == "private@example.org"


def test_nobody_elses_account_is_taken_over(lead: Contact, camden_lead: User, haringey_adviser: User) -> None:
    correct(lead, email="haringey.adviser@example.org")
    lead.refresh_from_db()
    camden_lead.refresh_from_db()
    assert (lead.email, lead.user, camden_lead.email) == (
        "haringey.adviser@example.org",
        camden_lead,
        "camden.lead@example.org",
    )


def test_account_that_opens_another_programme_stays_with_its_mailbox(
    lead: Contact, camden_lead: User, stranger: User
) -> None:
    elsewhere = BoroughFactory.create(programme=Programme.objects.get(slug="elsewhere"))
    other = ContactFactory.create(borough=elsewhere, email="camden.lead@example.org")
    Contact.objects.filter(pk=other.pk).update(user=camden_lead)
    correct(lead, email="mine@example.org")
    camden_lead.refresh_from_db()
    assert camden_lead.email == "camden.lead@example.org"


def test_somebody_who_is_back_may_again_what_their_position_may(lead: Contact, camden_lead: User) -> None:
    assert lead.borough is not None
    contact_deactivate(contact=lead, by=BY)
    assert roles_over(camden_lead, lead.borough) == frozenset()
    assert contact_return(contact=lead, by=BY).can_be_written_to
    assert roles_over(camden_lead, lead.borough) == {Role.LEAD}
    with pytest.raises(Refused, match="is not recorded as having left"):
        contact_return(contact=lead, by=BY)


def test_who_has_left_is_not_corrected(lead: Contact) -> None:
    contact_deactivate(contact=lead, by=BY)
    with pytest.raises(Refused, match="Say first that they are here after all"):
        correct(lead, name="Ms Lead")


def test_nobody_is_recorded_with_an_address_that_cannot_be_written_to(camden: Borough) -> None:
    with pytest.raises(Refused, match="Nobody can be written to") as refused:
        contact_add(
            programme=camden.programme,
            borough=camden,
            position=Position.AUDIT_LEAD,
            name="X",
            email=f"x@{'ü' * 60}.de",
            by=BY,
        )
    assert refused.value.field == "email"
    assert not Contact.objects.exists()


def test_coordinators_are_corrected_too(programme: Programme) -> None:
    user = person(Position.COORDINATOR, programme=programme, email="old@example.org")
    assert correct(user.contacts.get(), email="new@example.org").email == "new@example.org"
    assert Change.objects.get(verb="contact-correct").borough is None
