"""“Wrong person: ask somebody else”, said by a link: whom that reaches, and whom it never does."""

import pytest
from django.test import Client

from boroughs.asks.models import Ask, Reply
from boroughs.people.models import Contact
from boroughs.people.states import Position
from boroughs.programme.models import Borough, Programme
from config import clock
from hub.chasing.selectors import chase_plan
from tests.factories import ContactFactory
from tests.hub.answers.conftest import post, sent

pytestmark = pytest.mark.django_db


def test_wrong_person_names_the_right_one_who_is_written_to_from_then_on(
    token: str, ask: Ask, visitor: Client, programme: Programme
) -> None:
    named = {"refer_refer_to_name": "The review officer", "refer_refer_to_email": "officer@example.org"}
    post(visitor, token, "refer", **named)
    ask.refresh_from_db()
    assert ask.is_open
    assert ask.owner is not None
    assert (ask.owner.name, ask.owner.email, ask.owner.position) == (
        "The review officer",
        "officer@example.org",
        Position.AUDIT_LEAD,
    )
    assert ask.owner.user is None
    each = next(each for each in chase_plan(programme, clock.now()) if each.ask.pk == ask.pk)
    assert each.recipient == ask.owner
    assert Reply.objects.get().choice_label == "Wrong person: ask The review officer"


def test_wrong_person_finds_somebody_who_is_known_already(token: str, ask: Ask, visitor: Client) -> None:
    known = ContactFactory.create(borough=ask.borough, position=Position.MANAGER, email="known@example.org")
    named = {"refer_refer_to_name": "My manager", "refer_refer_to_email": "KNOWN@example.org"}
    post(visitor, token, "refer", **named)
    ask.refresh_from_db()
    assert ask.owner == known


def test_wrong_person_never_reaches_into_another_borough(token: str, ask: Ask, visitor: Client) -> None:
    named = {"refer_refer_to_name": "Somebody", "refer_refer_to_email": "haringey.lead@example.org"}
    post(visitor, token, "refer", **named)
    ask.refresh_from_db()
    assert ask.owner is not None
    assert ask.owner.borough == ask.borough


def test_referral_to_a_chair_is_ours_to_decide(token: str, ask: Ask, visitor: Client) -> None:
    ContactFactory.create(
        borough=ask.borough, position=Position.CHAIR, email="chair@example.org", name="Dr Chair"
    )
    named = {"refer_refer_to_name": "The chair", "refer_refer_to_email": "chair@example.org"}
    post(visitor, token, "refer", **named)
    ask.refresh_from_db()
    assert ask.owner is None
    assert (ask.is_with_us, ask.turn_reason) == (True, "asks for a pause because of a referral to Dr Chair")


def test_referral_without_an_address_is_asked_for_it(token: str, visitor: Client) -> None:
    page = visitor.post(f"/answer/{token}/", sent("refer", refer_refer_to_name="Somebody")).content.decode()
    assert "Enter their e-mail address. If you do not know it, ring the coordinator" in page


def test_referral_to_somebody_who_has_left_is_refused(token: str, ask: Ask, visitor: Client) -> None:
    gone = ContactFactory.create(borough=ask.borough, position=Position.MANAGER, email="gone@example.org")
    Contact.objects.filter(pk=gone.pk).update(is_active=False)
    named = {"refer_refer_to_name": "Somebody", "refer_refer_to_email": "gone@example.org"}
    page = visitor.post(f"/answer/{token}/", sent("refer", **named)).content.decode()
    assert "Nobody can be written to at this address." in page


@pytest.mark.parametrize("email", ["chair@example.org", "CHAIR@Example.org"])
def test_chair_of_another_borough_is_not_written_to_by_a_click_either(
    token: str, ask: Ask, visitor: Client, haringey: Borough, programme: Programme, email: str
) -> None:
    ContactFactory.create(
        borough=haringey, position=Position.CHAIR, email="chair@example.org", name="Dr Chair"
    )
    named = {"refer_refer_to_name": "Somebody", "refer_refer_to_email": email}
    post(visitor, token, "refer", **named)
    ask.refresh_from_db()
    assert ask.owner is None
    assert ask.is_with_us
    assert ask.turn_reason.lower() == "asks for a pause because of a referral to somebody (chair@example.org)"
    assert not Contact.objects.filter(borough=ask.borough, email__iexact=email).exists()
    assert "Dr Chair" not in visitor.get(f"/answer/{token}/").content.decode()


@pytest.mark.parametrize("email", [f"x@{'ü' * 60}.de", f"{'x' * 65}@example.org"])
def test_address_that_cannot_be_written_to_is_not_taken_and_nothing_typed_is_lost(
    token: str, ask: Ask, visitor: Client, email: str
) -> None:
    named = {"refer_refer_to_name": "The review officer", "refer_refer_to_email": email, "words": "Ask her."}
    page = visitor.post(f"/answer/{token}/", sent("refer", **named)).content.decode()
    assert "Nobody can be written to at this e-mail address. Check it for slips" in page
    assert "The review officer" in page
    assert email in page
    assert "Ask her." in page
    ask.refresh_from_db()
    assert ask.owner is None


def test_answer_with_a_copy_that_cannot_be_written_keeps_the_answer_on_the_page(
    token: str, visitor: Client
) -> None:
    answer = sent("decline", words="Too few cases.", copy_to=f"x@{'ü' * 60}.de")
    page = visitor.post(f"/answer/{token}/", answer).content.decode()
    assert "Nobody can be written to at this e-mail address. Check it for slips" in page
    assert "Too few cases." in page
    assert not Reply.objects.exists()
