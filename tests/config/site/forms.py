"""A form with one field of each kind, for the tests of this folder."""

from django import forms as django_forms

from config.dates import Precision
from config.site.forms import (
    Checkboxes,
    DateField,
    Form,
    FreeTextField,
    NumberField,
    PartialDateField,
    Radios,
    TextInput,
)

POSITIONS = [("hopeful", "Hopeful"), ("agreed", "Agreed, with a date"), ("excused", "Asks to be excused")]


class ReplyForm(Form):
    """What a coordinator writes down after a call."""

    who = django_forms.CharField(
        label="Who replied", help_text="Their role is enough", widget=TextInput(width=20)
    )
    position = django_forms.ChoiceField(
        label="What did they say?",
        choices=POSITIONS,
        widget=Radios(
            hints={"hopeful": "They mean to"}, reveals={"agreed": ["firm_on"], "excused": ["reason"]}
        ),
    )
    firm_on = DateField(label="When will the files be ready?", noun="date of the files")
    reason = FreeTextField(label="Why")
    said_on = DateField(label="When did they say it?", noun="date of the reply", not_after_today=True)
    since = PartialDateField(label="Since", noun="start", coarsest=Precision.MONTH, required=False)
    offered = NumberField(label="Files", noun="number of files", required=False, max_value=500)
    themes = django_forms.MultipleChoiceField(
        label="Themes", choices=[("a", "Possession"), ("b", "Ritual")], widget=Checkboxes(), required=False
    )
    borough = django_forms.ChoiceField(label="Borough", choices=[("", "Choose one"), ("cmd", "Camden")])
    email = django_forms.EmailField(label="E-mail address", required=False)
    paper = django_forms.FileField(label="Paper", required=False)
    copy = django_forms.BooleanField(label="Send a copy", required=False)
    token = django_forms.CharField(widget=django_forms.HiddenInput(), required=False)


GOOD = {
    "who": "Audit lead",
    "position": "hopeful",
    "said_on_day": "4",
    "said_on_month": "1",
    "said_on_year": "2007",
    "borough": "cmd",
}
