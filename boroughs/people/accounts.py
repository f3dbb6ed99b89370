"""How signing in differs from allauth's way: nobody signs up by themselves."""

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from config.addresses import UNWRITABLE, is_address


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from contacts only; a programme decides who belongs to it."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is closed. Ask the programme’s coordinator.",
        "email_password_mismatch": "The e-mail address or the password is not right",
        "incorrect_password": "The password is not right",
        "enter_current_password": "The present password is not right",
        "invalid_login": "The e-mail address or the password is not right",
        "too_many_login_attempts": "Too many attempts. Wait five minutes and try again.",
        "rate_limited": "Too many attempts. Wait a few minutes and try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: there is no open sign-up."""
        return False

    def clean_email(self, email: str) -> str:
        """Refuse an address to which nothing can be sent."""
        if not is_address(email):
            raise ValidationError(UNWRITABLE)
        return email
