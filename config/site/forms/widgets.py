"""Widgets that carry what GOV.UK's markup needs and Django's do not: hints, reveals, widths."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms


class TextInput(forms.TextInput):
    """A line of text; `width` is how many characters it looks made for: 2, 3, 4, 5, 10, 20 or 30."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, width: int | None = None) -> None:
        super().__init__(attrs)
        self.width = width


class NumberInput(TextInput):
    """A whole number, typed: no spinner that changes it by scrolling."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, width: int | None = 5) -> None:
        super().__init__({"inputmode": "numeric", "spellcheck": "false", **(attrs or {})}, width=width)


class FreeText(forms.Textarea):
    """Several lines of somebody's own words, with the line about children under it."""

    is_free_text = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, rows: int = 4) -> None:
        super().__init__({"rows": rows, **(attrs or {})})


class _Options:
    """What options can carry besides their label: a hint each, and the fields that they reveal."""

    hints: Mapping[str, str]
    reveals: Mapping[str, Sequence[str]]
    is_inline: bool
    is_small: bool


class Radios(_Options, forms.RadioSelect):
    """One of several; `hints` by value; `reveals` names, by value, the form's fields that a choice shows.

    `or_before` is the value of the first choice of another sort: an “or” stands before it.
    """

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        *,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, Sequence[str]] | None = None,
        is_inline: bool = False,
        is_small: bool = False,
        or_before: str = "",
    ) -> None:
        super().__init__(attrs)
        self.hints = hints or {}
        self.reveals = reveals or {}
        self.is_inline = is_inline
        self.is_small = is_small
        self.or_before = or_before


class Checkboxes(_Options, forms.CheckboxSelectMultiple):
    """Any of several; `hints` and `reveals` as for Radios."""

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        *,
        hints: Mapping[str, str] | None = None,
        reveals: Mapping[str, Sequence[str]] | None = None,
        is_small: bool = False,
    ) -> None:
        super().__init__(attrs)
        self.hints = hints or {}
        self.reveals = reveals or {}
        self.is_inline = False
        self.is_small = is_small
