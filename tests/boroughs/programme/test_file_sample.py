"""The sample tells what the briefing of January 2007 tells."""

from datetime import date, timedelta

import pytest

from audits.rounds.models import FileAudit, FileAuditEntry, Round
from audits.rounds.selectors import rounds_of, standings
from audits.rounds.states import Position, ReviewedBy
from boroughs.asks.models import Ask
from boroughs.history.models import Change
from boroughs.history.states import Door
from boroughs.people.models import Contact, User
from boroughs.posts.models import Post, PostEntry
from boroughs.posts.selectors import appointments
from boroughs.programme.files.loading import load
from boroughs.programme.models import Borough, KeyDate, Programme, Theme
from boroughs.programme.states import Part
from config.dates import say
from hub.events.models import Event
from hub.materials.models import Tool
from hub.register.models import Statement
from hub.register.states import Topic
from hub.timeline.models import Phase
from tests.boroughs.programme.sample import TEXT, tree, written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

BRIEFING = date(2007, 1, 8)


@pytest.fixture
def london() -> Programme:
    return load(TEXT.encode()).programme


def names(boroughs: tuple[Borough, ...]) -> list[str]:
    return [borough.name for borough in boroughs]


def test_programme_is_the_briefings(london: Programme) -> None:
    assert (london.starts_on, london.ends_on) == (date(2006, 7, 1), date(2007, 6, 30))
    assert london.commissioner == "London Safeguarding Children Board"
    assert london.coordinating_organisation == "NCH"
    assert london.reviewing_organisation == "NCH-The Bridge"
    assert london.label("review_long") == "joint area review"
    assert Theme.objects.filter(programme=london).count() == 4
    dates = {each.slug: say(each.when) for each in KeyDate.objects.filter(programme=london)}
    assert dates == {
        "drafting-begins": "March 2007",
        "report-released": "June 2007",
        "programme-ends": "30 June 2007",
    }


def test_eight_boroughs_take_part_and_croydon_offers_from_outside(london: Programme) -> None:
    participants = Borough.objects.filter(programme=london, part=Part.PARTICIPANT)
    assert names(tuple(participants)) == [
        "Brent",
        "Camden",
        "Enfield",
        "Hackney",
        "Haringey",
        "Islington",
        "Newham",
        "Southwark",
    ]
    outside = Borough.objects.get(programme=london, part=Part.CONTRIBUTOR)
    assert (outside.name, outside.gss_code) == ("Croydon", "E09000008")
    assert not Post.objects.filter(borough=outside).exists()


def test_brent_enfield_and_southwark_have_not_appointed(london: Programme) -> None:
    found = appointments(london, BRIEFING)
    assert names(found.not_appointed) == ["Brent", "Enfield", "Southwark"]
    assert names(found.in_post) == ["Camden", "Hackney", "Haringey", "Islington", "Newham"]


def test_camdens_adviser_is_employed_on_its_behalf(london: Programme) -> None:
    post = Post.objects.get(borough__slug="camden")
    assert (post.employer, post.is_on_behalf) == ("Voluntary Action Camden", True)
    assert str(post.holder) == "Camden’s adviser"


def test_file_audits_stand_where_the_briefing_says(london: Programme) -> None:
    (round_,) = rounds_of(london)
    found = {each.borough.name: each for each in standings(round_, BRIEFING)}
    assert {name: each.position for name, each in found.items()} == {
        "Brent": Position.OPTIMISTIC,
        "Camden": Position.NO_REPLY,
        "Croydon": Position.OFFERED,
        "Enfield": Position.AGREED,
        "Hackney": Position.AGREED_DATED,
        "Haringey": Position.NO_REPLY,
        "Islington": Position.ASKS_EXCUSED,
        "Newham": Position.AGREED_DATED,
        "Southwark": Position.HOPEFUL,
    }
    assert found["Camden"].entry is None
    assert found["Croydon"].audit.files_offered == 6
    assert found["Islington"].audit.reason == "a joint area review"
    assert found["Southwark"].audit.reviewed_by == ReviewedBy.BOROUGH
    assert round_.chairs_asked_on is not None


def test_what_the_source_does_not_give_is_assumed(london: Programme) -> None:
    assert all(entry.is_assumed("effective_on") for entry in PostEntry.objects.all())
    assert all(entry.is_assumed("effective_on") for entry in FileAuditEntry.objects.all())
    assert all(each.is_assumed("firm_on") for each in FileAuditEntry.objects.exclude(firm_on=None))
    assert {post.words for post in Post.objects.filter(holder=None)} == {"Not appointed"}
    assert {audit.words for audit in FileAudit.objects.exclude(firm_on=None)} == {"Agreed, with a date"}
    assert Round.objects.get().asked.is_assumed


