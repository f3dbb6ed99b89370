"""Boroughs, as the API says them."""

from typing import Any

from rest_framework import serializers

from boroughs.programme.models import Borough
from boroughs.programme.states import Heard, Part
from config.site.api.dates import day
from config.site.api.filters import AnyOf, From, Narrowing, Slug, Until
from config.site.api.views import ReadOnly, Row


class BoroughSerializer(serializers.Serializer[Row]):
    """One area's part in one programme, and when it was last heard."""

    id = serializers.IntegerField()
    version = serializers.IntegerField()
    programme = serializers.SlugField()
    slug = serializers.SlugField()
    name = serializers.CharField()
    gss_code = serializers.CharField(help_text="of the Office for National Statistics")
    part = serializers.ChoiceField(choices=Part.choices)
    updated_on = serializers.DateField(
        allow_null=True, help_text="when it last said that something, or nothing, had changed"
    )
    last_heard_on = serializers.DateField(allow_null=True)
    last_heard_how = serializers.ChoiceField(choices=Heard.choices, allow_null=True)

    def to_representation(self, row: Row) -> dict[str, Any]:
        """Say one row."""
        return {
            "id": row["id"],
            "version": row["version"],
            "programme": row["programme__slug"],
            "slug": row["slug"],
            "name": row["name"],
            "gss_code": row["gss_code"],
            "part": row["part"],
            "updated_on": day(row["updated_on"]),
            "last_heard_on": day(row["last_heard_on"]),
            "last_heard_how": row["last_heard_how"] or None,
        }


class BoroughNarrowing(Narrowing):
    """What a list of boroughs can be narrowed to."""

    programme = Slug(field_name="programme__slug", help_text="a programme's short name")
    borough = Slug(field_name="slug", help_text="a borough's short name")
    part = AnyOf("part", Part.choices)
    from_ = From("last_heard_on", help_text="last heard on this day or later")
    until = Until("last_heard_on", help_text="last heard on this day or earlier")


class Boroughs(ReadOnly):
    """The boroughs: all of them for a programme's coordinator, their own for a borough's people."""

    queryset = Borough.objects.all()
    serializer_class = BoroughSerializer
    filterset_class = BoroughNarrowing
    columns = (
        "id",
        "version",
        "programme__slug",
        "slug",
        "name",
        "gss_code",
        "part",
        "updated_on",
        "last_heard_on",
        "last_heard_how",
    )
