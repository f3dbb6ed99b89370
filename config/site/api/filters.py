"""How a list is narrowed. Slugs and dates are compared as they come, so that a filter tells nobody what exists."""

from typing import Any

from django.db.models import Model, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.views import APIView

PAGING = ("page", "page_size")


@extend_schema_field(bool)
class YesNo(filters.TypedChoiceFilter):
    """`true` or `false`; anything else is refused, not overlooked."""

    def __init__(self, field_name: str, *, lookup_expr: str = "exact", **extra: Any) -> None:
        choices = (("true", "true"), ("false", "false"))
        super().__init__(
            field_name=field_name, lookup_expr=lookup_expr, choices=choices, coerce="true".__eq__, **extra
        )


class AnyOf(filters.MultipleChoiceFilter):
    """One of our own words, or several by naming the parameter more than once."""

    def __init__(self, field_name: str, choices: Any, **extra: Any) -> None:
        super().__init__(field_name=field_name, choices=choices, distinct=False, **extra)


class Slug(filters.CharFilter):
    """The short name of something, seen or unseen: what is not there and what is not yours match no row alike."""


class From(filters.DateFilter):
    """The first day that counts."""

    def __init__(self, field_name: str, **extra: Any) -> None:
        super().__init__(field_name=field_name, lookup_expr="gte", **extra)


class Until(filters.DateFilter):
    """The last day that counts."""

    def __init__(self, field_name: str, **extra: Any) -> None:
        super().__init__(field_name=field_name, lookup_expr="lte", **extra)


class Narrowing(filters.FilterSet):
    """Base of a resource's filters. A name that Python keeps for itself is written with an underscore: `from_`."""

    @classmethod
    def get_filters(cls) -> dict[str, Any]:
        """Give the filters by the names of their parameters."""
        return {name.rstrip("_"): each for name, each in super().get_filters().items()}


class Filters(filters.DjangoFilterBackend):
    """Narrows a list; a parameter that is none of its filters is refused, because without it too much would come."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Model], view: APIView) -> QuerySet[Model]:
        """Apply the filters that are named; ValidationError for one that is unknown or cannot be read."""
        if request.query_params.keys() <= set(PAGING):
            return queryset
        known = (*self.get_filterset_class(view, queryset).base_filters, *PAGING)
        if unknown := [name for name in request.query_params if name not in known]:
            sentence = f"There is no such filter here. Those that there are: {', '.join(known)}."
            raise ValidationError({name: [sentence] for name in unknown})
        narrowed: QuerySet[Model] = super().filter_queryset(request, queryset, view)
        return narrowed
