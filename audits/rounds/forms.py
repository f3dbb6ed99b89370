"""The forms about a file audit."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms

from audits.rounds.models import FileAudit
from audits.rounds.services import Details
from audits.rounds.states import Move, ReviewedBy
from boroughs.asks.details import ChoiceForm
from boroughs.asks.kinds import Choice
from boroughs.programme.forms import SeenForm
from config import clock
from config.site.forms import FreeTextField, NumberField, PartialDateField, Radios, TextInput


def _when() -> PartialDateField:
    return PartialDateField(
        label="Since when?", help_text="The month alone will do", noun="date", not_after_today=True
    )


class PositionForm(ChoiceForm):
    """Where the borough stands now."""

    reviewed_by = forms.ChoiceField(
        label="Who reviews the files?", choices=ReviewedBy.choices, widget=Radios(is_inline=True)
    )
    on = _when()
    note = FreeTextField(label="Anything to add", required=False)

    field_order = ("choice", "reviewed_by", "on", "note")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        audit: FileAudit,
        choices: Sequence[Choice],
        **kwargs: Any,
    ) -> None:
        self.audit = audit
        initial = {"on": clock.today(), "reviewed_by": audit.reviewed_by}
        question = "What has happened?"
        choices = [replace(choice, label=Move(choice.value).label) for choice in choices]
        super().__init__(data, subject=audit, choices=choices, question=question, initial=initial, **kwargs)

    def move_details(self) -> Details:
        """Read what comes with the move."""
        given = self.details()
        reviewed_by = ReviewedBy(self.cleaned_data["reviewed_by"])
        return Details(
            firm=given.get("firm"),
            files=given.get("files"),
            # Left as it was is not said anew: what was only assumed stays so.
            reviewed_by=reviewed_by if reviewed_by != self.audit.reviewed_by else None,
            reason=given.get("reason") or "",
            note=self.cleaned_data["note"],
        )


class ExcusalForm(SeenForm):
    """Whether the borough is excused, and who decided."""

    move = forms.ChoiceField(
        label="Is the borough excused?",
        choices=[
            (Move.EXCUSE.value, "Yes, it is excused"),
            (Move.REFUSE_EXCUSAL.value, "No, it is not excused"),
        ],
        widget=Radios(hints={Move.REFUSE_EXCUSAL.value: "It is then asked again, from the beginning"}),
    )
    decided_by = forms.CharField(
        label="Who decided?",
        help_text="For example: the Board",
        max_length=200,
        widget=TextInput(width=30),
        error_messages={"required": "Enter who decided"},
    )
    on = PartialDateField(label="When was it decided?", noun="date of the decision", not_after_today=True)
    note = FreeTextField(
        label="Why was it decided so?", error_messages={"required": "Enter why it was decided so"}
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, audit: FileAudit, **kwargs: Any) -> None:
        super().__init__(data, subject=audit, initial={"on": clock.today()}, **kwargs)


class FilesForm(SeenForm):
    """How many files have come and are reviewed, in all."""

    received = NumberField(
        label="Files received, in all",
        help_text="Leave empty if you do not know",
        noun="number received",
        required=False,
    )
    reviewed = NumberField(
        label="Of these reviewed, in all",
        help_text="Leave empty if you do not know",
        noun="number reviewed",
        required=False,
    )
    on = PartialDateField(label="Up to when?", noun="date", not_after_today=True)

    def __init__(self, data: Mapping[str, Any] | None = None, *, audit: FileAudit, **kwargs: Any) -> None:
        initial = {"on": clock.today(), "received": audit.files_received, "reviewed": audit.files_reviewed}
        super().__init__(data, subject=audit, initial=initial, **kwargs)
