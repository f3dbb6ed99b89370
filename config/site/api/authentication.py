"""Who asks the API."""

from rest_framework import authentication
from rest_framework.request import Request


class SessionAuthentication(authentication.SessionAuthentication):
    """The site's own session; whoever is not signed in gets 401, not 403."""

    def authenticate_header(self, request: Request) -> str:
        """Name the way to sign in, which makes the answer a 401."""
        return "Session"


class ReadingSession(SessionAuthentication):
    """The session, for what can only be read: nothing can be forged there, and a write is told 405, not 403."""

    def enforce_csrf(self, request: Request) -> None:
        """Ask for no token."""
