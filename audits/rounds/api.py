"""File audits, as the API says them."""

from collections.abc import Mapping
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper
from rest_framework import serializers

from audits.rounds.models import FileAudit
from audits.rounds.states import Position, ReviewedBy
from boroughs.access.models import Reach
from config.site.api.dates import PartialDateSerializer, partial
from config.site.api.filters import AnyOf, From, Narrowing, Slug, Until
from config.site.api.views import ReadOnly, Row

NEGOTIATED = "is absent for a reviewer"


class FileAuditSerializer(serializers.Serializer[Row]):
    """One borough's part in a round. A number of files that is null is unknown, which is not zero."""

    id = serializers.IntegerField()
    version = serializers.IntegerField()
    programme = serializers.SlugField()
    borough = serializers.SlugField()
    round = serializers.SlugField()
    position = serializers.ChoiceField(choices=Position.choices)
    firm = PartialDateSerializer(allow_null=True, help_text="when the files are to come")
    files_agreed = serializers.IntegerField(allow_null=True)
    files_received = serializers.IntegerField(allow_null=True)
    files_reviewed = serializers.IntegerField(allow_null=True)
    reviewed_by = serializers.ChoiceField(choices=ReviewedBy.choices)
    assumed = serializers.ListField(
        child=serializers.CharField(), help_text="what nobody said, by its name here: do not state it as fact"
    )
    since = PartialDateSerializer(allow_null=True, required=False, help_text=NEGOTIATED)
    files_offered = serializers.IntegerField(allow_null=True, required=False, help_text=NEGOTIATED)
    reason = serializers.CharField(allow_blank=True, required=False, help_text=NEGOTIATED)
    decided_by = serializers.CharField(allow_blank=True, required=False, help_text=NEGOTIATED)
    note = serializers.CharField(allow_blank=True, required=False, help_text=NEGOTIATED)

    def to_representation(self, row: Row) -> dict[str, Any]:
        """Say one row; a reviewer hears of the files that are to come, and not how that was negotiated."""
        assumed = row["assumed"]
        said = {
            "id": row["id"],
            "version": row["version"],
            "programme": row["borough__programme__slug"],
            "borough": row["borough__slug"],
            "round": row["round__slug"],
            "position": row["position"],
            "firm": partial(row["firm_on"], row["firm_precision"], "firm_on" in assumed),
            "files_agreed": row["files_agreed"],
            "files_received": row["files_received"],
            "files_reviewed": row["files_reviewed"],
            "reviewed_by": row["reviewed_by"],
        }
        if row["is_negotiators"]:
            said["since"] = partial(row["since_on"], row["since_precision"], "effective_on" in assumed)
            said["files_offered"] = row["files_offered"]
            said["reason"] = row["reason"]
            said["decided_by"] = row["decided_by"]
            said["note"] = row["note"]
        # Dates say for themselves whether they are assumed.
        said["assumed"] = [name for name in assumed if name in said]
        return said


class FileAuditNarrowing(Narrowing):
    """What a list of file audits can be narrowed to: only by what everybody sees who sees the row."""

    programme = Slug(field_name="borough__programme__slug", help_text="a programme's short name")
    borough = Slug(field_name="borough__slug", help_text="a borough's short name")
    round = Slug(field_name="round__slug", help_text="a round's short name")
    position = AnyOf("position", Position.choices)
    reviewed_by = AnyOf("reviewed_by", ReviewedBy.choices)
    from_ = From("firm_on", help_text="the files are to come on this day or later")
    until = Until("firm_on", help_text="the files are to come on this day or earlier")


class FileAudits(ReadOnly):
    """The file audits: all of a programme for its coordinator, their own for a borough's people.

    A reviewer sees those whose files are to come to them.
    """

    queryset = FileAudit.objects.all()
    serializer_class = FileAuditSerializer
    filterset_class = FileAuditNarrowing
    columns = (
        "id",
        "version",
        "borough__programme__slug",
        "borough__slug",
        "round__slug",
        "position",
        "firm_on",
        "firm_precision",
        "files_offered",
        "files_agreed",
        "files_received",
        "files_reviewed",
        "reviewed_by",
        "reason",
        "decided_by",
        "note",
        "since_on",
        "since_precision",
        "assumed",
    )

    def shown(self, user: Any) -> Mapping[str, Any]:
        """Tell of which file audits `user` is told the negotiation: the coordinator, and the borough's own people."""
        negotiators = Reach("borough__programme", "borough").holds_for(user)
        return {"is_negotiators": ExpressionWrapper(negotiators, BooleanField())}
