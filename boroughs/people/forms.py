"""Fields that name a person of a borough, one who is listed or somebody new; and forms about one person."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from boroughs.people.models import Contact
from boroughs.people.services import Newcomer
from boroughs.people.states import CENTRAL, Position
from boroughs.programme.forms import SeenForm, VerbForm
from config.site.forms import EmailField, Radios, TextInput

NEWCOMER = "new"
NOBODY = "nobody"


def person_fields(
    listed: Iterable[Contact], *, name: str, question: str, nobody: str = ""
) -> dict[str, forms.Field]:
    """Make the fields NAME, NAME_name and NAME_email; where nobody is listed, only the two that name somebody new.

    `nobody` is the label of a choice for no one.
    """
    choices = [(str(contact.pk), contact.name) for contact in listed]
    if nobody:
        choices.append((NOBODY, nobody))
    new = "If they are not listed. " if choices else ""
    fields: dict[str, forms.Field] = {
        f"{name}_name": forms.CharField(
            label="Name, or just the role",
            help_text=f"{new}For example: the acting adviser",
            max_length=200,
            required=not choices,
            widget=TextInput(width=30),
            error_messages={"required": "Enter their name, or just the role"},
        ),
        f"{name}_email": EmailField(label="E-mail address", help_text=new, required=False),
    }
    if not choices:
        return fields
    options = [("", "Choose"), *choices, (NEWCOMER, "Somebody who is not listed")]
    return {name: forms.ChoiceField(label=question, choices=options), **fields}


def read_person(cleaned: Mapping[str, Any], name: str) -> int | Newcomer | None:
    """Read the person from the fields above: a contact's id, somebody to be added, or None for nobody."""
    chosen = cleaned.get(name, NEWCOMER)
    if chosen == NEWCOMER:
        return Newcomer(cleaned.get(f"{name}_name") or "", cleaned.get(f"{name}_email") or "")
    return int(chosen) if chosen and chosen != NOBODY else None


def check_person(form: forms.Form, name: str) -> None:
    """Ask for the name of somebody who is not listed."""
    if form.has_error(name):
        return
    person = read_person(form.cleaned_data, name)
    if isinstance(person, Newcomer) and not person.name and not form.has_error(f"{name}_name"):
        form.add_error(f"{name}_name", "Enter their name, or just the role")


class PersonForm(VerbForm):
    """What is recorded of a person."""

    name = forms.CharField(
        label="Name, or just the role",
        help_text="For example: Camden’s audit lead",
        max_length=200,
        widget=TextInput(width=30),
    )
    email = EmailField(
        label="E-mail address", help_text="Without one they cannot be written to", required=False
    )
    telephone = forms.CharField(
        label="Telephone number", max_length=40, required=False, widget=TextInput(width=20)
    )


class CorrectForm(PersonForm, SeenForm):
    """The same, of somebody who is recorded."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, contact: Contact) -> None:
        known = {"name": contact.name, "email": contact.email, "telephone": contact.telephone}
        super().__init__(data, subject=contact, initial=known)


class AddForm(PersonForm):
    """The same, of somebody who is not recorded yet."""

    position = forms.ChoiceField(
        label="What are they?",
        choices=[(each.value, each.label) for each in Position if each not in CENTRAL],
        widget=Radios(is_small=True),
    )

    field_order = ("position", "name", "email", "telephone")
