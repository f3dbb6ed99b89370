"""How the API describes itself: the errors that every operation can answer with, and the tag of a row."""

import inspect
from typing import Any

from django.conf import settings
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter

from config.site.api.problems import MEDIA_TYPE, ProblemSerializer

PROBLEMS = {
    "400": "A filter or a page that cannot be had",
    "401": "Nobody is signed in",
    "403": "You see this, and may not do that to it",
    "404": "No such row, or none that you may see",
}
ONE = """One row, or 304 to a caller who has it as it is.

The tag begins with the row's version. The rest of it tells apart what the version does not know of: what the row
shows of others, and what you may see of it."""
TAG = {
    "ETag": {
        "description": "the row's version, and a digest of what you see of it",
        "schema": {"type": "string"},
    }
}


class SiteSession(SessionScheme):  # type: ignore[no-untyped-call] # its base registers itself, untyped
    """The site's own session, by its cookie."""

    target_class = "config.site.api.authentication.SessionAuthentication"
    match_subclasses = True
    priority = 0

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        """Name the cookie."""
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


class Schema(AutoSchema):
    """Describes one operation."""

    def get_override_parameters(self) -> list[Any]:
        """Describe the header with which a caller says what they have already."""
        if self._is_list_view():
            return []
        words = "the tag of the row that you have: 304 says that it is still so"
        return [OpenApiParameter("If-None-Match", str, OpenApiParameter.HEADER, description=words)]

    def get_description(self) -> str:  # type: ignore[override] # as drf-spectacular overrides it
        """Say of a list whom it shows what, and of one row what the tag is for."""
        return inspect.cleandoc(self.view.__doc__ or "") if self._is_list_view() else ONE

    def _problem(self, status: str, direction: Any) -> dict[str, Any]:
        make: Any = self._get_response_for_code  # untyped
        answer: dict[str, Any] = make(ProblemSerializer, status, [MEDIA_TYPE], direction)
        return answer

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        is_list = self._is_list_view()
        if not is_list:
            bodies["200"]["headers"] = TAG
            bodies["304"] = {"description": "The row is still what you have", "headers": TAG}
        for status, words in PROBLEMS.items():
            # A list is never missing, and one row takes no filter.
            if status == ("404" if is_list else "400"):
                continue
            answer = self._problem(status, direction)
            bodies[status] = {**answer, "description": words}
        return bodies
