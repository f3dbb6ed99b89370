"""The pages about events."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from boroughs.history.models import Actor
from boroughs.people.models import User
from boroughs.programme.models import Borough, Programme, Theme
from config.dates import PartialDate, Precision
from hub.events.models import Event
from hub.events.services import EventFacts, event_edit
from tests.factories import BoroughFactory, EventFactory, ThemeFactory

SignIn = Callable[[User], Client]
LIST = "/london-2006/events/"
NEW = "/london-2006/events/new/"
GIVEN = {
    "title": "Training day",
    "when_day": "15",
    "when_month": "11",
    "when_year": "2006",
    "counted": "unknown",
}


@pytest.fixture
def theme(programme: Programme) -> Theme:
    return ThemeFactory.create(programme=programme, name="trafficking of children")


def address(name: str, event: Event) -> str:
    return reverse(name, args=["london-2006", event.pk])


def test_everybody_of_the_programme_sees_its_events(
    programme: Programme,
    camden: Borough,
    coordinator: User,
    haringey_adviser: User,
    camden_lead: User,
    reviewer: User,
    observer: User,
    stranger: User,
    client_of: SignIn,
) -> None:
    event = EventFactory.create(
        programme=programme, borough=camden, hosts=[camden], title="Faith groups’ day"
    )
    for user in (coordinator, haringey_adviser, camden_lead, reviewer, observer):
        assert "Faith groups’ day" in client_of(user).get(LIST).content.decode()
        assert client_of(user).get(address("event", event)).status_code == 200
    for page in (LIST, address("event", event), address("event-edit", event), NEW):
        assert client_of(stranger).get(page).status_code == 404


def test_what_is_to_come_stands_apart_from_what_has_been(
    programme: Programme, coordinator: User, client_of: SignIn
) -> None:
    EventFactory.create(programme=programme, title="Faith day")
    EventFactory.create(
        programme=programme, title="Planned", when=PartialDate(date(2007, 2, 1), Precision.MONTH)
    )
    page = client_of(coordinator).get(LIST).content.decode()
    assert page.index("Planned") < page.index("Faith day")
    assert "February 2007" in page
    assert "don’t know" in page


def test_a_month_that_has_begun_is_not_past(
    programme: Programme, coordinator: User, client_of: SignIn
) -> None:
    EventFactory.create(
        programme=programme, title="This month", when=PartialDate(date(2007, 1, 1), Precision.MONTH)
    )
    context = client_of(coordinator).get(LIST).context
    assert [event.title for event in context["upcoming"]] == ["This month"]
    assert not context["past"]


def test_an_empty_list_says_so(programme: Programme, coordinator: User, client_of: SignIn) -> None:
    page = client_of(coordinator).get(LIST).content.decode()
    assert "Nothing is planned." in page
    assert "Nothing has been written down yet." in page


def test_events_are_narrowed_by_borough_and_theme(
    programme: Programme,
    camden: Borough,
    haringey: Borough,
    theme: Theme,
    coordinator: User,
    client_of: SignIn,
) -> None:
    EventFactory.create(programme=programme, hosts=[camden], themes=[theme], title="In Camden")
    EventFactory.create(programme=programme, hosts=[haringey], title="In Haringey")
    client = client_of(coordinator)
    by_borough = client.get(LIST, {"borough": "camden"}).context["past"]
    by_theme = client.get(LIST, {"theme": theme.slug}).context["past"]
    nonsense = client.get(LIST, {"borough": "nowhere"}).context["past"]
    assert [event.title for event in by_borough] == [event.title for event in by_theme] == ["In Camden"]
    assert len(nonsense) == 2


def test_adviser_adds_an_event_of_the_own_borough(
    camden: Borough, haringey: Borough, theme: Theme, camden_adviser: User, client_of: SignIn
) -> None:
    client = client_of(camden_adviser)
    assert client.get(NEW).context["form"]["hosts"].value() == ["camden"]
    given = {
        **GIVEN,
        "hosts": ["camden", "haringey", "central"],
        "themes": [theme.slug],
        "counted": "known",
        "attendance": "40",
    }
    client.post(NEW, given)
    event = Event.objects.get()
    assert (event.borough, event.attendance, event.is_led_centrally) == (camden, 40, True)
    assert [host.name for host in event.hosts.all()] == ["Camden", "Haringey"]
    camden.refresh_from_db()
    assert camden.last_heard_on == date(2007, 1, 8)


def test_adviser_edits_only_the_own_boroughs_events(
    programme: Programme, camden: Borough, camden_adviser: User, haringey_adviser: User, client_of: SignIn
) -> None:
    event = EventFactory.create(programme=programme, borough=camden)
    central = EventFactory.create(programme=programme)
    changed = {**GIVEN, "title": "Renamed", "is_called_off": "on"}
    assert client_of(haringey_adviser).post(address("event-edit", event), changed).status_code == 403
    assert client_of(camden_adviser).post(address("event-edit", central), changed).status_code == 403
    assert client_of(camden_adviser).post(address("event-edit", event), changed).status_code == 302
    event.refresh_from_db()
    assert (event.title, event.is_called_off) == ("Renamed", True)
    assert "Called off" in client_of(haringey_adviser).get(LIST).content.decode()


def test_lead_reviewer_and_observer_do_not_add_events(
    programme: Programme, camden_lead: User, reviewer: User, observer: User, client_of: SignIn
) -> None:
    for user in (camden_lead, reviewer, observer):
        assert client_of(user).get(NEW).status_code == 403
        assert client_of(user).post(NEW, GIVEN).status_code == 403
        assert "Add an event" not in client_of(user).get(LIST).content.decode()
    assert not Event.objects.exists()


def test_what_is_typed_stays_when_something_is_wrong(
    programme: Programme, coordinator: User, client_of: SignIn
) -> None:
    given = {**GIVEN, "title": "", "description": "With three groups.", "counted": "known"}
    page = client_of(coordinator).post(NEW, given)
    assert set(page.context["form"].errors) == {"title", "attendance"}
    assert "With three groups." in page.content.decode()
    early = {**GIVEN, "when_year": "2007", "counted": "known", "attendance": "12"}
    page = client_of(coordinator).post(NEW, early)
    assert "yet to come" in page.context["form"].errors["attendance"][0]


def test_an_assumed_date_stays_assumed_until_somebody_says_otherwise(
    programme: Programme, coordinator: User, client_of: SignIn
) -> None:
    event = EventFactory.create(programme=programme, when=PartialDate(date(2006, 11, 15), is_assumed=True))
    client = client_of(coordinator)
    client.post(address("event-edit", event), {**GIVEN, "venue": "Town hall"})
    event.refresh_from_db()
    assert (event.venue, event.is_assumed) == ("Town hall", True)
    client.post(address("event-edit", event), {**GIVEN, "is_certain": "on"})
    event.refresh_from_db()
    assert not event.is_assumed


def test_a_change_in_between_is_shown_and_nothing_typed_is_lost(
    programme: Programme, coordinator: User, client_of: SignIn
) -> None:
    event = EventFactory.create(programme=programme, title="Training day")
    seen = event.version
    event_edit(event=event, facts=EventFacts("Training days", event.when), by=Actor.system())
    page = client_of(coordinator).post(
        address("event-edit", event), {**GIVEN, "description": "Mine.", "seen": seen}
    )
    text = page.content.decode()
    assert "Training days: title changed" in text
    assert "Mine." in text


def test_an_adviser_sees_the_history_of_own_events_only(
    programme: Programme, camden: Borough, camden_adviser: User, haringey_adviser: User, client_of: SignIn
) -> None:
    page = address("event", EventFactory.create(programme=programme, borough=camden))
    assert "Everything that was written down" in client_of(camden_adviser).get(page).content.decode()
    assert "Everything that was written down" not in client_of(haringey_adviser).get(page).content.decode()


def test_the_list_takes_as_many_queries_for_343_boroughs_as_for_8(
    programme: Programme, theme: Theme, coordinator: User, client_of: SignIn
) -> None:
    client = client_of(coordinator)

    def queries(count: int) -> int:
        for borough in BoroughFactory.create_batch(count, programme=programme):
            event = Event.objects.create(
                programme=programme, title="Day", on=date(2007, 2, 1), known_on=date(2007, 1, 8)
            )
            event.hosts.add(borough)
            event.themes.add(theme)
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        return len(captured)

    assert queries(8) == queries(335) == 10
