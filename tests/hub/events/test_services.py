"""Adding and editing events."""

from datetime import date

import pytest

from boroughs.history.models import Actor, Change
from boroughs.history.services import Outdated, Refused
from boroughs.history.states import Door
from boroughs.people.models import User
from boroughs.programme.models import Borough, Programme
from boroughs.programme.states import Heard
from config.dates import PartialDate
from hub.events.models import Event
from hub.events.services import EventFacts, event_add, event_edit, facts_of
from tests.factories import BoroughFactory, EventFactory, ThemeFactory

BY = Actor.system()
NOVEMBER = PartialDate(date(2006, 11, 15))
FEBRUARY = PartialDate(date(2007, 2, 1))


def test_an_event_keeps_hosts_themes_and_when_it_was_known(
    programme: Programme, camden: Borough, haringey: Borough
) -> None:
    theme = ThemeFactory.create(programme=programme)
    facts = EventFacts(
        "Training day",
        NOVEMBER,
        hosts=[camden, haringey],
        themes=[theme],
        is_led_centrally=True,
        attendance=0,
    )
    event = event_add(programme=programme, borough=None, facts=facts, by=BY)
    event = Event.objects.get(pk=event.pk)
    assert (event.known_on, event.attendance, event.version) == (date(2007, 1, 8), 0, 1)
    assert facts_of(event) == facts


def test_an_adviser_who_adds_an_event_is_word_from_the_borough(
    programme: Programme, camden: Borough, camden_adviser: User
) -> None:
    by = Actor(camden_adviser, Door.SITE, "Camden’s adviser", is_of_borough=True)
    event_add(programme=programme, borough=camden, facts=EventFacts("Meeting", NOVEMBER), by=by)
    camden.refresh_from_db()
    assert (camden.last_heard_on, camden.last_heard_how) == (date(2007, 1, 8), Heard.SITE)


def test_what_the_coordinator_adds_is_not_word_from_the_borough(
    programme: Programme, camden: Borough
) -> None:
    event_add(programme=programme, borough=camden, facts=EventFacts("Meeting", NOVEMBER), by=BY)
    camden.refresh_from_db()
    assert camden.last_heard_on is None


def test_a_host_or_theme_of_another_programme_is_refused(programme: Programme) -> None:
    with pytest.raises(Refused) as refused:
        event_add(
            programme=programme,
            borough=None,
            facts=EventFacts("Day", NOVEMBER, hosts=[BoroughFactory.create()]),
            by=BY,
        )
    assert refused.value.field == "hosts"
    with pytest.raises(Refused) as refused:
        event_add(
            programme=programme,
            borough=None,
            facts=EventFacts("Day", NOVEMBER, themes=[ThemeFactory.create()]),
            by=BY,
        )
    assert refused.value.field == "themes"
    with pytest.raises(Refused) as refused:
        event_add(
            programme=programme, borough=BoroughFactory.create(), facts=EventFacts("Day", NOVEMBER), by=BY
        )
    assert refused.value.field == "borough"
    assert not Event.objects.exists()


def test_nobody_is_counted_before_the_day(programme: Programme) -> None:
    with pytest.raises(Refused, match="yet to come"):
        event_add(programme=programme, borough=None, facts=EventFacts("Day", FEBRUARY, attendance=12), by=BY)


def test_an_edit_writes_what_changed_and_nothing_else(programme: Programme) -> None:
    event = EventFactory.create(programme=programme, title="Training day")
    event_edit(
        event=event, facts=EventFacts("Training day", NOVEMBER, venue="Town hall", attendance=40), by=BY
    )
    change = Change.objects.get(verb="event-edit")
    assert (change.before, change.after) == (
        {"venue": "", "attendance": None},
        {"venue": "Town hall", "attendance": 40},
    )
    assert change.summary == "Training day: place and attendance changed"


def test_an_edit_without_a_change_writes_nothing(programme: Programme) -> None:
    event = EventFactory.create(programme=programme)
    event_edit(event=event, facts=facts_of(event), by=BY)
    event.refresh_from_db()
    assert event.version == 1


def test_an_event_is_called_off_and_stays(programme: Programme) -> None:
    event = EventFactory.create(programme=programme, title="Training day")
    event_edit(event=event, facts=EventFacts("Training day", NOVEMBER, is_called_off=True), by=BY)
    assert Event.objects.get().is_called_off
    assert Change.objects.get(verb="event-edit").summary == "Training day: called off"


def test_who_saw_an_older_version_is_shown_what_changed(programme: Programme) -> None:
    event = EventFactory.create(programme=programme)
    seen = event.version
    event_edit(event=event, facts=EventFacts("Another day", NOVEMBER), by=BY)
    with pytest.raises(Outdated):
        event_edit(event=event, facts=EventFacts("A third day", NOVEMBER), by=BY, seen_version=seen)
