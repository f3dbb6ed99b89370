"""How the API says what is wrong: RFC 9457, whatever the caller asked to be answered in."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from rest_framework import exceptions, serializers
from rest_framework.views import exception_handler

MEDIA_TYPE = "application/problem+json"
NOT_FOUND = "There is nothing here that you may see. Check the address, or ask the coordinator."


class ProblemSerializer(serializers.Serializer[Any]):
    """What is wrong, and what to do about it."""

    type = serializers.CharField(help_text="always `about:blank`: the title says it")
    title = serializers.CharField(help_text="the words of the status")
    status = serializers.IntegerField()
    detail = serializers.CharField(required=False)
    errors = serializers.DictField(  # type: ignore[assignment] # fields do not stay attributes of the class
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="what is wrong with each parameter, by its name",
    )


def problem(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Say an error as problem+json; a foreign row reads exactly as a missing one.

    The answer is already JSON, so that it stays so where the view itself answers in YAML or HTML.
    """
    response = exception_handler(error, context)
    if response is None:
        return None
    extra: dict[str, Any] = {}
    if isinstance(error, exceptions.ValidationError):
        extra["errors"] = response.data
    elif response.status_code == HTTPStatus.NOT_FOUND:
        extra["detail"] = NOT_FOUND
    elif isinstance(response.data, dict):
        extra["detail"] = str(response.data.get("detail", ""))
    return say_problem(HTTPStatus(response.status_code), dict(response.headers), **extra)


def say_problem(status: HTTPStatus, headers: dict[str, str] | None = None, **extra: Any) -> HttpResponse:
    """Answer with a problem; `extra` may be its `detail` and its `errors`."""
    body = {"type": "about:blank", "title": status.phrase, "status": int(status), **extra}
    kept = {name: value for name, value in (headers or {}).items() if name.lower() != "content-type"}
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE, headers=kept)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what broke: callers of the API in its own form, everybody else with a page."""
    if request.path.startswith("/api/"):
        detail = "Something broke on our side, and we have a record of it. Try again later."
        return say_problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail=detail)
    return defaults.server_error(request)
