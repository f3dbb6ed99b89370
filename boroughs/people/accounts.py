"""How signing in differs from allauth's way: nobody signs up by themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from contacts only; a programme decides who belongs to it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: there is no open sign-up."""
        return False
