"""The forms about a post."""

from collections.abc import Mapping, Sequence
from typing import Any

from boroughs.asks.details import ChoiceForm
from boroughs.asks.kinds import Choice
from boroughs.people.forms import check_person, person_fields, read_person
from boroughs.people.models import Contact
from boroughs.people.services import Newcomer
from boroughs.posts.models import Post
from boroughs.programme.forms import SeenForm
from config import clock
from config.site.forms import DateField, FreeTextField, PartialDateField


class NewsForm(ChoiceForm):
    """What has happened to the appointment since it was last written down."""

    on = PartialDateField(
        label="When?",
        help_text="The month or the year alone will do",
        noun="date",
        not_after_today=True,
    )
    note = FreeTextField(label="Anything to add", required=False)

    field_order = ("choice", "on", "note")

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, post: Post, choices: Sequence[Choice], **kwargs: Any
    ) -> None:
        question = "What has happened?"
        super().__init__(
            data, subject=post, choices=choices, question=question, initial={"on": clock.today()}, **kwargs
        )


class InterimForm(SeenForm):
    """Who stands in while the post is vacant."""

    on = PartialDateField(label="From when?", noun="date", not_after_today=True)

    field_order = ("interim", "interim_name", "interim_email", "on")

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, post: Post, people: Sequence[Contact], **kwargs: Any
    ) -> None:
        nobody = "Nobody any more" if post.interim_id else ""
        more = person_fields(people, name="interim", question="Who stands in?", nobody=nobody)
        super().__init__(data, subject=post, more=more, initial={"on": clock.today()}, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Ask for the name of somebody new."""
        check_person(self, "interim")
        return self.cleaned_data

    def person(self) -> int | Newcomer | None:
        """Read who stands in."""
        return read_person(self.cleaned_data, "interim")


class LeaveForm(SeenForm):
    """That somebody has left; since when, where they held a post or stood in."""

    on = DateField(label="When did they leave?", noun="date on which they left", not_after_today=True)

    def __init__(self, data: Mapping[str, Any] | None = None, *, contact: Contact, has_post: bool) -> None:
        super().__init__(data, subject=contact, initial={"on": clock.today()})
        if not has_post:
            del self.fields["on"]