def test_a_borough_was_heard_without_a_day_when_the_day_is_only_assumed(london: Programme) -> None:
    enfield, camden = (Borough.objects.get(slug=slug) for slug in ("enfield", "camden"))
    assert (enfield.last_heard_on, enfield.last_heard_how) == (None, "file")
    assert (camden.last_heard_on, camden.last_heard_how) == (None, "")


def test_the_one_event_is_the_workshop_and_none_is_invented(london: Programme) -> None:
    event = Event.objects.get()
    assert "workshop at the community care" in event.title.lower()
    assert say(event.when) == "February 2007"
    assert event.is_led_centrally
    assert sorted(host.name for host in event.hosts.all()) == ["Haringey", "Islington"]
    assert event.attendance is None


def test_tools_timeline_and_statements_are_there(london: Programme) -> None:
    assert Tool.objects.count() == 3
    assert Phase.objects.count() == 5
    assert Statement.objects.filter(topic=Topic.EMERGING_ISSUE).count() == 4
    assert {each.as_at_on for each in Statement.objects.all()} == {BRIEFING}
    assert "{report-released}" in Statement.objects.get(topic=Topic.MEDIA_STRATEGY).text


def test_people_are_roles_at_example_org(london: Programme) -> None:
    contacts = Contact.objects.all()
    assert contacts
    assert all(contact.email.endswith("@example.org") for contact in contacts)
    assert all(contact.telephone.startswith("020 7946 0") for contact in contacts)
    assert not User.objects.exists()


def test_every_row_came_through_a_verb_of_the_import(london: Programme) -> None:
    doors = set(Change.objects.values_list("verb", "door"))
    # Each ask was opened once, by the reconciler, when everything was there.
    assert {verb for verb, door in doors if door == Door.SYSTEM} == {"ask-open"}
    assert {door for verb, door in doors if verb != "ask-open"} == {Door.IMPORT}
    assert set(Change.objects.filter(door=Door.IMPORT).values_list("by_name", flat=True)) == {
        "Programme file"
    }


def test_camden_and_haringey_are_asked_for_a_reply_and_vacancies_for_news(london: Programme) -> None:
    asked = Ask.objects.filter(closed_at=None)
    assert set(asked.filter(kind="audit-reply", turn="borough").values_list("borough__slug", flat=True)) == {
        "camden",
        "haringey",
    }
    assert set(asked.filter(kind="post-news").values_list("borough__slug", flat=True)) == {
        "brent",
        "enfield",
        "southwark",
    }
    assert set(asked.filter(turn="us").values_list("borough__slug", flat=True)) == {"islington", "croydon"}


def test_start_shifts_every_date_by_the_same_days() -> None:
    load(TEXT.encode())
    first = _dates()
    days = timedelta(days=-365)
    values = tree()
    values["programme"]["slug"] = "earlier"
    shifted = load(written(values), start=date(2006, 7, 1) + days).programme
    assert shifted.starts_on == date(2005, 7, 1)
    assert shifted.quiet_periods[0]["begins_on"] == "2005-12-20"
    second = _dates("earlier")
    assert {name: [day + days for day in those] for name, those in first.items()} == second


def _dates(slug: str = "london-2006") -> dict[str, list[date]]:
    found = {
        "ends": Programme.objects.filter(slug=slug).values_list("ends_on", flat=True),
        "key dates": KeyDate.objects.filter(programme__slug=slug).values_list("on", flat=True),
        "posts": PostEntry.objects.filter(post__borough__programme__slug=slug).values_list(
            "effective_on", flat=True
        ),
        "firm": FileAudit.objects.filter(borough__programme__slug=slug)
        .exclude(firm_on=None)
        .values_list("firm_on", flat=True),
        "asked": Round.objects.filter(programme__slug=slug).values_list("asked_on", flat=True),
        "events": Event.objects.filter(programme__slug=slug).values_list("on", flat=True),
        "known": Event.objects.filter(programme__slug=slug).values_list("known_on", flat=True),
        "tools": Tool.objects.filter(programme__slug=slug).values_list("ready_on", flat=True),
        "phases": Phase.objects.filter(programme__slug=slug).values_list("begins_on", flat=True),
        "statements": Statement.objects.filter(programme__slug=slug).values_list("as_at_on", flat=True),
    }
    return {name: sorted(day for day in days if day) for name, days in found.items()}


@pytest.mark.parametrize("section", ["boroughs", "people", "posts"])
def test_permuted_entries_load_to_the_same_facts(section: str) -> None:
    values = tree()
    values[section] = dict(reversed(list(values[section].items())))
    loaded = load(written(values)).programme
    assert names(appointments(loaded, BRIEFING).not_appointed) == ["Brent", "Enfield", "Southwark"]
    (round_,) = rounds_of(loaded)
    found = [(each.borough.name, str(each.position)) for each in standings(round_, BRIEFING)]
    assert found == sorted(found)
    assert ("Croydon", "offered") in found
    # And it is the same file: loading the other order says so.
    assert load(TEXT.encode()).sentences == []
