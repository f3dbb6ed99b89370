"""The pages about people: found from where something is wrong, for the coordinator alone."""

from collections.abc import Callable

import pytest
from django.test import Client

from boroughs.history.models import Actor
from boroughs.people.models import Contact, User
from boroughs.people.services import contact_deactivate, contact_email_rejected
from boroughs.people.states import Position
from boroughs.posts.models import Post
from boroughs.posts.states import Stage
from boroughs.programme.models import Borough
from tests.factories import FileAuditFactory, PostFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
SITE = "/london-2006"


@pytest.fixture
def lead(camden_lead: User) -> Contact:
    return camden_lead.contacts.get()


@pytest.fixture
def browser(coordinator: User, client_of: SignIn) -> Client:
    return client_of(coordinator)


def page(browser: Client, path: str) -> str:
    response = browser.get(f"{SITE}{path}")
    assert response.status_code == 200
    return response.content.decode()


def facts(contact: Contact, **more: object) -> dict[str, object]:
    known = {"name": contact.name, "email": contact.email, "telephone": contact.telephone}
    return {**known, "seen": contact.version, **more}


def test_address_is_corrected_and_stands_in_the_history(browser: Client, lead: Contact) -> None:
    contact_email_rejected(contact=lead, words="550 no such person", by=Actor.system())
    lead.refresh_from_db()
    assert "Address rejected" in page(browser, f"/people/{lead.pk}/")
    sent = facts(lead, email="new@example.org")
    after = browser.post(f"{SITE}/people/{lead.pk}/correct/", sent, follow=True).content.decode()
    assert "Saved: Camden’s audit lead." in after
    assert "the e-mail address is new@example.org, not camden.lead@example.org" in after
    assert "Address rejected" not in after
    lead.refresh_from_db()
    assert lead.can_be_written_to


@pytest.mark.parametrize("email", [f"x@{'ü' * 60}.de", "nothing"])
def test_what_was_typed_stays_beside_the_error(browser: Client, lead: Contact, email: str) -> None:
    sent = facts(lead, email=email, telephone="020 7946 0777")
    after = browser.post(f"{SITE}/people/{lead.pk}/correct/", sent).content.decode()
    assert "There is a problem" in after
    assert email in after
    assert "020 7946 0777" in after


def test_what_changed_meanwhile_is_shown_and_sent_again_it_holds(browser: Client, lead: Contact) -> None:
    seen = lead.version
    contact_email_rejected(contact=lead, words="550 no such person", by=Actor.system())
    sent = facts(lead, telephone="020 7946 0777", seen=seen)
    after = browser.post(f"{SITE}/people/{lead.pk}/correct/", sent).content.decode()
    assert "This has changed since you opened it." in after
    assert "550 no such person" in after
    lead.refresh_from_db()
    assert f'name="seen" value="{lead.version}"' in after
    browser.post(f"{SITE}/people/{lead.pk}/correct/", {**sent, "seen": lead.version})
    lead.refresh_from_db()
    assert lead.telephone == "020 7946 0777"


def test_rejected_address_is_right_after_all(browser: Client, lead: Contact) -> None:
    contact_email_rejected(contact=lead, words="550 no such person", by=Actor.system())
    assert "The address is right: write there again" in page(browser, f"/people/{lead.pk}/")
    browser.post(f"{SITE}/people/{lead.pk}/address-is-right/")
    lead.refresh_from_db()
    assert lead.can_be_written_to


def test_who_has_left_can_be_back(browser: Client, lead: Contact) -> None:
    after = browser.post(
        f"{SITE}/people/{lead.pk}/leave/", {"seen": lead.version}, follow=True
    ).content.decode()
    assert "Camden’s audit lead is written to no more." in after
    assert "Has left" in after
    assert "Have left" in page(browser, "/people/")
    browser.post(f"{SITE}/people/{lead.pk}/return/")
    lead.refresh_from_db()
    assert lead.is_active


def test_who_holds_the_post_leaves_it_with_the_day(
    browser: Client, camden: Borough, camden_adviser: User
) -> None:
    adviser = camden_adviser.contacts.get()
    PostFactory.create(borough=camden, stage=Stage.IN_POST, holder=adviser)
    asked = page(browser, f"/people/{adviser.pk}/leave/")
    assert "Camden’s post is vacant from that day, and news of it is asked for." in asked
    day = {"on_day": "5", "on_month": "1", "on_year": "2007", "seen": adviser.version}
    browser.post(f"{SITE}/people/{adviser.pk}/leave/", day)
    assert Post.objects.get().stage == Stage.LEFT


def test_somebody_new_is_recorded(browser: Client, camden: Borough) -> None:
    new = {"position": "audit_lead", "name": "Camden’s new lead", "email": "New@example.org", "telephone": ""}
    browser.post(f"{SITE}/boroughs/camden/people/add/", new)
    assert Contact.objects.get(email="new@example.org").position == Position.AUDIT_LEAD


def test_board_leads_from_nobody_to_write_to_to_the_people(browser: Client, lead: Contact) -> None:
    assert lead.borough is not None
    FileAuditFactory.create(borough=lead.borough)
    contact_deactivate(contact=lead, by=Actor.system())
    assert f'href="{SITE}/people/#camden"' in page(browser, "/")
    assert 'id="camden"' in page(browser, "/people/")


def test_borough_page_leads_the_coordinator_to_a_person_and_nobody_else(
    browser: Client, lead: Contact, camden_adviser: User, client_of: SignIn
) -> None:
    link = f'href="{SITE}/people/{lead.pk}/"'
    assert link in page(browser, "/boroughs/camden/")
    assert "/people/" not in page(client_of(camden_adviser), "/boroughs/camden/")


def test_board_says_that_nobody_coordinates(browser: Client, coordinator: User) -> None:
    assert "Nobody who coordinates can be written to" not in page(browser, "/")
    Contact.objects.filter(user=coordinator).update(is_active=False)
    assert "Nobody who coordinates can be written to" in page(browser, "/")
