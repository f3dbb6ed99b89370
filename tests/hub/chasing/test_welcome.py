"""The welcome to somebody new in post: what it says, that it goes once, and what is told of it."""

import json
from collections.abc import Callable
from datetime import date, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audits.rounds.services import round_open
from boroughs.history.models import Actor, Change
from boroughs.people.models import Contact, User
from boroughs.posts.models import Post
from boroughs.posts.services import post_move
from boroughs.posts.states import Move
from boroughs.programme.models import Borough, Programme
from config import clock
from config.clock import LONDON
from config.dates import PartialDate
from hub.board.selectors import board_of
from hub.chasing.by_hand.stopping import hold_place
from hub.chasing.models import ChaseUp, Sending, Welcome
from hub.chasing.selectors import whole_plan
from hub.chasing.sending.queueing import chase_ups_queue
from hub.chasing.states import HoldKind, Outcome
from hub.mail.models import Email
from hub.mail.states import State
from tests.factories import BoroughFactory, PostFactory
from tests.hub.chasing.conftest import Days, Plan, appoint

SYSTEM = Actor.system()


# The first of a month in which nobody has said anything yet: the update is asked on the next sending day.
TUESDAY = date(2007, 1, 9)


WEDNESDAY = date(2007, 1, 10)


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def chased_manager(
    vacant: Post, days_pass: Days, camden_lead: User, programme: Programme, frozen: time_machine.Traveller
) -> Post:
    """Mr Gould was asked for the update on 9 January in the adviser's place, and the audit lead about files."""
    asked = PartialDate(date(2006, 12, 4))
    round_open(programme=programme, slug="files", title="Case files", asked=asked, by=SYSTEM)
    days_pass(TUESDAY)
    frozen.move_to(datetime(2007, 1, 10, 9, tzinfo=LONDON))
    return vacant


def welcome_of(emails: list[Email]) -> Email:
    (found,) = (each for each in emails if each.kind == "welcome")
    return found


def test_welcome_says_what_was_asked_of_whom_and_until_when_nobody_reminds(
    chased_manager: Post, days_pass: Days
) -> None:
    appoint(chased_manager)
    email = welcome_of(days_pass(WEDNESDAY))
    assert (email.to_address, email.state) == ("new.adviser@example.org", State.SENT)
    assert email.subject == "Camden: welcome to London 2006"
    for words in (
        "congratulations on your post as Camden's Community Partnership Adviser",
        "until 24 January 2007 nobody will remind you of anything",
        "On 9 January 2007 we asked whether anything had changed in Camden. "
        "Mr Gould was asked then; from now on it is yours.",
        "Could you tell me how things stand in Camden by 24 January 2007?",
        "- Can you contribute files to the review? Asked on 4 December 2006, now of Camden’s audit lead.",
        "or ring me: Coordinator, 020 7946 0100",
        "Not for referrals. Worried about a child? Camden front door",
    ):
        assert words in email.text, email.text
    assert "I wrote" not in email.text
    # One link for what is theirs, and none for what others are asked.
    assert email.text.count("/answer/") == 1


def test_link_of_the_welcome_answers_and_the_interims_way_is_closed_for_reminders(
    chased_manager: Post, days_pass: Days
) -> None:
    holder = appoint(chased_manager)
    days_pass(WEDNESDAY)
    chase_up = ChaseUp.objects.get(sending=Welcome.objects.get().sending)
    assert chase_up.link is not None
    assert (chase_up.link.contact, chase_up.purpose) == (holder, "handover")
    later = days_pass(date(2007, 3, 31))
    assert not [
        each for each in later if each.to_address == "manager@example.org" and "changed" in each.subject
    ]


def test_nobody_reminds_them_for_ten_working_days_and_then_it_is_a_first_reminder(
    chased_manager: Post, days_pass: Days, plan_of: Plan, programme: Programme
) -> None:
    appoint(chased_manager)
    days_pass(WEDNESDAY)
    each = plan_of("update")
    assert (each.outcome, each.why) == (Outcome.HELD, "Held until 24 January 2007. New in post.")
    (row,) = board_of(programme, clock.now()).rows
    assert "Second reminder to Camden’s audit lead" in row.next_step.words
    assert not [each for each in days_pass(date(2007, 1, 24)) if each.to_address == "new.adviser@example.org"]
    (first,) = (each for each in days_pass(date(2007, 1, 31)) if each.to_address == "new.adviser@example.org")
    assert first.text.startswith("Dear Ms Okafor,\n\nOn 9 January 2007 we asked whether anything had changed")
    assert Sending.objects.get(email=first).chase_ups.get().name == "First reminder"


