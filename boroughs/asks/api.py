"""Asks, as the API says them."""

from collections.abc import Mapping
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q
from rest_framework import serializers

from boroughs.access.models import Reach
from boroughs.asks.models import Ask
from boroughs.asks.states import Ended, Turn
from config.site.api.dates import PartialDateSerializer, day, partial
from config.site.api.filters import AnyOf, From, Narrowing, Slug, Until, YesNo
from config.site.api.views import ReadOnly, Row

CHASING = "is absent unless you coordinate the programme, or are the person who was chased"


class AskSerializer(serializers.Serializer[Row]):
    """One thing asked of one borough, and whose turn it is."""

    id = serializers.IntegerField()
    version = serializers.IntegerField()
    programme = serializers.SlugField()
    borough = serializers.SlugField()
    kind = serializers.SlugField()
    title = serializers.CharField()
    is_open = serializers.BooleanField()
    turn = serializers.ChoiceField(choices=Turn.choices)
    turn_reason = serializers.CharField(allow_blank=True)
    owner = serializers.CharField(allow_null=True, help_text="who is asked, if it is somebody in particular")
    asked = PartialDateSerializer(help_text="when the borough was first asked")
    due_on = serializers.DateField(allow_null=True, help_text="the day that the borough itself has agreed to")
    last_safe_on = serializers.DateField(
        allow_null=True, help_text="the last day on which an answer is of use; none can be promised for later"
    )
    last_safe_reason = serializers.CharField(allow_blank=True, help_text="why it is that day")
    promised_on = serializers.DateField(allow_null=True, help_text="the day by which it said it will answer")
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    ended = serializers.ChoiceField(choices=Ended.choices, allow_null=True, help_text="why it is not open")
    last_chased_at = serializers.DateTimeField(allow_null=True, required=False, help_text=CHASING)
    last_chased = serializers.CharField(allow_null=True, required=False, help_text=CHASING)
    steps_sent = serializers.IntegerField(
        required=False, help_text="how often it was chased; is absent unless you coordinate the programme"
    )

    def to_representation(self, row: Row) -> dict[str, Any]:
        """Say one row; of how it was chased, each hears what is their own, and the coordinator all."""
        closed_at, chased_at = row["closed_at"], row["last_chased_at"]
        said = {
            "id": row["id"],
            "version": row["version"],
            "programme": row["borough__programme__slug"],
            "borough": row["borough__slug"],
            "kind": row["kind"],
            "title": row["title"],
            "is_open": closed_at is None,
            "turn": row["turn"],
            "turn_reason": row["turn_reason"],
            "owner": row["owner__name"],
            "asked": partial(row["asked_on"], row["asked_precision"], row["asked_is_assumed"]),
            "due_on": day(row["due_on"]),
            "last_safe_on": day(row["last_safe_on"]),
            "last_safe_reason": row["last_safe_reason"],
            "promised_on": day(row["promised_on"]),
            "opened_at": row["opened_at"].isoformat(),
            "closed_at": closed_at and closed_at.isoformat(),
            "ended": row["ended"] or None,
        }
        if row["is_coordinators"] or row["is_chased_self"]:
            said["last_chased_at"] = chased_at and chased_at.isoformat()
            said["last_chased"] = row["last_chased__name"]
        if row["is_coordinators"]:
            said["steps_sent"] = row["steps_sent"]
        return said


class AskNarrowing(Narrowing):
    """What a list of asks can be narrowed to."""

    programme = Slug(field_name="borough__programme__slug", help_text="a programme's short name")
    borough = Slug(field_name="borough__slug", help_text="a borough's short name")
    kind = Slug(field_name="kind")
    turn = AnyOf("turn", Turn.choices)
    is_open = YesNo("closed_at", lookup_expr="isnull")
    from_ = From("asked_on", help_text="first asked on this day or later")
    until = Until("asked_on", help_text="first asked on this day or earlier")


class Asks(ReadOnly):
    """The asks, closed ones too: all of them for a programme's coordinator, their own for a borough's people."""

    queryset = Ask.objects.all()
    serializer_class = AskSerializer
    filterset_class = AskNarrowing
    columns = (
        "id",
        "version",
        "borough__programme__slug",
        "borough__slug",
        "kind",
        "title",
        "turn",
        "turn_reason",
        "owner__name",
        "asked_on",
        "asked_precision",
        "asked_is_assumed",
        "due_on",
        "last_safe_on",
        "last_safe_reason",
        "promised_on",
        "opened_at",
        "closed_at",
        "ended",
        "last_chased_at",
        "last_chased__name",
        "steps_sent",
    )

    def shown(self, user: Any) -> Mapping[str, Any]:
        """Tell which asks `user` coordinates, and for which it was they who were chased last."""
        coordinated = Reach("borough__programme").holds_for(user)
        chased = Q(last_chased__isnull=False, last_chased__user=user)
        return {
            "is_coordinators": ExpressionWrapper(coordinated, BooleanField()),
            "is_chased_self": ExpressionWrapper(chased, BooleanField()),
        }
