"""The forms about asks: a reply, and the monthly update."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms

from boroughs.asks.details import ChoiceForm
from boroughs.asks.kinds import Answer, Choice
from boroughs.asks.models import Ask
from boroughs.asks.promising import may_be_promised, no_later_words
from boroughs.asks.selectors import choices_of
from boroughs.asks.states import PAUSE, PROMISE
from boroughs.people.models import Contact
from boroughs.people.selectors import people_of
from boroughs.people.states import Position
from boroughs.programme.forms import VerbForm
from boroughs.programme.models import Borough
from boroughs.programme.states import HEARD_BY_US, Heard
from config import clock
from config.site.forms import DateField, FreeTextField, Radios, TextInput

OTHER = "other"


class HeardFields(VerbForm):
    """Who said it, how and when: asked of the coordinator. A borough's own person says it here and now."""

    said_by = forms.ChoiceField(
        label="Who said it?", widget=Radios(reveals={OTHER: ["said_by_name"]}, is_small=True)
    )
    said_by_name = forms.CharField(
        label="Their name or role", max_length=200, required=True, widget=TextInput(width=30)
    )
    how = forms.ChoiceField(
        label="How?",
        choices=[(each.value, each.label) for each in HEARD_BY_US],
        widget=Radios(is_inline=True),
    )
    on = DateField(label="When?", noun="date", not_after_today=True)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        borough: Borough,
        own_name: str = "",
        how: str = "",
        initial: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.own_name = own_name
        today = {"on": clock.today(), "how": how if how in HEARD_BY_US else ""}
        super().__init__(data, initial={**today, **(initial or {})}, **kwargs)
        if own_name:
            for name in ("said_by", "said_by_name", "how", "on"):
                del self.fields[name]
            return
        self.people = {str(contact.pk): contact for contact in people_of(borough)}
        listed = [(value, person_label(contact)) for value, contact in self.people.items()]
        said_by = self.fields["said_by"]
        assert isinstance(said_by, forms.ChoiceField)  # noqa: S101 - declared so above
        said_by.choices = [*listed, (OTHER, "Somebody else")]

    def heard(self) -> dict[str, Any]:
        """Tell who said it, how and when, as the services ask for it."""
        if self.own_name:
            return {"said_by": self.own_name, "how": Heard.SITE, "on": clock.today()}
        given = self.cleaned_data
        who = given["said_by_name"] if given["said_by"] == OTHER else self.people[given["said_by"]].name
        return {"said_by": who, "how": Heard(given["how"]), "on": given["on"]}


def _own(choice: Choice) -> Choice:
    """Say a choice in the words of the person who makes it."""
    hint = "Nobody reminds you until it is decided" if choice.value == PAUSE else choice.hint
    return replace(choice, label=choice.own or choice.label, hint=hint)


def person_label(contact: Contact) -> str:
    """Name a person with what they are, unless the name says that already."""
    position = Position(contact.position).label
    if position.lower() in contact.name.lower():
        return contact.name
    return f"{contact.name} ({position.lower()})"


class ReplyForm(HeardFields, ChoiceForm):
    """What a borough answered to one ask."""

    words = FreeTextField(label="What was said", required=False)

    field_order: Sequence[str] = ("said_by", "how", "on", "choice", "words")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        ask: Ask,
        own_name: str = "",
        choices: Sequence[Choice] | None = None,
        **kwargs: Any,
    ) -> None:
        offered = choices_of(ask) if choices is None else choices
        self.may_be_promised = may_be_promised(ask)
        choices = [choice for choice in offered if choice.value != PROMISE or self.may_be_promised]
        self.why_no_promise = "" if self.may_be_promised or ask.promised_on else no_later_words(ask)
        if own_name:
            choices = [_own(choice) for choice in choices]
        super().__init__(
            data,
            borough=ask.borough,
            own_name=own_name,
            subject=ask,
            choices=choices,
            question="What is your answer?" if own_name else "What did they say?",
            advisers=people_of(ask.borough).filter(position=Position.ADVISER),
            **kwargs,
        )
        if own_name:
            self.fields["words"].label = "Anything to add"

    def answer(self) -> Answer:
        """Read the answer as the service takes it."""
        details = {name: value for name, value in self.details().items() if value not in (None, "")}
        return Answer(
            choice=self.cleaned_data["choice"], words=self.cleaned_data["words"], **self.heard(), **details
        )


class UpdateForm(HeardFields):
    """The monthly update; its two answers are the two buttons."""

    change = forms.ChoiceField(
        choices=[("nothing", "Nothing has changed"), ("something", "Something has changed")],
        widget=forms.HiddenInput,
        error_messages={
            "required": "Choose one of the two buttons",
            "invalid_choice": "Choose one of the two buttons",
        },
    )
