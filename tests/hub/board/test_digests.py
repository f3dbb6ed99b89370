"""The coordinator's Monday digest: when it comes, what it tells, and that it comes once."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from audits.rounds.services import Details, audit_move, round_open
from audits.rounds.states import Move
from boroughs.asks.correcting import reply_correct
from boroughs.asks.kinds import Answer
from boroughs.asks.replying import reply_record
from boroughs.history.models import Actor
from boroughs.history.states import Door
from boroughs.people.models import Contact, User
from boroughs.people.services import contact_deactivate
from boroughs.people.states import Position
from boroughs.programme.calendar import working_days
from boroughs.programme.models import Borough, Programme
from boroughs.programme.services import borough_note
from boroughs.programme.states import Heard
from config import clock
from config.clock import LONDON
from config.dates import PartialDate
from hub.board.digests import digests_queue
from hub.board.models import Digest
from hub.board.states import A_WEEK
from hub.mail.models import Email
from tasks.jobs import send_digests
from tests.factories import BoroughFactory
from tests.factories.people import person

CALL = Actor(None, Door.CALL, "The coordinator")
SYSTEM = Actor.system()
MONDAY = datetime(2007, 1, 15, 8, tzinfo=LONDON)
CHRISTMAS = working_days([{"label": "Christmas", "begins_on": "2006-12-20", "ends_on": "2007-01-03"}])
FIVE_MINUTES = timedelta(minutes=5)


def say_something(borough: Borough, words: str = "All well") -> None:
    """Let the coordinator note a call."""
    borough_note(
        borough=borough, said_by="Somebody", how=Heard.TELEPHONE, on=clock.today(), words=words, by=CALL
    )


@pytest.fixture
def lively(
    programme: Programme, camden: Borough, haringey: Borough, coordinator: User, camden_lead: User
) -> Programme:
    """A programme in which something has happened since last Monday."""
    asked = PartialDate(date(2006, 12, 4))
    round_open(programme=programme, slug="files", title="Case files", asked=asked, by=SYSTEM)
    say_something(camden)
    return programme


def texts() -> list[str]:
    return list(Email.objects.filter(kind="digest").order_by("pk").values_list("text", flat=True))


@pytest.mark.django_db
def test_it_comes_on_monday_at_eight_and_once(lively: Programme, frozen: time_machine.Traveller) -> None:
    frozen.move_to(MONDAY - timedelta(seconds=1))
    assert digests_queue(programme=lively, now=clock.now()) == 0
    frozen.move_to(MONDAY)
    assert digests_queue(programme=lively, now=clock.now()) == 1
    for _ in range(100):
        frozen.shift(FIVE_MINUTES)
        send_digests()
    [email] = Email.objects.filter(kind="digest")
    assert email.to_address == "coordinator@example.org"
    assert Digest.objects.get().period_on == MONDAY.date()


@pytest.mark.django_db
def test_it_tells_what_changed_what_needs_her_and_what_goes_out(
    lively: Programme, camden: Borough, haringey: Borough, frozen: time_machine.Traveller
) -> None:
    audit = haringey.file_audits.get()
    on = PartialDate(clock.today())
    audit_move(
        audit=audit, move=Move.ASK_EXCUSAL, on=on, details=Details(reason="a joint area review"), by=CALL
    )
    frozen.move_to(MONDAY)
    digests_queue(programme=lively, now=clock.now())
    [text] = texts()
    needs, _, rest = text.partition("WHAT GOES OUT THIS WEEK")
    going, _, changed = rest.partition("WHAT CHANGED SINCE 8 JANUARY 2007")
    assert "Haringey asks to be excused" in needs
    assert "16 January 2007 at 10am\n- Camden’s audit lead: first reminder\n" in going
    assert changed.index("Camden\n- 8 January 2007:") < changed.index("Haringey\n- 8 January 2007:")
    assert "All well" in changed
    [email] = Email.objects.filter(kind="digest")
    assert email.subject.startswith("London 2006: ")
    assert b"List-Id: <digest.london-2006." in bytes(email.raw or b"")
    assert b"text/html" in bytes(email.raw or b"")


@pytest.mark.django_db
def test_next_one_tells_only_what_is_new(
    lively: Programme, camden: Borough, frozen: time_machine.Traveller
) -> None:
    frozen.move_to(MONDAY)
    digests_queue(programme=lively, now=clock.now())
    frozen.move_to(MONDAY + timedelta(days=2))
    say_something(camden, "Moved house")
    frozen.move_to(MONDAY + A_WEEK)
    digests_queue(programme=lively, now=clock.now())
    first, second = texts()
    assert "All well" in first
    assert "All well" not in second
    assert "Moved house" in second
    assert "WHAT CHANGED SINCE 15 JANUARY 2007" in second


def changed_in(borough: str) -> list[str]:
    """Read the lines that the only digest has of a borough."""
    [text] = texts()
    told = text.partition("WHAT CHANGED SINCE")[2].partition(f"\n{borough}\n")[2]
    return [line.removeprefix("- ") for line in told.partition("\n\n")[0].splitlines()]


@pytest.mark.django_db
def test_an_answer_is_told_once_with_what_it_settled_and_in_the_boroughs_own_words(
    lively: Programme, camden: Borough, haringey: Borough, frozen: time_machine.Traveller
) -> None:
    frozen.shift(timedelta(days=2))
    said = Answer("agree", date(2007, 1, 9), "Camden’s lead", Heard.TELEPHONE, words="Legal\nhas agreed.")
    reply = replace(said, firm=PartialDate(date(2007, 1, 26)), files=10)
    reply_record(ask=camden.asks.get(kind="audit-reply"), answer=reply, by=CALL)
    excusal = Answer(
        "ask_excusal", clock.today(), "Haringey’s lead", Heard.TELEPHONE, reason="a joint area review"
    )
    reply_record(ask=haringey.asks.get(kind="audit-reply"), answer=excusal, by=CALL)
    frozen.move_to(MONDAY)
    digests_queue(programme=lively, now=clock.now())
    assert changed_in("Camden") == [
        "9 January 2007: Camden’s lead: Yes, it agrees: files by 26 January 2007, 10 files agreed. "
        "“Legal has agreed.”",
        "8 January 2007: Telephone with Somebody: All well",
    ]
    assert changed_in("Haringey") == [
        "10 January 2007: Haringey’s lead: Asks to be excused because of a joint area review"
    ]


@pytest.mark.django_db
def test_what_was_written_down_at_another_time_is_told_beside_an_answer(
    lively: Programme, camden: Borough, frozen: time_machine.Traveller
) -> None:
    audit = camden.file_audits.get()
    audit_move(audit=audit, move=Move.SAY_HOPEFUL, on=PartialDate(clock.today()), by=CALL)
    frozen.shift(timedelta(minutes=1))
    said = Answer("optimistic", clock.today(), "Camden’s lead", Heard.TELEPHONE)
    reply_record(ask=camden.asks.get(kind="audit-date"), answer=said, by=CALL)
    frozen.move_to(MONDAY)
    digests_queue(programme=lively, now=clock.now())
    assert changed_in("Camden")[:2] == [
        "8 January 2007: Camden’s lead: Optimistic",
        "8 January 2007: Hopeful, 8 January 2007",
    ]


@pytest.mark.django_db
def test_corrected_answer_is_told_with_the_one_that_it_replaces(
    lively: Programme, camden: Borough, frozen: time_machine.Traveller
) -> None:
    said = Answer("optimistic", clock.today(), "Camden’s lead", Heard.TELEPHONE)
    reply = reply_record(ask=camden.asks.get(kind="audit-reply"), answer=said, by=CALL)
    frozen.shift(timedelta(hours=1))
    reply_correct(reply=reply, answer=replace(said, choice="hopeful"), by=CALL)
    frozen.move_to(MONDAY)
    digests_queue(programme=lively, now=clock.now())
    assert changed_in("Camden")[:2] == [
        "8 January 2007: Camden’s lead: Hopeful, instead of “Optimistic”",
        "8 January 2007: Camden’s lead: Optimistic",
    ]


@pytest.mark.django_db
def test_there_is_no_empty_one_and_it_does_not_come_later_that_week(
    programme: Programme, coordinator: User, frozen: time_machine.Traveller
) -> None:
    frozen.move_to(MONDAY)
    assert digests_queue(programme=programme, now=clock.now()) == 0
    borough = BoroughFactory.create(programme=programme)
    say_something(borough)
    frozen.shift(FIVE_MINUTES)
    assert digests_queue(programme=programme, now=clock.now()) == 0
    assert not Email.objects.exists()
    frozen.move_to(MONDAY + A_WEEK)
    assert digests_queue(programme=programme, now=clock.now()) == 1
    assert "All well" in texts()[0]


@pytest.mark.django_db
def test_after_an_outage_of_thirty_days_there_is_one_that_tells_it_all(
    lively: Programme, camden: Borough, frozen: time_machine.Traveller
) -> None:
    frozen.move_to(MONDAY)
    digests_queue(programme=lively, now=clock.now())
    frozen.move_to(MONDAY + timedelta(days=3))
    say_something(camden, "Said during the outage")
    frozen.move_to(datetime(2007, 2, 14, 11, 0, tzinfo=LONDON))
    for _ in range(50):
        send_digests()
        frozen.shift(FIVE_MINUTES)
    _, second = texts()
    assert "Said during the outage" in second
    assert Digest.objects.order_by("-period_on")[0].period_on == date(2007, 2, 12)


@pytest.mark.django_db
def test_catching_up_waits_for_a_working_day_and_hour(
    lively: Programme, frozen: time_machine.Traveller
) -> None:
    for moment in (datetime(2007, 1, 16, 22, tzinfo=LONDON), datetime(2007, 1, 20, 11, tzinfo=LONDON)):
        frozen.move_to(moment)
        assert digests_queue(programme=lively, now=clock.now()) == 0
    frozen.move_to(datetime(2007, 1, 17, 9, tzinfo=LONDON))
    assert digests_queue(programme=lively, now=clock.now()) == 1


@pytest.mark.django_db
def test_new_installation_begins_with_the_next_monday(
    lively: Programme, frozen: time_machine.Traveller
) -> None:
    frozen.move_to(datetime(2007, 1, 10, 11, tzinfo=LONDON))  # begun on Monday the 8th at noon
    assert digests_queue(programme=lively, now=clock.now()) == 0
    assert not Digest.objects.exists()


@pytest.mark.django_db
def test_whoever_has_had_enough_e_mails_that_day_gets_it_the_next(
    lively: Programme, frozen: time_machine.Traveller, settings: Settings
) -> None:
    settings.EMAIL_DAILY_CAP = 0
    frozen.move_to(MONDAY)
    assert digests_queue(programme=lively, now=clock.now()) == 0
    settings.EMAIL_DAILY_CAP = 3
    frozen.move_to(MONDAY + timedelta(days=1))
    assert digests_queue(programme=lively, now=clock.now()) == 1
    assert digests_queue(programme=lively, now=clock.now()) == 0


@pytest.mark.django_db
def test_each_coordinator_has_one_and_whoever_left_has_none(
    lively: Programme, frozen: time_machine.Traveller
) -> None:
    person(Position.COORDINATOR, programme=lively, email="deputy@example.org")
    person(Position.COORDINATOR, programme=lively, email="former@example.org")
    contact_deactivate(contact=Contact.objects.get(email="former@example.org"), by=SYSTEM)
    frozen.move_to(MONDAY)
    assert digests_queue(programme=lively, now=clock.now()) == 2
    addresses = set(Email.objects.filter(kind="digest").values_list("to_address", flat=True))
    assert addresses == {"coordinator@example.org", "deputy@example.org"}


@pytest.mark.django_db
def test_ended_programme_has_none(lively: Programme, frozen: time_machine.Traveller) -> None:
    Programme.objects.update(ends_on=date(2007, 1, 14))
    frozen.move_to(MONDAY)
    send_digests()
    assert not Digest.objects.exists()


@pytest.mark.django_db
def test_another_programmes_people_and_words_are_not_in_it(
    lively: Programme, stranger: User, frozen: time_machine.Traveller
) -> None:
    elsewhere = BoroughFactory.create(
        programme=Programme.objects.get(slug="elsewhere"), name="CANARY borough"
    )
    say_something(elsewhere, "CANARY words")
    frozen.move_to(MONDAY)
    send_digests()
    mine = Email.objects.get(to_address="coordinator@example.org")
    theirs = Email.objects.get(to_address="stranger@example.org")
    assert "CANARY" not in mine.text
    assert "CANARY words" in theirs.text
    assert "Camden" not in theirs.text


@pytest.mark.django_db
def test_database_refuses_a_second_one_of_a_week(lively: Programme, frozen: time_machine.Traveller) -> None:
    frozen.move_to(MONDAY)
    digests_queue(programme=lively, now=clock.now())
    had = Digest.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Digest.objects.create(programme=lively, contact=had.contact, period_on=had.period_on)


@pytest.mark.django_db
def test_looking_costs_few_queries_once_it_is_sent_and_as_many_for_sixteen_boroughs_as_for_two(
    lively: Programme, frozen: time_machine.Traveller
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            digests_queue(programme=lively, now=clock.now())
        return len(captured)

    frozen.move_to(MONDAY)
    few = queries()
    assert queries() <= 5
    Digest.objects.all().delete()
    for _ in range(14):
        say_something(BoroughFactory.create(programme=lively))
    assert queries() <= few + 2
