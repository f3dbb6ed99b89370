"""The forms of the workspace."""

from django import forms

from boroughs.programme.forms import VerbForm
from config.site.forms import FreeTextField


class QueryForm(VerbForm):
    """“This is wrong”: which sentence, and what would be right."""

    sentence = forms.CharField(widget=forms.HiddenInput)
    words = FreeTextField(label="What is wrong, and what would be right?")


class QueryAnswerForm(VerbForm):
    """What was done about a query."""

    answer = FreeTextField(label="What did you do about it?", help_text="The borough sees your answer.")