def test_next_step_of_the_borough_says_new_in_post(
    vacant: Post, days_pass: Days, programme: Programme
) -> None:
    appoint(vacant)
    days_pass(TUESDAY)
    (row,) = board_of(programme, clock.now()).rows
    assert row.next_step.words == "Held until 22 January 2007"
    assert row.next_step.note.startswith("New in post")
    # Nobody was asked before, so that is what the log calls it.
    assert ChaseUp.objects.get(sending=Welcome.objects.get().sending).name == "First request"


def test_welcome_goes_though_nothing_is_asked(vacant: Post, days_pass: Days) -> None:
    Borough.objects.update(updated_on=date(2007, 1, 8))
    appoint(vacant)
    email = welcome_of(days_pass(TUESDAY))
    assert "Nothing that Camden's adviser was asked is open." in email.text
    assert "/answer/" not in email.text


def test_welcome_goes_once_and_the_database_holds_it(vacant: Post, days_pass: Days) -> None:
    holder = appoint(vacant)
    assert len([each for each in days_pass(date(2007, 3, 30)) if each.kind == "welcome"]) == 1
    welcome = Welcome.objects.get()
    assert Change.objects.get(verb="welcome-send").summary == "Welcome sent to Ms Okafor"
    sending = Sending.objects.exclude(welcome=welcome).latest("pk")
    with pytest.raises(IntegrityError), transaction.atomic():
        Welcome.objects.create(
            borough=vacant.borough, contact=holder, sending=sending, quiet_until=date(2007, 5, 1)
        )


def test_coordinator_reads_the_welcome_before_it_leaves(
    vacant: Post, programme: Programme, coordinator: User, client_of: Callable[[User], Client]
) -> None:
    appoint(vacant)
    page = client_of(coordinator).get(reverse("chasing", args=[programme.slug])).content.decode()
    assert "<strong>Welcome.</strong> In post since 8 January 2007." in page
    assert "until 22 January 2007 nobody will remind you of anything" in page
    assert page.count("Read the e-mail") == 1


def test_page_says_why_a_welcome_waits(
    vacant: Post, programme: Programme, coordinator: User, client_of: Callable[[User], Client]
) -> None:
    appoint(vacant)
    hold_place(borough=vacant.borough, ask=None, kind=HoldKind.OTHER, ends_on=date(2007, 1, 31), by=SYSTEM)
    page = client_of(coordinator).get(reverse("chasing", args=[programme.slug])).content.decode()
    assert "Welcome to Ms Okafor" in page
    assert "Chasing Camden is held until 31 January 2007; the welcome goes out after it." in page


def test_command_prints_the_welcome(vacant: Post, programme: Programme) -> None:
    appoint(vacant)
    out = StringIO()
    call_command("chase", "--preview", "--json", stdout=out)
    handed, welcome = json.loads(out.getvalue())
    assert (handed["outcome"], handed["send_at"]) == ("send", "2007-01-09T10:00:00+00:00")
    assert welcome == {
        "borough": "Camden",
        "ask": None,
        "kind": "welcome",
        "step": None,
        "recipient": "new.adviser@example.org",
        "send_at": "2007-01-09T10:00:00+00:00",
        "why": "In post since 8 January 2007. Nobody reminds them until 22 January 2007.",
        "outcome": "send",
        "step_name": "Welcome",
        "edited": False,
        "left_out": None,
    }
    out = StringIO()
    call_command("chase", "--preview", stdout=out)
    assert "Camden: welcome to Ms Okafor\n    Welcome to Ms Okafor, 9 January 2007" in out.getvalue()


def test_plan_and_sending_cost_the_same_however_many_are_new(programme: Programme, coordinator: User) -> None:
    def appoint_in(number: int) -> None:
        for _ in range(number):
            borough = BoroughFactory.create(programme=programme)
            holder = Contact.objects.create(
                programme=programme,
                borough=borough,
                position="adviser",
                name="New",
                email=f"{borough.slug}@example.org",
            )
            post = PostFactory.create(borough=borough)
            post_move(post=post, move=Move.APPOINT, on=PartialDate(clock.today()), holder=holder, by=SYSTEM)

    def cost() -> int:
        now = datetime(2007, 1, 9, 10, 30, tzinfo=LONDON)
        with CaptureQueriesContext(connection) as queries:
            assert whole_plan(programme, now).welcomes
            with transaction.atomic():
                assert chase_ups_queue(programme=programme, now=now)
                transaction.set_rollback(True)
        return len(queries)

    appoint_in(2)
    few = cost()
    appoint_in(18)
    assert cost() == few
