"""The account pages: in our look and words, and nobody signs up."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from hub.mail.models import Email
from tests.config.site.page import Page

pytestmark = pytest.mark.django_db
PASSWORD = "a sentence that nobody guesses"


@pytest.fixture
def signed_in(client: Client) -> Client:
    user = get_user_model().objects.create_user("ruth@example.org", PASSWORD)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("account_login", "Sign in"),
        ("account_reset_password", "Set a new password"),
        ("account_reset_password_done", "Look at your e-mail"),
        ("account_reset_password_from_key_done", "Your password is set"),
        ("account_inactive", "This account is closed"),
        ("account_signup", "Accounts come from the coordinator"),
    ],
)
def test_pages_for_those_who_are_not_signed_in(client: Client, name: str, title: str) -> None:
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert f"<title>{title} – Crossborough</title>" in answer.text
    assert "app-header" in answer.text


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("account_logout", "Sign out"),
        ("account_change_password", "Change your password"),
        ("account_reauthenticate", "Enter your password again"),
    ],
)
def test_pages_for_those_who_are_signed_in(signed_in: Client, name: str, title: str) -> None:
    answer = signed_in.get(reverse(name))
    assert answer.status_code == 200
    assert f"<title>{title} – Crossborough</title>" in answer.text


def test_nobody_is_invited_to_sign_up(client: Client) -> None:
    assert reverse("account_signup") not in client.get(reverse("account_login")).text
    answer = client.post(reverse("account_signup"), {"email": "x@example.org", "password1": PASSWORD})
    assert "Nobody signs up here" in answer.text
    assert not get_user_model().objects.exists()


def test_nobody_takes_another_address(signed_in: Client) -> None:
    """A role follows from the address: whoever could take the chair's would be the chair at the next chance."""
    user = get_user_model().objects.get()
    before = user.email
    for action in ("action_add", "action_primary", "action_send"):
        answer = signed_in.post("/accounts/email/", {"email": "haringey.chair@example.org", action: ""})
        assert answer.status_code == 404
    user.refresh_from_db()
    assert user.email == before
    assert not Email.objects.exists()


def test_wrong_password_says_so_and_not_which_half_is_wrong(client: Client) -> None:
    get_user_model().objects.create_user("ruth@example.org", PASSWORD)
    known = client.post(reverse("account_login"), {"login": "ruth@example.org", "password": "wrong"})
    unknown = client.post(reverse("account_login"), {"login": "who@example.org", "password": "wrong"})
    for answer in (known, unknown):
        assert "The e-mail address or the password is not right" in answer.text
        assert 'href="#id_login"' in answer.text


def test_sign_in_asks_in_our_words(client: Client) -> None:
    page = Page(client.post(reverse("account_login"), {}).text)
    assert "Enter your e-mail address" in page.html
    assert page.by_id("id_login").attrs["autocomplete"] == "email"
    assert "placeholder" not in page.by_id("id_password").attrs
    assert page.by_id("id_password").attrs["autocomplete"] == "current-password"


def test_old_link_to_set_a_password_says_how_to_get_a_new_one(client: Client) -> None:
    answer = client.get(reverse("account_reset_password_from_key", args=["1", "old-key"]), follow=True)
    assert "This link no longer works" in answer.text
    assert reverse("account_reset_password") in answer.text


def test_signing_out_needs_a_post(signed_in: Client) -> None:
    signed_in.get(reverse("account_logout"))
    assert "_auth_user_id" in signed_in.session
    signed_in.post(reverse("account_logout"))
    assert "_auth_user_id" not in signed_in.session
