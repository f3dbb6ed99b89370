"""The forms about events."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst

from boroughs.programme.forms import SeenForm, VerbForm
from boroughs.programme.models import Borough, Programme, Theme
from config.dates import PartialDate
from config.site.forms import Checkboxes, FreeTextField, NumberField, PartialDateField, Radios, TextInput
from hub.events.models import Event
from hub.events.services import EventFacts, facts_of

CENTRAL = "central"
KNOWN, UNKNOWN = "known", "unknown"


class EventForm(VerbForm):
    """All that is said of an event."""

    title = forms.CharField(
        label="What was it, or will it be?",
        help_text="For example: training day for faith groups",
        max_length=200,
        error_messages={"required": "Enter what it was, or will be"},
    )
    when = PartialDateField(
        label="When?", help_text="The month or the year alone will do", noun="date of the event"
    )
    venue = forms.CharField(label="Where?", max_length=200, required=False, widget=TextInput(width=30))
    hosts = forms.MultipleChoiceField(
        label="Who holds or leads it?", widget=Checkboxes(is_small=True), required=False
    )
    themes = forms.MultipleChoiceField(
        label="What is it about?", widget=Checkboxes(is_small=True), required=False
    )
    counted = forms.ChoiceField(
        label="How many people came?",
        choices=[(UNKNOWN, "Don’t know, or not yet"), (KNOWN, "A number")],
        widget=Radios(reveals={KNOWN: ["attendance"]}),
    )
    attendance = NumberField(label="How many?", noun="number of people", max_value=99_999)
    description = FreeTextField(label="Anything else to say about it", required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        programme: Programme,
        kept_by: Borough | None = None,
        **kwargs: Any,
    ) -> None:
        start: dict[str, Any] = {"counted": UNKNOWN, "hosts": [kept_by.slug] if kept_by else []}
        super().__init__(data, initial={**start, **kwargs.pop("initial", {})}, **kwargs)
        self.boroughs = {
            borough.slug: borough for borough in Borough.objects.filter(programme=programme).order_by("name")
        }
        self.all_themes = {theme.slug: theme for theme in Theme.objects.filter(programme=programme)}
        central = programme.coordinating_organisation or "The central service"
        _choose(self.fields["hosts"], [(CENTRAL, f"{central} (central)"), *_named(self.boroughs)])
        _choose(
            self.fields["themes"], [(slug, capfirst(theme.name)) for slug, theme in self.all_themes.items()]
        )
        if not self.all_themes:
            del self.fields["themes"]

    def field_of(self, detail: str | None) -> str | None:
        """A refusal about the day belongs to the date."""
        return super().field_of("when" if detail == "on" else detail)

    def date(self) -> PartialDate:
        """Read the date."""
        when: PartialDate = self.cleaned_data["when"]
        return when

    def facts(self) -> EventFacts:
        """Read the event as the services take it."""
        given = self.cleaned_data
        return EventFacts(
            title=given["title"],
            when=self.date(),
            venue=given["venue"],
            description=given["description"],
            hosts=[self.boroughs[slug] for slug in given["hosts"] if slug != CENTRAL],
            is_led_centrally=CENTRAL in given["hosts"],
            themes=[self.all_themes[slug] for slug in given.get("themes", ())],
            attendance=given["attendance"] if given["counted"] == KNOWN else None,
            is_called_off=given.get("is_called_off", False),
        )


class EventEditForm(EventForm, SeenForm):
    """The same for an event that is there; it can be called off."""

    is_certain = forms.BooleanField(
        label="The date is certain", help_text="So far it is only assumed", required=False
    )
    is_called_off = forms.BooleanField(label="It is called off", required=False)

    field_order = (
        "title",
        "when",
        "is_certain",
        "venue",
        "hosts",
        "themes",
        "is_called_off",
        "counted",
        "description",
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, event: Event, **kwargs: Any) -> None:
        said = facts_of(event)
        hosts = [host.slug for host in said.hosts] + ([CENTRAL] if said.is_led_centrally else [])
        initial = {
            "title": said.title,
            "when": said.when,
            "venue": said.venue,
            "hosts": hosts,
            "themes": [theme.slug for theme in said.themes],
            "counted": UNKNOWN if said.attendance is None else KNOWN,
            "attendance": said.attendance,
            "description": said.description,
            "is_called_off": said.is_called_off,
        }
        super().__init__(data, programme=event.programme, subject=event, initial=initial, **kwargs)
        self.was = said.when
        if not said.when.is_assumed:
            del self.fields["is_certain"]

    def date(self) -> PartialDate:
        """Read the date; one that was only assumed stays so until somebody changes it or says that it is certain."""
        when = super().date()
        is_same = (when.on, when.precision) == (self.was.on, self.was.precision)
        return self.was if is_same and not self.cleaned_data.get("is_certain") else when


class FilterForm(forms.Form):
    """Which events to list."""

    borough = forms.ChoiceField(label="Borough", required=False)
    theme = forms.ChoiceField(label="Theme", required=False)

    def __init__(
        self, data: Mapping[str, Any], *, hosts: list[Borough], themes: list[Theme], **kwargs: Any
    ) -> None:
        super().__init__(data, label_suffix="", **kwargs)
        _choose(self.fields["borough"], [("", "All"), *_named({host.slug: host for host in hosts})])
        _choose(
            self.fields["theme"], [("", "All"), *((theme.slug, capfirst(theme.name)) for theme in themes)]
        )

    def chosen(self) -> dict[str, str]:
        """Read what to narrow by; what is not among the choices narrows nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("borough", "theme")}


def _named(boroughs: Mapping[str, Borough]) -> list[tuple[str, str]]:
    return [(slug, borough.name) for slug, borough in boroughs.items()]


def _choose(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    field.choices = choices  # type: ignore[attr-defined]  # a ChoiceField, found by its name
