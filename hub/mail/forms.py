"""The forms about e-mail: what becomes of what is in doubt or did not arrive, and what the log shows."""

from collections.abc import Mapping
from typing import Any

from django import forms

from boroughs.programme.forms import VerbForm
from boroughs.programme.models import Borough
from config.site.forms import FreeTextField, Radios, TextInput
from hub.mail.states import Shown

SEND_AGAIN, HOLD = "again", "hold"


class DoubtfulForm(VerbForm):
    """Send again what may have arrived, or hold it for a person to look."""

    choice = forms.ChoiceField(
        label="What becomes of such an e-mail?",
        choices=[(SEND_AGAIN, "Send it again"), (HOLD, "Hold it until I have looked")],
        widget=Radios(
            hints={
                SEND_AGAIN: "Nobody waits for an e-mail that never came. At worst somebody gets it twice, "
                "with the same Message-ID.",
                HOLD: "It stands on the board, and you say whether it has arrived. Until then nobody gets it twice.",
            }
        ),
    )


class DoneForm(VerbForm):
    """Why somebody is done with an e-mail that did not arrive."""

    words = FreeTextField(
        label="Why?",
        help_text="For example: they have rung instead",
        rows=2,
        max_length=300,
        required=False,
    )


class LogForm(forms.Form):
    """Which e-mails the log shows."""

    words = forms.CharField(
        label="Person, address or subject", max_length=200, required=False, widget=TextInput(width=20)
    )
    borough = forms.ChoiceField(label="Borough", required=False)
    shown = forms.ChoiceField(
        label="What became of it", choices=[("", "Anything"), *Shown.choices], required=False
    )

    def __init__(self, data: Mapping[str, Any], *, boroughs: list[Borough], **kwargs: Any) -> None:
        super().__init__(data, label_suffix="", **kwargs)
        choices = [("", "All"), *((borough.slug, borough.name) for borough in boroughs)]
        self.fields["borough"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField, found by its name

    def chosen(self) -> dict[str, str]:
        """Read what to narrow by; what is not among the choices narrows nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}
