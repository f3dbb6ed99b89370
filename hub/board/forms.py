"""The form of a call that was about none of the open asks."""

from django import forms

from boroughs.programme.forms import VerbForm
from boroughs.programme.states import HEARD_BY_US
from config.site.forms import DateField, FreeTextField, Radios, TextInput


class NoteForm(VerbForm):
    """Who said what, how and when."""

    said_by = forms.CharField(label="Who did you speak with?", max_length=200, widget=TextInput(width=30))
    how = forms.ChoiceField(
        label="How?", choices=[(how.value, how.label) for how in HEARD_BY_US], widget=Radios(is_inline=True)
    )
    on = DateField(label="When?", noun="date of the call", not_after_today=True)
    words = FreeTextField(label="What was said?")
