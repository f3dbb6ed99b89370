"""The forms of the adviser's minute, each with who fills it in."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from boroughs.asks.kinds import Answer
from boroughs.programme.states import Heard
from config import clock
from config.dates import PartialDate
from config.site.forms import FreeTextField, NumberField, PartialDateField, Radios
from hub.answers.forms import CopiedForm, SignedForm
from hub.answers.models import AnswerLink
from hub.events.forms import KNOWN, UNKNOWN
from hub.events.services import EventFacts
from hub.workspace.forms import QueryForm

NOTHING, SOMETHING = "nothing", "something"


class ChangedForm(CopiedForm):
    """Anything changed? Its two answers are the two buttons."""

    choice = forms.ChoiceField(
        choices=[(NOTHING, "Nothing has changed"), (SOMETHING, "Something has")],
        widget=forms.HiddenInput,
        error_messages={
            "required": "Choose one of the two buttons",
            "invalid_choice": "Choose one of the two buttons",
        },
    )

    words = FreeTextField(label="What has changed", rows=2, required=False)

    def answer(self) -> Answer:
        """Read the answer as the services take it."""
        given = self.cleaned_data
        return Answer(
            choice=given["choice"],
            on=clock.today(),
            said_by=self.who(),
            how=Heard.LINK,
            words=given["words"],
        )


class DidForm(SignedForm):
    """Something you did: what, when, and how many people came, if anybody knows."""

    title = forms.CharField(
        label="What was it?",
        help_text="For example: training day for faith groups",
        max_length=200,
        error_messages={"required": "Enter what it was"},
    )
    when = PartialDateField(
        label="When?", help_text="The month alone will do", noun="date", not_after_today=True
    )
    counted = forms.ChoiceField(
        label="How many people came?",
        choices=[(UNKNOWN, "Don’t know"), (KNOWN, "A number")],
        initial=UNKNOWN,
        widget=Radios(reveals={KNOWN: ["attendance"]}, is_small=True),
    )
    attendance = NumberField(label="How many?", noun="number of people", max_value=99_999)

    field_order = ("title", "when", "counted", "attendance", "answered_by")

    def field_of(self, detail: str | None) -> str | None:
        """A refusal about the day belongs to the date."""
        return super().field_of("when" if detail == "on" else detail)

    def facts(self) -> EventFacts:
        """Read what was done as the services take an event."""
        given = self.cleaned_data
        when: PartialDate = given["when"]
        attendance = given["attendance"] if given["counted"] == KNOWN else None
        return EventFacts(
            title=given["title"], when=when, hosts=[self.link.ask.borough], attendance=attendance
        )


class WrongForm(SignedForm, QueryForm):
    """“This is wrong” about a sentence of the next report."""

    field_order = ("sentence", "words", "answered_by")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        link: AnswerLink,
        said: Sequence[str],
        about: str,
        **kwargs: Any,
    ) -> None:
        self.said = said
        super().__init__(data, link=link, initial={"sentence": about}, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Take only what the report says: the page may have been open while the facts changed."""
        if self.cleaned_data.get("sentence") not in self.said:
            raise forms.ValidationError("The report does not say that any more. Read what it says now.")
        return self.cleaned_data
