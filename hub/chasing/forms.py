"""The forms that stop chasing."""

from django import forms

from boroughs.programme.forms import VerbForm
from config.site.forms import DateField, FreeTextField, Radios
from hub.chasing.states import HoldKind

KINDS = {
    HoldKind.INSPECTION: ["fieldwork_ends_on"],
    HoldKind.PAUSE: ["pause_ends_on"],
    HoldKind.OTHER: ["ends_on"],
}


class HoldForm(VerbForm):
    """Why chasing is held, and until when."""

    kind = forms.ChoiceField(
        label="Why?",
        choices=[(kind.value, kind.label) for kind in KINDS],
        widget=Radios(
            reveals={kind.value: fields for kind, fields in KINDS.items()},
            hints={HoldKind.INSPECTION.value: "Held until ten working days after the fieldwork"},
        ),
    )
    fieldwork_ends_on = DateField(label="When does the fieldwork end?", noun="end of the fieldwork")
    pause_ends_on = DateField(
        label="Until when?",
        noun="last day",
        not_before_today=True,
        required=False,
        help_text="Empty: until you lift it",
    )
    ends_on = DateField(
        label="Until when?",
        noun="last day",
        not_before_today=True,
        required=False,
        help_text="Empty: until you lift it",
    )
    reason = FreeTextField(
        label="Notes", required=False, rows=2, help_text="Private: the borough does not see this."
    )

    def field_of(self, detail: str | None) -> str | None:
        """A refused end belongs to the date under the kind that was chosen."""
        if detail == "ends_on" and self.cleaned_data.get("kind") == HoldKind.PAUSE:
            return "pause_ends_on"
        return super().field_of(detail)


class WithdrawForm(VerbForm):
    """What our mistake was, and whether to ask again."""

    reason = FreeTextField(
        label="What was our mistake?",
        rows=3,
        max_length=1000,
        help_text="Everybody who was written to about it gets these words, with an apology.",
    )
    ask_again_on = DateField(
        label="Ask again from",
        noun="day to ask again",
        not_before_today=True,
        required=False,
        help_text="Empty: not again by itself",
    )


class PauseForm(VerbForm):
    """What is decided about a pause that the borough asked for, when chasing is not held."""

    words = FreeTextField(label="What did you agree?", rows=2, max_length=1000)
