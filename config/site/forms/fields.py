"""Fields whose widget and messages follow GOV.UK's manner."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from config.addresses import UNWRITABLE, is_address
from config.site.forms.widgets import FreeText, NumberInput


class FreeTextField(forms.CharField):
    """Somebody's own words; shown with the line about referrals, kept with its line breaks."""

    def __init__(self, *, rows: int = 4, max_length: int | None = 4000, **kwargs: Any) -> None:
        kwargs.setdefault("widget", FreeText(rows=rows))
        super().__init__(max_length=max_length, **kwargs)


class EmailField(forms.EmailField):
    """An e-mail address that can be written to."""

    def __init__(self, *, autocomplete: str = "off", **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": autocomplete}))
        super().__init__(**kwargs)

    def run_validators(self, value: Any) -> None:
        """Hold it against what can be written to, once it has the form of an address."""
        super().run_validators(value)
        if value and not is_address(value):
            raise ValidationError(UNWRITABLE, code="unwritable")


class NumberField(forms.IntegerField):
    """A whole number; `noun` is what the messages call it ("number of files")."""

    def __init__(
        self,
        *,
        noun: str = "number",
        min_value: int | None = 0,
        max_value: int | None = None,
        **kwargs: Any,
    ) -> None:
        messages = {
            "required": f"Enter the {noun}",
            "invalid": f"The {noun} must be a whole number, like 12",
            "min_value": f"The {noun} must be %(limit_value)s or more",
            "max_value": f"The {noun} must be %(limit_value)s or less",
        }
        kwargs["error_messages"] = {**messages, **kwargs.get("error_messages", {})}
        kwargs.setdefault("widget", NumberInput())
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)
