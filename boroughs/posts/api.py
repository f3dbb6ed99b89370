"""Posts, as the API says them."""

from typing import Any

from rest_framework import serializers

from boroughs.posts.models import Post
from boroughs.posts.states import Stage
from config.site.api.dates import PartialDateSerializer, day, partial
from config.site.api.filters import AnyOf, From, Narrowing, Slug, Until
from config.site.api.views import ReadOnly, Row


class PostSerializer(serializers.Serializer[Row]):
    """The adviser's post in one borough, and where the appointment stands."""

    id = serializers.IntegerField()
    version = serializers.IntegerField()
    programme = serializers.SlugField()
    borough = serializers.SlugField()
    employer = serializers.CharField(allow_blank=True)
    is_on_behalf = serializers.BooleanField(help_text="employed on behalf of the borough, not by it")
    stage = serializers.ChoiceField(choices=Stage.choices)
    is_stage_assumed = serializers.BooleanField(help_text="nobody said so: do not state it as fact")
    since = PartialDateSerializer(allow_null=True)
    holder = serializers.CharField(allow_null=True, help_text="a name, or just the role")
    interim = serializers.CharField(allow_null=True, help_text="who stands in while it is vacant")
    note = serializers.CharField(allow_blank=True)
    news_on = serializers.DateField(
        allow_null=True, help_text="when there was last news, be it only “nothing new”"
    )

    def to_representation(self, row: Row) -> dict[str, Any]:
        """Say one row."""
        assumed = row["assumed"]
        return {
            "id": row["id"],
            "version": row["version"],
            "programme": row["borough__programme__slug"],
            "borough": row["borough__slug"],
            "employer": row["employer"],
            "is_on_behalf": row["is_on_behalf"],
            "stage": row["stage"],
            "is_stage_assumed": "stage" in assumed,
            "since": partial(row["since_on"], row["since_precision"], "effective_on" in assumed),
            "holder": row["holder__name"],
            "interim": row["interim__name"],
            "note": row["note"],
            "news_on": day(row["news_on"]),
        }


class PostNarrowing(Narrowing):
    """What a list of posts can be narrowed to."""

    programme = Slug(field_name="borough__programme__slug", help_text="a programme's short name")
    borough = Slug(field_name="borough__slug", help_text="a borough's short name")
    stage = AnyOf("stage", Stage.choices)
    from_ = From("since_on", help_text="has stood like this since this day or later")
    until = Until("since_on", help_text="has stood like this since this day or earlier")


class Posts(ReadOnly):
    """The posts: all of them for a programme's coordinator, their own for a borough's people."""

    queryset = Post.objects.all()
    serializer_class = PostSerializer
    filterset_class = PostNarrowing
    columns = (
        "id",
        "version",
        "borough__programme__slug",
        "borough__slug",
        "employer",
        "is_on_behalf",
        "stage",
        "assumed",
        "since_on",
        "since_precision",
        "holder__name",
        "interim__name",
        "note",
        "news_on",
    )
