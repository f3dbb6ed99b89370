"""The form of the choice about e-mail that is in doubt."""

from django import forms

from boroughs.programme.forms import VerbForm
from config.site.forms import Radios

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
