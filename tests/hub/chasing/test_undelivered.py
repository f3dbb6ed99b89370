"""A chase-up that did not arrive is written anew: with a new link, in sending hours, to whoever is now in place."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from audits.rounds.services import audit_move, round_open
from audits.rounds.states import Move
from boroughs.asks.models import Ask
from boroughs.asks.services import reconcile
from boroughs.history.models import Actor
from boroughs.history.services import Refused
from boroughs.people.models import Contact, User
from boroughs.people.services import contact_deactivate
from boroughs.people.states import Position
from boroughs.programme.models import Borough, Programme
from config import clock
from config.clock import LONDON
from config.dates import PartialDate
from hub.answers.models import AnswerLink
from hub.chasing.by_hand.stopping import hold_place
from hub.chasing.models import ChaseUp
from hub.chasing.sending.queueing import chase_ups_queue
from hub.chasing.sending.undelivered import Outlook, again_of, outlook_of
from hub.chasing.states import HoldKind
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from hub.mail.returning import email_bounce
from hub.mail.selectors import given_up
from hub.mail.states import State
from hub.mail.undelivered import Resent, email_clear, email_resend, failed_resend
from tests.factories import BoroughFactory
from tests.factories.people import person

SYSTEM = Actor.system()
TUESDAY = datetime(2007, 1, 9, 10, 30, tzinfo=LONDON)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
NOWHERE = "smtp://127.0.0.1:1"

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("mail_to_files")]


@pytest.fixture
def mail_to_files(settings: Settings, tmp_path: Path) -> Path:
    settings.EMAIL_URL = f"file://{tmp_path}"
    return tmp_path


@pytest.fixture
def asked(programme: Programme, camden: Borough, camden_lead: User, coordinator: User) -> Borough:
    asked = PartialDate(date(2006, 12, 4))
    round_open(programme=programme, slug="files", title="Case files", asked=asked, by=SYSTEM)
    return camden


def deliver(programme: Programme, frozen: time_machine.Traveller, moment: datetime) -> list[str]:
    """Let it be that moment, and tell to whom e-mails leave."""
    frozen.move_to(moment)
    before = set(Email.objects.filter(state=State.SENT).values_list("pk", flat=True))
    chase_ups_queue(programme=programme, now=clock.now())
    deliver_due()
    return list(
        Email.objects.filter(state=State.SENT).exclude(pk__in=before).values_list("to_address", flat=True)
    )


def mailbox_full(email: Email) -> Email:
    """Have it come back, though the address is right."""
    email_bounce(email=email, words="552 5.2.2 Mailbox full", is_about_address=False)
    email.refresh_from_db()
    return email


@pytest.fixture
def came_back(programme: Programme, asked: Borough, frozen: time_machine.Traveller) -> Email:
    """The first reminder, which left on Tuesday and came back on Wednesday."""
    deliver(programme, frozen, TUESDAY)
    frozen.move_to(TUESDAY + DAY)
    return mailbox_full(Email.objects.get())


def said(email: Email) -> list[str]:
    return [each.words for each in again_of(email, clock.now())]


def test_what_came_back_is_written_anew_with_a_new_link(
    programme: Programme, came_back: Email, frozen: time_machine.Traveller
) -> None:
    [old] = AnswerLink.objects.filter(revoked_at=None)
    email_resend(email=came_back, by=SYSTEM)
    old.refresh_from_db()
    assert old.revoked_at is not None
    assert deliver(programme, frozen, TUESDAY + DAY + timedelta(minutes=1)) == ["camden.lead@example.org"]
    first, second = ChaseUp.objects.order_by("pk")
    assert (first.is_withdrawn, second.name, second.step) == (True, first.name, first.step)
    assert "by 17 January 2007?" in Email.objects.latest("pk").text
    assert second.link is not None
    assert second.link.revoked_at is None


def test_a_second_tap_is_told_that_it_is_done(came_back: Email) -> None:
    email_resend(email=came_back, by=SYSTEM)
    with pytest.raises(Refused, match="done with already"):
        email_resend(email=came_back, by=SYSTEM)


def test_the_page_says_before_what_will_happen(came_back: Email, frozen: time_machine.Traveller) -> None:
    assert said(came_back) == ["It is written anew and goes out now: first reminder to Camden’s audit lead."]
    frozen.move_to(TUESDAY + 3 * DAY)
    [again] = again_of(came_back, clock.now())
    assert again.is_asked
    assert again.words == (
        "It is written anew and goes out on Tuesday 16 January 2007: first reminder to Camden’s audit lead."
    )


def test_whoever_is_now_in_place_gets_it(
    programme: Programme, asked: Borough, came_back: Email, frozen: time_machine.Traveller
) -> None:
    contact_deactivate(contact=Contact.objects.get(email="camden.lead@example.org"), by=SYSTEM)
    person(Position.AUDIT_LEAD, borough=asked, email="new.lead@example.org")
    email_resend(email=came_back, by=SYSTEM)
    assert deliver(programme, frozen, TUESDAY + WEEK) == ["new.lead@example.org"]


def test_what_was_answered_meanwhile_is_not_asked_again(asked: Borough, came_back: Email) -> None:
    on = PartialDate(clock.today())
    audit_move(audit=asked.file_audits.get(), move=Move.DECLINE, on=on, by=SYSTEM)
    assert said(came_back) == ["It is closed, and nothing more is sent about it."]
    with pytest.raises(Refused, match="Nothing that it asked"):
        email_resend(email=came_back, by=SYSTEM)


def test_what_a_later_reminder_has_asked_is_not_asked_again(
    programme: Programme, asked: Borough, frozen: time_machine.Traveller
) -> None:
    deliver(programme, frozen, TUESDAY)
    deliver(programme, frozen, TUESDAY + WEEK)
    came_back = mailbox_full(Email.objects.earliest("pk"))
    assert said(came_back) == ["Second reminder was written since, on 16 January 2007."]
    with pytest.raises(Refused, match="Nothing that it asked"):
        email_resend(email=came_back, by=SYSTEM)
    assert not ChaseUp.objects.filter(is_withdrawn=True).exists()


def test_what_is_held_waits_and_the_page_says_so(asked: Borough, came_back: Email) -> None:
    hold_place(borough=asked, ask=None, kind=HoldKind.OTHER, ends_on=date(2007, 1, 31), by=SYSTEM)
    [again] = again_of(came_back, clock.now())
    assert again.is_asked
    assert again.words == "Nothing goes out for now. Held until 31 January 2007. Another reason."


def test_what_an_address_refused_is_asked_anew_by_itself_and_not_by_hand(
    programme: Programme, asked: Borough, frozen: time_machine.Traveller
) -> None:
    deliver(programme, frozen, TUESDAY)
    email = Email.objects.get()
    email_bounce(email=email, words="550 5.1.1 User unknown", is_about_address=True)
    person(Position.BUSINESS_MANAGER, borough=asked, email="business@example.org")
    email.refresh_from_db()
    [again] = again_of(email, clock.now())
    assert not again.is_asked
    assert again.words.startswith("It is asked anew already, and goes out now: first reminder to ")
    with pytest.raises(Refused, match="Nothing that it asked"):
        email_resend(email=email, by=SYSTEM)
    assert deliver(programme, frozen, TUESDAY + DAY) == ["business@example.org"]


def test_of_two_questions_only_the_one_that_is_still_open_is_asked_again(
    programme: Programme, asked: Borough, frozen: time_machine.Traveller
) -> None:
    more = PartialDate(date(2006, 12, 5))
    round_open(programme=programme, slug="more", title="More files", asked=more, by=SYSTEM)
    deliver(programme, frozen, TUESDAY)
    email = mailbox_full(Email.objects.get())
    audit = asked.file_audits.get(round__slug="more")
    audit_move(audit=audit, move=Move.DECLINE, on=PartialDate(clock.today()), by=SYSTEM)
    assert sorted(each.is_asked for each in again_of(email, clock.now())) == [False, True]
    email_resend(email=email, by=SYSTEM)
    assert deliver(programme, frozen, TUESDAY + DAY) == ["camden.lead@example.org"]
    assert [each.ask.subject_id for each in ChaseUp.objects.filter(is_withdrawn=False)] == [
        asked.file_audits.get(round__slug="files").pk
    ]


def fail_all(programme: Programme, frozen: time_machine.Traveller) -> None:
    """Queue what is due on Tuesday, and have the server be away until it is given up."""
    frozen.move_to(TUESDAY)
    with override_settings(EMAIL_URL=NOWHERE):
        chase_ups_queue(programme=programme, now=clock.now())
        deliver_due()
        Email.objects.update(tried_since=TUESDAY - 2 * DAY)
        frozen.move_to(TUESDAY + DAY)
        deliver_due()
    assert set(Email.objects.values_list("state", flat=True)) == {State.FAILED}


def many(programme: Programme, count: int) -> None:
    for number in range(count):
        borough = BoroughFactory.create(programme=programme)
        person(Position.AUDIT_LEAD, borough=borough, email=f"lead-{number}@example.org")
    round_open(
        programme=programme, slug="many", title="Files", asked=PartialDate(date(2006, 12, 4)), by=SYSTEM
    )


def test_after_an_outage_all_is_written_anew_in_the_next_sending_hours(
    programme: Programme, coordinator: User, frozen: time_machine.Traveller
) -> None:
    many(programme, 4)
    fail_all(programme, frozen)
    answered = Ask.objects.order_by("pk")[0]
    audit_move(
        audit=answered.borough.file_audits.get(), move=Move.DECLINE, on=PartialDate(clock.today()), by=SYSTEM
    )
    frozen.move_to(TUESDAY + 3 * DAY)
    ids = list(given_up(programme).values_list("pk", flat=True))
    outlook = outlook_of(programme, ids, clock.now())
    assert outlook == Outlook(going=[(date(2007, 1, 16), 3)], waiting=0, unwanted=1, as_they_were=0)
    assert failed_resend(programme=programme, by=SYSTEM) == Resent(anew=3, unwanted=1)
    assert deliver(programme, frozen, TUESDAY + 4 * DAY) == []
    assert len(deliver(programme, frozen, TUESDAY + WEEK)) == 3


def test_two_that_failed_about_the_same_ask_make_one_that_is_written_anew(
    programme: Programme, asked: Borough, frozen: time_machine.Traveller
) -> None:
    deliver(programme, frozen, TUESDAY)
    deliver(programme, frozen, TUESDAY + WEEK)
    Email.objects.update(
        state=State.FAILED, sent_at=None, failed_at=TUESDAY + WEEK, server_words="away", raw=b"x"
    )
    assert failed_resend(programme=programme, by=SYSTEM).anew == 2
    assert len(deliver(programme, frozen, TUESDAY + WEEK + DAY)) == 1
    assert ChaseUp.objects.get(is_withdrawn=False).name == "First reminder"


def test_looking_and_sending_again_cost_as_many_queries_for_sixteen_as_for_two(
    programme: Programme, coordinator: User, frozen: time_machine.Traveller
) -> None:
    def queries(count: int) -> tuple[int, int]:
        Email.objects.update(cleared_at=clock.now())
        many_more = [BoroughFactory.create(programme=programme) for _ in range(count)]
        for borough in many_more:
            person(Position.AUDIT_LEAD, borough=borough, email=f"lead-{borough.pk}@example.org")
        round_open(
            programme=programme,
            slug=f"files-{count}",
            title="Files",
            asked=PartialDate(date(2006, 12, 4)),
            by=SYSTEM,
        )
        reconcile(boroughs=many_more, today=clock.today())
        fail_all(programme, frozen)
        ids = list(given_up(programme).values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as looking:
            outlook_of(programme, ids, clock.now())
        with CaptureQueriesContext(connection) as sending:
            assert failed_resend(programme=programme, by=SYSTEM).anew >= count
        return len(looking), len(sending)

    queries(1)  # what is asked once in a process
    assert queries(2) == queries(16)


def test_whom_no_request_reached_is_not_told_that_they_were_asked(
    programme: Programme,
    camden: Borough,
    camden_lead: User,
    coordinator: User,
    frozen: time_machine.Traveller,
) -> None:
    today = PartialDate(clock.today())
    round_open(programme=programme, slug="files", title="Case files", asked=today, by=SYSTEM)
    fail_all(programme, frozen)
    assert deliver(programme, frozen, TUESDAY + 16 * DAY) == [], "it waits for a decision"
    email_clear(email=Email.objects.get(), by=SYSTEM)
    assert deliver(programme, frozen, TUESDAY + 16 * DAY) == ["camden.lead@example.org"]
    assert Ask.objects.get(kind="audit-reply").asked_on == clock.today()
    reminder = Email.objects.latest("pk")
    assert "I am writing to ask whether Camden can contribute case files" in reminder.text
    assert deliver(programme, frozen, TUESDAY + 23 * DAY) == []
    assert deliver(programme, frozen, TUESDAY + 35 * DAY) == ["camden.lead@example.org"]
    assert "I have no reply recorded" in Email.objects.latest("pk").text
