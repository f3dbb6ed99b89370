"""How many rows come at once."""

from typing import Any

from rest_framework import pagination
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView


class Pages(pagination.PageNumberPagination):
    """Pages of 50 rows, or as many as `page_size` says, up to 500."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500
    template = None

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        """Give the rows of the page that is asked for; ValidationError when there is no such page."""
        try:
            return super().paginate_queryset(queryset, request, view)
        except NotFound:
            raise ValidationError({"page": ["There is no such page. Start from page 1."]}) from None

    def get_page_size(self, request: Request) -> int:
        """Read how many rows are wanted; ValidationError when that is not a number that can be had."""
        asked = request.query_params.get("page_size")
        if asked is None:
            return self.page_size
        if not asked.isdecimal() or len(asked) > 3 or not 1 <= int(asked) <= self.max_page_size:
            raise ValidationError({"page_size": [f"Ask for 1 to {self.max_page_size} rows."]})
        return int(asked)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe a page."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["count", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer", "description": "how many rows there are on all pages"},
                "next": link,
                "previous": link,
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        """Describe the two parameters."""
        return [
            {
                "name": "page",
                "in": "query",
                "description": "which page, from 1",
                "schema": {"type": "integer", "minimum": 1, "default": 1},
            },
            {
                "name": "page_size",
                "in": "query",
                "description": "how many rows a page has",
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": self.max_page_size,
                    "default": self.page_size,
                },
            },
        ]
