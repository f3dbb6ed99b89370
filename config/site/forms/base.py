"""The base class of our forms: GOV.UK's messages, fields revealed by a choice, the line about referrals."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.fields import Field

from config.site.referral import GENERIC


class Form(forms.Form):
    """Say what to do in every message, and check a revealed field only when its choice is made.

    `referral` is the line under free text; without it, general words. `more` are fields that only this page has.
    """

    use_required_attribute = False

    def __init__(
        self, *args: Any, referral: str = "", more: Mapping[str, Field] | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.fields.update(more or {})
        self.order_fields(self.field_order)
        self.referral = referral or GENERIC
        for name, field in self.fields.items():
            _ask_plainly(name, field)

    @property
    def top_fields(self) -> list[BoundField]:
        """List the visible fields that no choice reveals, in order."""
        revealed = {name for _, names in self._reveals() for name in names}
        return [field for field in self.visible_fields() if field.name not in revealed]

    def _reveals(self) -> Iterable[tuple[tuple[str, str], Sequence[str]]]:
        """Give ((field, value), names of the fields revealed)."""
        for name, field in self.fields.items():
            reveals: Mapping[str, Sequence[str]] = getattr(field.widget, "reveals", {})
            for value, names in reveals.items():
                yield (name, str(value)), names

    def _clean_fields(self) -> None:
        # Before clean(), so that a subclass's own checks see only what was asked.
        super()._clean_fields()  # type: ignore[misc]  # private, but the only step between fields and clean()
        shown: set[str] = set()
        hidden: set[str] = set()
        for (name, value), names in self._reveals():
            (shown if value in self._chosen(name) else hidden).update(names)
        for name in hidden - shown:
            # `errors` is not ready before the cleaning is done; this is where it is kept meanwhile.
            self._errors.pop(name, None)  # type: ignore[attr-defined]  # missing in the stubs
            self.cleaned_data[name] = self.fields[name].to_python(None)

    def _chosen(self, name: str) -> set[str]:
        value = self.cleaned_data.get(name)
        if value is None:
            return set()
        return {str(one) for one in value} if isinstance(value, list | tuple) else {str(value)}


def _ask_plainly(name: str, field: Field) -> None:
    """Replace Django's messages by what to do, unless the form says its own."""
    if isinstance(field, forms.EmailField) and "invalid" not in field.error_messages:
        field.error_messages["invalid"] = (
            "Enter an e-mail address in the correct format, like name@example.org"
        )
    if field.error_messages.get("required") != Field.default_error_messages["required"]:
        return
    label = str(field.label or name.replace("_", " ")).strip()
    if label.endswith("?"):
        message = f"Answer “{label}”"
    else:
        verb = "Select" if isinstance(field, forms.ChoiceField) else "Enter"
        message = f"{verb} {label[:1].lower()}{label[1:]}"
    if isinstance(field, forms.FileField):
        message = "Choose a file"
    field.error_messages["required"] = message
