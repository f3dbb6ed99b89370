"""The details that an answer can need: a field for each, under each choice that takes it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from boroughs.asks.kinds import Choice
from boroughs.asks.states import OF_EVERY_ASK
from boroughs.people.forms import check_person, person_fields, read_person
from boroughs.people.models import Contact
from boroughs.people.services import Newcomer
from boroughs.programme.forms import SeenForm
from config.dates import Precision
from config.site.forms import (
    DateField,
    EmailField,
    FreeTextField,
    NumberField,
    PartialDateField,
    Radios,
    TextInput,
)

# In the order in which they are asked for.
DETAILS = ("firm", "files", "holder", "reason", "decided_by", "promised_on", "refer_to")


def _firm(required: bool) -> forms.Field:  # noqa: FBT001 - called through the table below only
    return PartialDateField(
        label="When will the files be ready?",
        help_text="The month alone will do",
        noun="date of the files",
        coarsest=Precision.MONTH,
        required=required,
    )


def _files(required: bool) -> forms.Field:  # noqa: FBT001 - called through the table below only
    return NumberField(
        label="How many files?", noun="number of files", min_value=1, max_value=999, required=required
    )


def _reason(required: bool) -> forms.Field:  # noqa: FBT001 - called through the table below only
    return FreeTextField(
        label="Because of what?",
        help_text="For example: a joint area review",
        rows=2,
        max_length=200,
        required=required,
        error_messages={"required": "Enter because of what, for example: a joint area review"},
    )


def _decided_by(required: bool) -> forms.Field:  # noqa: FBT001 - called through the table below only
    return forms.CharField(
        label="Who decided?",
        max_length=200,
        required=required,
        widget=TextInput(width=30),
        help_text="For example: the Board",
    )


def _promised_on(required: bool) -> forms.Field:  # noqa: FBT001 - called through the table below only
    return DateField(
        label="By when?",
        help_text="Until then nobody is reminded. A day can be promised once. Correct a slip the same day.",
        noun="date by which they will answer",
        not_before_today=True,
        required=required,
    )


def _refer_to(name: str) -> dict[str, forms.Field]:
    return {
        f"{name}_name": forms.CharField(
            label="Who is the right person?",
            help_text="A name, or just the role",
            max_length=100,
            widget=TextInput(width=30),
            error_messages={"required": "Enter who is the right person, or their role"},
        ),
        f"{name}_email": EmailField(
            label="Their e-mail address",
            error_messages={
                "required": "Enter their e-mail address. If you do not know it, ring the coordinator"
            },
        ),
    }


_MAKERS = {
    "firm": _firm,
    "files": _files,
    "reason": _reason,
    "decided_by": _decided_by,
    "promised_on": _promised_on,
}


class ChoiceForm(SeenForm):
    """A form around one question, `choice`, whose choices reveal the details that they need or take."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        choices: Sequence[Choice],
        question: str,
        advisers: Iterable[Contact] = (),
        **kwargs: Any,
    ) -> None:
        self.offered = {choice.value: choice for choice in choices}
        advisers = list(advisers)
        revealed = {choice.value: _fields(choice, advisers) for choice in choices}
        no_answer_yet = next((each.value for each in choices if each.value in OF_EVERY_ASK), "")
        asked = forms.ChoiceField(
            label=question,
            choices=[(choice.value, choice.label) for choice in choices],
            error_messages={"invalid_choice": "That cannot be answered any more. Choose one of these"},
            widget=Radios(
                is_small=len(choices) > 6,
                or_before=no_answer_yet,
                hints={choice.value: choice.hint for choice in choices if choice.hint},
                reveals={value: list(fields) for value, fields in revealed.items() if fields},
            ),
        )
        more = {
            "choice": asked,
            **{name: field for fields in revealed.values() for name, field in fields.items()},
        }
        super().__init__(data, more=more, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Ask for the name of somebody new."""
        choice = self.offered.get(self.cleaned_data.get("choice", ""))
        if choice is not None and "holder" in choice.needs:
            check_person(self, f"{choice.value}_holder")
        return self.cleaned_data

    def field_of(self, detail: str | None) -> str | None:
        """Find a detail under the choice that was made; a verb's “move” is the choice itself."""
        if detail in {"move", "position"}:
            return "choice"
        under = f"{self.cleaned_data.get('choice')}_{detail}"
        return under if under in self.fields else super().field_of(detail)

    def details(self) -> dict[str, Any]:
        """Read the details of the choice that was made, by their own names."""
        value = self.cleaned_data["choice"]
        choice = self.offered[value]
        found: dict[str, Any] = {}
        for detail in choice.needs | choice.takes:
            if detail in {"holder", "refer_to"}:
                found[detail] = read_person(self.cleaned_data, f"{value}_{detail}")
            else:
                found[detail] = self.cleaned_data[f"{value}_{detail}"]
        return found

    def person(self) -> int | Newcomer | None:
        """Read the person whom the choice names."""
        return read_person(self.cleaned_data, f"{self.cleaned_data['choice']}_holder")


def _fields(choice: Choice, advisers: Sequence[Contact]) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for detail in DETAILS:
        if detail not in choice.needs | choice.takes:
            continue
        name = f"{choice.value}_{detail}"
        if detail == "holder":
            fields.update(person_fields(advisers, name=name, question="Who has started?"))
        elif detail == "refer_to":
            fields.update(_refer_to(name))
        else:
            fields[name] = _MAKERS[detail](detail in choice.needs)
    return fields
