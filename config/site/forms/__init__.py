"""Forms in GOV.UK markup: a base class, fields, widgets, and the renderer that settings name."""

from config.site.forms.base import Form
from config.site.forms.dates import DateField, DateParts, PartialDateField
from config.site.forms.fields import EmailField, FreeTextField, NumberField
from config.site.forms.renderer import GovukRenderer
from config.site.forms.widgets import Checkboxes, FreeText, NumberInput, Radios, TextInput

__all__ = [
    "Checkboxes",
    "DateField",
    "DateParts",
    "EmailField",
    "Form",
    "FreeText",
    "FreeTextField",
    "GovukRenderer",
    "NumberField",
    "NumberInput",
    "PartialDateField",
    "Radios",
    "TextInput",
]
