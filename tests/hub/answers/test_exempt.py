"""Why the pages of links may do without a CSRF token: nobody's session counts there, and no other page does without."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver

from boroughs.asks.models import Reply
from boroughs.history.models import Change
from boroughs.history.states import Door
from boroughs.people.models import User
from tests.hub.answers.conftest import sent


def exempt(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """List the patterns whose views ask for no CSRF token."""
    for each in resolver.url_patterns:
        pattern = f"{before}{each.pattern}"
        if isinstance(each, URLResolver):
            yield from exempt(each, pattern)
        elif getattr(each.callback, "csrf_exempt", False):
            yield pattern


def test_only_the_pages_of_links_do_without_a_csrf_token() -> None:
    # The API asks for it itself, wherever a session is what signs somebody in.
    pages = {pattern for pattern in exempt(get_resolver()) if not pattern.startswith("api/")}
    assert pages == {"answer/", "answer/<str:token>/"}


@pytest.mark.django_db
def test_nobodys_session_counts_for_an_answer_by_link(
    token: str, coordinator: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(coordinator)
    page = client.get(f"/answer/{token}/").content.decode()
    assert "Sign out" not in page
    assert client.post(f"/answer/{token}/", sent("hopeful")).status_code == 302
    assert Reply.objects.get().said_by == "Camden’s audit lead"
    changes = Change.objects.filter(verb__in=("reply-record", "audit-hopeful"))
    assert changes.count() == 2
    assert not changes.exclude(door=Door.LINK, by=None).exists()


@pytest.mark.django_db
def test_session_opens_no_link_that_its_token_does_not(
    token: str, coordinator: User, client_of: Callable[[User], Client]
) -> None:
    assert client_of(coordinator).post("/answer/wrong/", sent("hopeful")).status_code == 404
    assert not Reply.objects.exists()
