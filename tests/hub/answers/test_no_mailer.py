"""A link gets passed on: it writes to no more than a few whom nobody knows, and records no more than a few."""

import pytest
from django.test import Client

from boroughs.people.models import Contact
from hub.answers.letters import COPY
from hub.mail.models import Email
from tests.hub.answers.conftest import link_of, post, sent

pytestmark = pytest.mark.django_db


def answer(visitor: Client, token: str, number: int, copy_to: str) -> str:
    """Send an answer, each time another one, and give the page that comes of it."""
    link = link_of(token)
    seen = {"seen": str(link.ask.version), "seen_reply": str(link.reply_id or "")}
    choice = ("hopeful", "decline")[number % 2]
    return visitor.post(
        f"/answer/{token}/", sent(choice, words="My words", copy_to=copy_to, **seen), follow=True
    ).content.decode()


def strangers() -> list[str]:
    return list(Email.objects.filter(kind=COPY, contact=None).values_list("to_address", flat=True))


def test_three_copies_go_to_typed_addresses_and_no_more(token: str, visitor: Client) -> None:
    for number in range(3):
        answer(visitor, token, number, f"stranger-{number}@example.org")
    page = answer(visitor, token, 3, "stranger-3@example.org")
    assert "Three copies were sent through this link already." in page
    assert "My words" in page
    assert "stranger-3@example.org" in page
    assert len(strangers()) == 3
    assert link_of(token).reply.choice == "hopeful"  # type: ignore[union-attr]


def test_answer_without_a_copy_is_taken_all_the_same(token: str, visitor: Client) -> None:
    for number in range(3):
        answer(visitor, token, number, f"stranger-{number}@example.org")
    answer(visitor, token, 3, "")
    assert link_of(token).reply.choice == "decline"  # type: ignore[union-attr]


def test_copy_to_who_was_asked_counts_for_nothing(token: str, visitor: Client) -> None:
    for number in range(4):
        answer(visitor, token, number, "Camden.Lead@example.org")
    assert strangers() == []
    assert link_of(token).copies == 0


def test_three_others_are_named_and_no_more(token: str, visitor: Client) -> None:
    before = Contact.objects.count()
    for number in range(3):
        named = {"refer_refer_to_name": f"No {number}", "refer_refer_to_email": f"no-{number}@example.org"}
        post(visitor, token, "refer", **named)
    link = link_of(token)
    seen = {"seen": str(link.ask.version), "seen_reply": str(link.reply_id or "")}
    named = {"refer_refer_to_name": "No 3", "refer_refer_to_email": "no-3@example.org"}
    page = visitor.post(f"/answer/{token}/", sent("refer", **named, **seen)).content.decode()
    assert Contact.objects.count() == before + 3
    assert "Three others were named through this link already." in page
    assert not Contact.objects.filter(email="no-3@example.org").exists()
    assert link_of(token).referrals == 3
