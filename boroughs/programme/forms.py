"""The bases of the forms that call one verb: which version was seen, and where a refusal belongs."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http.request import QueryDict

from boroughs.history.models import Tracked
from config.site.forms import Form, FreeTextField


class VerbForm(Form):
    """A form whose verb can refuse; `field_of` says which of its fields the verb's own word for a detail means."""

    def field_of(self, detail: str | None) -> str | None:
        """Find the field that a refusal about `detail` belongs to; None: to the form as a whole."""
        return detail if detail in self.fields else None


class SeenForm(VerbForm):
    """A form on a row that others may change meanwhile: it carries the version that the person saw.

    `seen` is empty (None) where a program sends the form without it; then nothing is compared.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        subject: Tracked,
        initial: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, initial={"seen": subject.version, **(initial or {})}, **kwargs)

    def show_version(self, version: int) -> None:
        """Carry a newer version on, and leave everything typed as it is: the person has been shown what changed."""
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("seen")] = str(version)
        self.data = data


class StrikeOutForm(VerbForm):
    """Why an entry was a mistake."""

    reason = FreeTextField(
        label="Why is it wrong?",
        help_text="It stays in the history, struck out, with this reason.",
        rows=2,
        max_length=300,
        error_messages={"required": "Enter why it is wrong"},
    )
