"""Posts and their entries."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from boroughs.access.models import Reach
from boroughs.history.models import Entry, Subject
from boroughs.people.models import Contact
from boroughs.posts.states import Stage
from boroughs.programme.models import Borough


class PostFacts(models.Model):
    """What is known of a post at one time; the post itself has a copy of its latest entry's."""

    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.PROPOSED)
    holder = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    interim = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        abstract = True


FACTS = ("stage", "holder", "interim", "note")


class Post(PostFacts, Subject):
    """The CPA post of one borough."""

    borough = models.OneToOneField(Borough, on_delete=models.PROTECT, related_name="post")
    employer = models.CharField(max_length=200, blank=True)
    is_on_behalf = models.BooleanField(
        default=False, help_text="employed on behalf of the borough, not by it"
    )
    news_on = models.DateField(
        null=True, help_text="when we last had news of it, be it only that nothing is new"
    )

    reach = Reach("borough__programme", "borough")

    class Meta:
        default_permissions = ()
        ordering = ("borough__name",)
        constraints = [
            models.CheckConstraint(
                condition=Q(stage=Stage.IN_POST) | Q(holder=None), name="post_held_only_while_in_post"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.borough}: {self.words}"

    @property
    def is_vacant(self) -> bool:
        """Whether nobody holds it."""
        return self.stage != Stage.IN_POST

    @property
    def words(self) -> str:
        """Say where it stands; a stage that is only assumed is not said."""
        if not self.is_vacant:
            return "In post"
        if self.stage == Stage.LEFT:
            return "Vacant: the adviser has left"
        return (
            "Not appointed"
            if "stage" in self.assumed
            else f"Not appointed: {Stage(self.stage).label.lower()}"
        )


class PostEntry(PostFacts, Entry):
    """What held for a post from a date on."""

    subject_field: ClassVar[str] = "post"

    post = models.ForeignKey(Post, on_delete=models.PROTECT, db_index=False, related_name="entries")

    reach = Reach("post__borough__programme", "post__borough")

    class Meta(Entry.Meta):
        indexes = [models.Index(fields=["post", "effective_on", "id"], name="post_entry_as_at")]

    def __str__(self) -> str:
        return f"{self.effective}: {self.get_stage_display()}"
