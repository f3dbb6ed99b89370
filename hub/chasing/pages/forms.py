"""The forms of the coordinator's hand on chasing: what is stopped, edited, left out and sent now; and of a policy."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http.request import QueryDict

from boroughs.asks.forms import OTHER, person_label
from boroughs.asks.kinds import Kind
from boroughs.people.models import Contact
from boroughs.people.selectors import people_of
from boroughs.people.states import BY_APPROVAL_ONLY, Position
from boroughs.programme.forms import SeenForm, VerbForm
from boroughs.programme.models import Borough
from config import clock
from config.site.forms import Checkboxes, DateField, FreeTextField, NumberField, Radios, TextInput
from hub.chasing.plan.timing import DAY_NAMES, Rhythm
from hub.chasing.policy.services import PolicyFacts
from hub.chasing.states import MOST_REMINDERS, HoldKind

# The rungs that a ladder can have, from the lowest up.
RUNGS = (
    Position.ADVISER,
    Position.MANAGER,
    Position.AUDIT_LEAD,
    Position.BUSINESS_MANAGER,
    Position.HEAD_OF_SAFEGUARDING,
    Position.CHAIR,
)

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


class RingForm(VerbForm):
    """Who was rung and not reached, and when."""

    whom = forms.ChoiceField(
        label="Whom did you ring?", widget=Radios(reveals={OTHER: ["whom_name"]}, is_small=True)
    )
    whom_name = forms.CharField(label="Their name or role", max_length=200, widget=TextInput(width=30))
    on = DateField(label="When?", noun="date of the call", not_after_today=True)
    note = FreeTextField(
        label="Notes", required=False, rows=2, help_text="Private: the borough does not see this."
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, borough: Borough, whom: Contact | None
    ) -> None:
        self.people = {str(contact.pk): contact for contact in people_of(borough)}
        likely = str(whom.pk) if whom is not None and str(whom.pk) in self.people else ""
        super().__init__(data, initial={"whom": likely, "on": clock.today()})
        field = self.fields["whom"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        listed = [(value, person_label(contact)) for value, contact in self.people.items()]
        field.choices = [*listed, (OTHER, "Somebody else")]

    def person(self) -> str:
        """Name whom was rung."""
        given = self.cleaned_data
        return given["whom_name"] if given["whom"] == OTHER else self.people[given["whom"]].name


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


class ReadForm(VerbForm):
    """A form on an e-mail that was read: `seen` tells it from every other, `saw` is its text, to show what changed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    saw = forms.CharField(widget=forms.HiddenInput, required=False)

    def show_now(self, seen: str, saw: str) -> None:
        """Carry what is there now, and leave everything typed as it is: the person has been shown what changed."""
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("seen")], data[self.add_prefix("saw")] = seen, saw
        self.data = data


class ApproveForm(ReadForm):
    """What is decided about a letter; the two buttons under it send the decision."""

    decision = forms.ChoiceField(
        choices=[("approve", "Approve this letter"), ("no", "Do not write to them")],
        widget=forms.HiddenInput,
        error_messages={
            "required": "Choose one of the two buttons",
            "invalid_choice": "Choose one of the two buttons",
        },
    )

    @property
    def is_approved(self) -> bool:
        """Whether it was approved."""
        return bool(self.cleaned_data["decision"] == "approve")


class EmailForm(ReadForm):
    """The words of one e-mail; `about` are the ids of its asks, to find it again when the first of them is gone."""

    subject = forms.CharField(label="Subject", max_length=200)
    text = FreeTextField(
        label="Text",
        rows=18,
        max_length=8000,
        help_text="Leave each [link: …] in: the button with which they answer takes its place.",
    )
    about = forms.CharField(widget=forms.HiddenInput, required=False)

    def asks(self) -> list[int]:
        """Read the ids of the asks that the e-mail was about when it was opened."""
        return [int(each) for each in self.data.get(self.add_prefix("about"), "").split() if each.isdecimal()]

    def without_links(self) -> None:
        """Say nothing of links where the e-mail has none."""
        self.fields["text"].help_text = ""


class LeaveOutForm(VerbForm):
    """Which step was seen that is to be left out."""

    step = forms.IntegerField(widget=forms.HiddenInput, required=False)
    purpose = forms.CharField(widget=forms.HiddenInput, required=False)


class LeaveWelcomeOutForm(VerbForm):
    """Whose welcome was seen that is to be left out."""

    contact = forms.IntegerField(widget=forms.HiddenInput, required=False)


def _days(label: str, hint: str = "") -> forms.IntegerField:
    return NumberField(label=label, help_text=hint, noun="number of working days", min_value=1, max_value=100)


class PolicyForm(SeenForm):
    """How one kind of ask is chased, in working days."""

    follow_up_after = _days(
        "How long after an answer is this asked?", "Working days; until then no reminder either"
    )
    days_to_reply = _days("How long do they have to answer?", "Working days from the first request")
    most_reminders = NumberField(
        label="How many reminders at most?", noun="number of reminders", min_value=0, max_value=MOST_REMINDERS
    )
    first_reminder_after = _days("First reminder", "Working days after the answer was due")
    second_reminder_after = _days("Further reminders", "Working days after the one before")
    ring_after = _days(
        "“Ring them”", "Working days after the last reminder; you get a task, and they get no e-mail"
    )
    escalate_after = _days("Next rung", "Working days after “Ring them”, and from rung to rung")
    ladder = forms.MultipleChoiceField(
        label="Who is written to after that?",
        choices=[(each.value, each.label) for each in RUNGS],
        widget=Checkboxes(),
        required=False,
        help_text="In this order. Nobody ticked: nobody else is written to.",
    )
    gates = forms.MultipleChoiceField(
        label="Whom do you approve each time?",
        choices=[(each.value, each.label) for each in RUNGS if each not in BY_APPROVAL_ONLY],
        widget=Checkboxes(),
        required=False,
        help_text="Heads of safeguarding and chairs are always written to only once you approve it.",
    )
    sending_days = forms.MultipleChoiceField(
        label="On which days do e-mails go out?",
        choices=[(str(number), name) for number, name in enumerate(DAY_NAMES[:5])],
        widget=Checkboxes(),
    )
    sends_from = forms.TimeField(label="From", help_text="For example, 10:00", widget=TextInput(width=5))
    sends_until = forms.TimeField(label="Until", help_text="For example, 16:00", widget=TextInput(width=5))

    def __init__(self, data: Mapping[str, Any] | None = None, *, kind: Kind, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if not kind.follows_an_answer:
            del self.fields["follow_up_after"]

    def facts(self) -> PolicyFacts:
        """Read the policy; rungs come in the order of the ladder, whatever the order of ticking."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return PolicyFacts(
            **{
                "follow_up_after": Rhythm().follow_up_after,
                **given,
                "ladder": [each.value for each in RUNGS if each.value in given["ladder"]],
                "sending_days": sorted(int(day) for day in given["sending_days"]),
            }
        )
