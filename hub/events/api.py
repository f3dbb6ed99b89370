"""Events, as the API says them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Value
from rest_framework import serializers

from config.site.api.dates import PartialDateSerializer, partial
from config.site.api.filters import From, Narrowing, Slug, Until, YesNo
from config.site.api.views import ReadOnly, Row
from hub.events.models import Event


class EventSerializer(serializers.Serializer[Row]):
    """A meeting, training or workshop. Everybody in its programme sees it."""

    id = serializers.IntegerField()
    version = serializers.IntegerField()
    programme = serializers.SlugField()
    borough = serializers.SlugField(
        allow_null=True, help_text="whose adviser keeps the record; null: the coordinator"
    )
    title = serializers.CharField()
    on = PartialDateSerializer()
    venue = serializers.CharField(allow_blank=True)
    description = serializers.CharField(allow_blank=True)
    hosts = serializers.ListField(child=serializers.SlugField(), help_text="the boroughs that hold it")
    themes = serializers.ListField(child=serializers.SlugField())
    is_led_centrally = serializers.BooleanField()
    attendance = serializers.IntegerField(allow_null=True, help_text="null is not known, which is not nobody")
    is_called_off = serializers.BooleanField()

    def to_representation(self, row: Row) -> dict[str, Any]:
        """Say one row."""
        return {
            "id": row["id"],
            "version": row["version"],
            "programme": row["programme__slug"],
            "borough": row["borough__slug"],
            "title": row["title"],
            "on": partial(row["on"], row["precision"], row["is_assumed"]),
            "venue": row["venue"],
            "description": row["description"],
            "hosts": row["hosts"],
            "themes": row["themes"],
            "is_led_centrally": row["is_led_centrally"],
            "attendance": row["attendance"],
            "is_called_off": row["is_called_off"],
        }


class EventNarrowing(Narrowing):
    """What a list of events can be narrowed to."""

    programme = Slug(field_name="programme__slug", help_text="a programme's short name")
    borough = Slug(field_name="hosts__slug", help_text="the short name of a borough that holds it")
    theme = Slug(field_name="themes__slug", help_text="a theme's short name")
    is_called_off = YesNo("is_called_off")
    from_ = From("on", help_text="on this day or later")
    until = Until("on", help_text="on this day or earlier")


class Events(ReadOnly):
    """The events of the programmes that one takes part in."""

    queryset = Event.objects.all()
    serializer_class = EventSerializer
    filterset_class = EventNarrowing
    columns = (
        "id",
        "version",
        "programme__slug",
        "borough__slug",
        "title",
        "on",
        "precision",
        "is_assumed",
        "venue",
        "description",
        "is_led_centrally",
        "attendance",
        "is_called_off",
    )

    def complete(self, rows: Sequence[Row]) -> None:
        """Add the hosts and themes of all the rows, in one query for both."""
        by_id = {row["id"]: row for row in rows}
        for row in rows:
            row["hosts"], row["themes"] = [], []
        if not rows:
            return
        hosts = Event.hosts.through.objects.filter(event__in=by_id)
        themes = Event.themes.through.objects.filter(event__in=by_id)
        linked = hosts.values_list("event_id", Value("hosts"), F("borough__slug")).union(
            themes.values_list("event_id", Value("themes"), F("theme__slug"))
        )
        for event, kind, slug in sorted(linked):
            by_id[event][kind].append(slug)
