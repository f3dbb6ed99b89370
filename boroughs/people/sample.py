"""The sample's cast: who of its people can sign in while a trial runs, and with which password.

The password is kept nowhere: the accounts have none. `SampleBackend` accepts it, and stands among the
authentication backends in trial mode only, so that the sample's accounts can never be signed in to in production.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from boroughs.history.models import Actor
from boroughs.people.models import Contact, User
from boroughs.people.services import contact_give_access

PROGRAMME = "london-2006"
DOMAIN = "@example.org"
PASSWORD = "safer together 2006"  # noqa: S105 # shown at every start of a trial, and of no use outside one
CAST = (
    "coordinator@example.org",
    "camden.adviser@example.org",
    "haringey.adviser@example.org",
    "camden.audit-lead@example.org",
    "brent.manager@example.org",
    "reviewer@example.org",
    "observer@example.org",
)


class SampleBackend(ModelBackend):
    """Lets the sample's cast sign in with the sample's password, in trial mode only."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Answer the user of an address of the sample when the password is the sample's."""
        email = str(kwargs.get("email") or username or "").strip().lower()
        if not settings.IS_TRIAL or password != PASSWORD or not email.endswith(DOMAIN):
            return None
        return User.objects.filter(email=email, is_active=True).first()


@dataclass(frozen=True, slots=True)
class SignIn:
    """One of the cast, as told to whoever tries the site."""

    who: str
    email: str


def sign_ins_give(*, by: Actor) -> list[SignIn]:
    """Give the cast their accounts where they have none yet, and tell who can sign in, in the order of `CAST`."""
    contacts = Contact.objects.filter(programme__slug=PROGRAMME, email__in=CAST, is_active=True)
    told = []
    for contact in sorted(
        contacts.select_related("user", "borough", "programme"), key=lambda each: CAST.index(each.email)
    ):
        user = contact.user or contact_give_access(contact=contact, by=by)
        if user.is_active:
            told.append(SignIn(contact.name, user.email))
    return told
