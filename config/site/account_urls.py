"""Signing in and out, and passwords: those of allauth's pages that we want, by name; every other one is closed.

Who has which e-mail address is the coordinator's to say: a role follows from it. So nobody adds or changes one here.
"""

from typing import NoReturn

from allauth.account.urls import urlpatterns as all_of_them
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.urls import URLPattern

OPEN = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_signup",  # closed by the adapter: it says where accounts come from
        "account_reauthenticate",
        "account_change_password",
        "account_set_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
    }
)


@login_not_required
def closed(request: HttpRequest, **wanted: str) -> NoReturn:
    """Answer as for an address that does not exist."""
    raise Http404


# A closed one keeps its name, which allauth's own pages look up.
urlpatterns = [
    page if page.name in OPEN else URLPattern(page.pattern, closed, name=page.name) for page in all_of_them
]
