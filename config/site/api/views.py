"""The base of every resource that can be read, and the answer at every address that there is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import resolve
from django.utils.http import parse_etags
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from config.site.api.authentication import ReadingSession

Row = dict[str, Any]


class ReadOnly(GenericViewSet[Any]):
    """A list, and one row of it, for whoever is signed in: only what `visible_to` leaves of `queryset`.

    Rows are read as plain columns, not as models, which is most of a list's speed: `columns` names them,
    `shown(user)` adds what depends on who asks, and `complete` what needs another query.
    """

    authentication_classes = (ReadingSession,)
    http_method_names = ["get", "head"]
    lookup_value_converter = "int"
    queryset: Any
    columns: ClassVar[Sequence[str]]

    def get_queryset(self) -> QuerySet[Any]:
        """Select what the person who asks may see, in an order that does not change between two pages."""
        user = self.request.user
        visible: QuerySet[Any] = self.queryset.visible_to(user)
        return visible.order_by("pk").values(*self.columns, **self.shown(user))

    def shown(self, user: Any) -> Mapping[str, Any]:
        """Name the expressions that tell, for each row, what `user` may see of it."""
        return {}

    def complete(self, rows: Sequence[Row]) -> None:
        """Add to the rows what their own columns do not hold."""

    def list(self, request: Request) -> Response:
        """Answer with one page of the rows."""
        page: list[Row] = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        self.complete(page)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, pk: int) -> Response:
        """Answer with one row, or 304 to a caller who has it as it is.

        The tag begins with the row's version. The rest tells apart what the version does not know of: what the
        row shows of others, and what the person may see of it.
        """
        row: Row | None = self.get_queryset().filter(pk=pk).first()
        if row is None:
            raise NotFound
        self.complete([row])
        answer = self.get_serializer(row).data
        digest = blake2b(JSONRenderer().render(answer), digest_size=6).hexdigest()
        tag = f'"v{row["version"]}-{digest}"'
        known = {each.removeprefix("W/") for each in parse_etags(request.headers.get("If-None-Match", ""))}
        if known & {tag, "*"}:
            return Response(status=304, headers={"ETag": tag})
        return Response(answer, headers={"ETag": tag})


class Missing(APIView):
    """Every address under the API's that is none of its own."""

    authentication_classes = (ReadingSession,)
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Say that nothing is here, whatever the method, to everybody who is signed in."""
        super().initial(request, *args, **kwargs)
        raise NotFound

    def handle_exception(self, error: Exception) -> HttpResponseBase:  # type: ignore[override] # a redirect is no DRF answer
        """Send on whoever only left out the slash at the end."""
        path = self.request.path
        is_read = self.request.method in ("GET", "HEAD")
        if isinstance(error, NotFound) and is_read and not path.endswith("/") and self._is_known(f"{path}/"):
            return HttpResponseRedirect(self.request.get_full_path(force_append_slash=True))
        return super().handle_exception(error)

    def _is_known(self, path: str) -> bool:
        return getattr(resolve(path).func, "cls", None) is not type(self)
