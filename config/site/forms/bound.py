"""A field in its form, with all that GOV.UK's markup asks of it: kind, ids, classes, options, targets."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.widgets import Widget

from config.site.forms.dates import DateParts
from config.site.referral import GENERIC, NO_CHILD_DETAILS


@dataclass(frozen=True)
class Option:
    """One radio or checkbox, ready for the template."""

    id: str
    name: str
    value: str
    label: str
    is_checked: bool
    is_disabled: bool
    hint: str
    revealed: list[BoundField]
    is_after_or: bool


@dataclass(frozen=True)
class DatePart:
    """One input of a date, ready for the template."""

    id: str
    name: str
    label: str
    value: str
    width: int
    is_wrong: bool


# The order matters: a widget takes the first kind whose class it is.
_KINDS: tuple[tuple[type[Widget], str], ...] = (
    (DateParts, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
)
_CLASSES = {"select": "govuk-select", "textarea": "govuk-textarea", "file": "govuk-file-upload"}


class GovukBoundField(BoundField):
    """Know the field's GOV.UK markup."""

    @property
    def kind(self) -> str:
        """Name the markup: input, textarea, select, radios, checkboxes, checkbox, date, file or hidden."""
        if self.is_hidden:
            return "hidden"
        widget = self.field.widget
        return next((kind for class_, kind in _KINDS if isinstance(widget, class_)), "input")

    @property
    def template_path(self) -> str:
        """Name the template of this kind of field."""
        kind = {"textarea": "input", "select": "input", "file": "input", "checkboxes": "radios"}
        return f"site/forms/{kind.get(self.kind, self.kind)}.html"

    @property
    def is_free_text(self) -> bool:
        """Tell whether the line about referrals belongs under this field."""
        return getattr(self.field.widget, "is_free_text", False)

    @property
    def notice(self) -> str:
        """Say what belongs under free text."""
        return f"{NO_CHILD_DETAILS} {getattr(self.form, 'referral', GENERIC)}"

    @property
    def full_label(self) -> str:
        """Give the label, with “(optional)” where the field may stay empty."""
        if self.field.required or self.kind == "checkbox" or not self.label:
            return str(self.label)
        return f"{self.label} (optional)"

    @property
    def hint_id(self) -> str:
        """Name the hint's element."""
        return f"{self.auto_id}_hint"

    @property
    def error_id(self) -> str:
        """Name the error message's element."""
        return f"{self.auto_id}_error"

    @property
    def notice_id(self) -> str:
        """Name the element of the line under free text."""
        return f"{self.auto_id}_notice"

    @property
    def wrong_parts(self) -> set[str]:
        """Name the parts of a date that its errors are about; all, when an error names none."""
        parts: set[str] = set()
        errors = self.form.errors.as_data().get(self.name, [])
        for error in errors:
            parts.update((error.params or {}).get("parts", ()))
        return parts or ({"day", "month", "year"} if errors else set())

    @property
    def target_id(self) -> str:
        """Name the control that an error leads to: the first option, or the first wrong part of a date."""
        if self.kind in {"radios", "checkboxes"}:
            return f"{self.auto_id}_0"
        if self.kind == "date":
            wrong = self.wrong_parts or {"day"}
            return f"{self.auto_id}_{next(part for part in ('day', 'month', 'year') if part in wrong)}"
        return self.id_for_label or self.auto_id

    @property
    def options(self) -> list[Option]:
        """List the options of radios or checkboxes, in order."""
        widget = self.field.widget
        hints = {str(value): hint for value, hint in getattr(widget, "hints", {}).items()}
        reveals = {str(value): names for value, names in getattr(widget, "reveals", {}).items()}
        options: list[Option] = []
        for index, bound in enumerate(self.subwidgets):
            value = str(bound.data["value"])
            options.append(
                Option(
                    id=f"{self.auto_id}_{index}",
                    name=self.html_name,
                    value=value,
                    label=str(bound.data["label"]),
                    is_checked=bool(bound.data["selected"]),
                    is_disabled=bool(bound.data["attrs"].get("disabled")),
                    hint=str(hints.get(value, "")),
                    revealed=[self.form[name] for name in reveals.get(value, ())],
                    is_after_or=bool(options) and value == getattr(widget, "or_before", ""),
                )
            )
        return options

    @property
    def date_parts(self) -> list[DatePart]:
        """List the three inputs of a date, holding what was typed or the initial date."""
        value = self.value()
        typed = value if isinstance(value, list | tuple) else DateParts().decompress(value)
        wrong = self.wrong_parts
        return [
            DatePart(
                id=f"{self.auto_id}_{part}",
                name=f"{self.html_name}_{part}",
                label=part.capitalize(),
                value=text or "",
                width=4 if part == "year" else 2,
                is_wrong=part in wrong,
            )
            for part, text in zip(("day", "month", "year"), typed, strict=True)
        ]

    @property
    def options_class(self) -> str:
        """Give the classes of the element around the options."""
        base = f"govuk-{self.kind}"
        widget = self.field.widget
        names = [base]
        if getattr(widget, "is_inline", False):
            names.append(f"{base}--inline")
        if getattr(widget, "is_small", False):
            names.append(f"{base}--small")
        return " ".join(names)

    @property
    def aria_describedby(self) -> str | None:
        """Name what describes the control: hint, error, line under free text."""
        if self.field.widget.attrs.get("aria-describedby") or not self.auto_id or self.is_hidden:
            return None
        ids = []
        if self.help_text:
            ids.append(self.hint_id)
        if self.errors:
            ids.append(self.error_id)
        if self.is_free_text:
            ids.append(self.notice_id)
        return " ".join(ids) or None

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        """Add GOV.UK's classes to what Django gives the control."""
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        if widget.is_hidden or self.kind in {"radios", "checkboxes", "checkbox", "date"}:
            return attrs
        base = _CLASSES.get(self.kind, "govuk-input")
        names = [base]
        if self.errors:
            names.append(f"{base}--error")
        if width := getattr(widget, "width", None):
            names.append(f"govuk-input--width-{width}")
        if own := widget.attrs.get("class"):
            names.append(own)
        attrs["class"] = " ".join(names)
        return attrs
