"""What the page behind a link shows, to whom, and that looking at it changes nothing."""

import pytest
from django.test import Client

from boroughs.programme.models import Borough
from tests.hub.answers.conftest import page_of, post, tables

pytestmark = pytest.mark.django_db


def test_looking_changes_nothing_however_often_a_scanner_looks(token: str, visitor: Client) -> None:
    before = tables()
    for _ in range(3):
        assert visitor.get(f"/answer/{token}/").status_code == 200
        assert visitor.head(f"/answer/{token}/").status_code == 200
        assert (
            visitor.get(f"/answer/{token}/", {"choice": "agree", "answered_by": "A robot"}).status_code == 200
        )
    for method in (visitor.put, visitor.delete, visitor.patch, visitor.options):
        assert method(f"/answer/{token}/").status_code == 405
    assert tables() == before


def test_page_says_what_is_asked_of_whom_and_when_who_sees_it_and_whom_to_ring(
    token: str, visitor: Client
) -> None:
    page = page_of(visitor, token)
    for words in (
        "London 2006",
        "Camden",
        "Can you contribute files to the review?",
        "Asked of Camden’s audit lead on 9 January 2007, and first on 4 December 2006.",
        "Too early to say",
        "We ask to be excused",
        "I will answer by a date",
        "Please pause this",
        "Wrong person: ask somebody else",
        'value="Camden’s audit lead"',
        "Who sees this",
        "020 7946 0100",
        "Not for referrals. Worried about a child? Camden front door, 020 7946 0000.",
        "Do not put a child’s details here",
    ):
        assert words in page, words


def test_page_is_not_kept_passed_on_or_found(token: str, visitor: Client) -> None:
    for address in (f"/answer/{token}/", "/answer/wrong/"):
        headers = visitor.get(address).headers
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in headers["Cache-Control"]
        assert "Set-Cookie" not in headers


def test_camdens_page_shows_nothing_of_haringey(
    token: str, minute: str, visitor: Client, haringey: Borough
) -> None:
    post(visitor, token, "hopeful")
    for found in (token, minute):
        assert "Haringey" not in page_of(visitor, found)
