"""The coordinator's hand on a welcome: edited, left out and sent now by the same rules as a chase-up."""

from datetime import date, datetime

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse

from boroughs.history.models import Change
from boroughs.history.services import Refused
from boroughs.people.models import Contact, User
from boroughs.posts.models import Post, PostEntry
from boroughs.posts.services import post_entry_void
from boroughs.posts.states import Stage
from boroughs.programme.models import Borough, Programme
from config import clock
from config.clock import LONDON
from hub.board.selectors import board_of
from hub.chasing.by_hand.leaving_out import welcome_leave_out, welcome_take_back
from hub.chasing.by_hand.sending_now import email_for_now, email_send_now
from hub.chasing.by_hand.stopping import hold_place
from hub.chasing.letters.bundles import Writer
from hub.chasing.models import Sending, Welcome, Wording
from hub.chasing.selectors import whole_plan
from hub.chasing.states import Handle, HoldKind, Outcome
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from hub.mail.states import State
from tests.hub.chasing.conftest import BY, Days, Plan, appoint
from tests.hub.chasing.welcoming import (
    NEW,
    TUESDAY,
    about,
    edit,
    leave_out,
    say_that_nothing_changed,
    welcomes,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_edited_welcome_goes_out_in_her_words_and_the_frame_stays(new: Borough, days_pass: Days) -> None:
    edit(new)
    (email,) = welcomes(days_pass(TUESDAY))
    assert (email.subject, email.state) == ("Welcome", State.SENT)
    assert email.text.startswith("Dear Ms Okafor,\n\nWe met at the fair. Welcome.\n\nhttp")
    assert "congratulations" not in email.text
    assert "/answer/•••••/" in email.text
    assert "You get this because you have taken up the post in Camden." in email.text
    assert "Not for referrals. Worried about a child? Camden front door" in email.text
    assert Wording.objects.get().sending == Welcome.objects.get().sending


def test_standard_text_of_a_welcome_has_marks_and_ends_where_the_frame_begins(new: Borough) -> None:
    batch = whole_plan(new.programme, clock.now()).letter([about(new)])
    assert batch is not None
    standard = Writer.of(new.programme).standard(batch)
    assert standard.body.startswith("Dear Ms Okafor,\n\nWelcome to London 2006")
    assert standard.body.endswith("Answer for Camden: [link: Has anything changed?]")
    assert standard.closing.startswith("If you would like to talk it over, just reply to this e-mail")


def test_link_of_a_welcome_must_stay(new: Borough) -> None:
    with pytest.raises(Refused, match="back where the link to answer belongs"):
        edit(new, "Dear Ms Okafor, welcome.")


def test_welcome_that_asks_nothing_is_edited_without_links(new: Borough, days_pass: Days) -> None:
    say_that_nothing_changed(new)
    edit(new, "Dear Ms Okafor, welcome.")
    (email,) = welcomes(days_pass(TUESDAY))
    assert email.text.startswith("Dear Ms Okafor, welcome.\n\nIf you would like to talk it over")


def test_question_that_is_answered_makes_an_edited_welcome_wait_with_all_that_is_in_it(
    new: Borough, days_pass: Days, programme: Programme, coordinator: User
) -> None:
    edit(new)
    say_that_nothing_changed(new)
    assert not welcomes(days_pass(date(2007, 1, 11)))
    plan = whole_plan(programme, clock.now())
    (welcome,) = plan.welcomes
    assert (welcome.outcome, welcome.send_at) == (Outcome.LOOK_AGAIN, None)
    assert "“Camden: Has anything changed?” is no longer part of it" in welcome.why
    board = board_of(programme, clock.now())
    (task,) = (each for each in board.needs if each.status == "Edited")
    assert task.title == "Look again at your e-mail to Ms Okafor"
    assert task.href == reverse("welcome-email-edit", args=[programme.slug, new.slug])
    edit(new, "Dear Ms Okafor, welcome all the same.")
    (email,) = welcomes(days_pass(date(2007, 1, 16)))
    assert "welcome all the same" in email.text


def test_somebody_else_in_post_is_not_welcomed_in_words_for_the_first(
    vacant: Post, new: Borough, programme: Programme
) -> None:
    edit(new)
    post_entry_void(entry=PostEntry.objects.get(stage=Stage.IN_POST), reason="Another", by=BY)
    vacant.refresh_from_db()
    Contact.objects.filter(email=NEW).update(email="gone@example.org")
    appoint(vacant, name="Mr Two")
    (welcome,) = whole_plan(programme, clock.now()).welcomes
    assert welcome.outcome == Outcome.LOOK_AGAIN
    assert "it goes to Mr Two and not to Ms Okafor" in welcome.why


def test_words_for_a_welcome_are_none_for_the_reminder_after_an_appointment_is_struck_out(
    new: Borough, plan_of: Plan
) -> None:
    edit(new)
    post_entry_void(entry=PostEntry.objects.get(stage=Stage.IN_POST), reason="Another", by=BY)
    each = plan_of("update")
    assert (each.outcome, each.wording) == (Outcome.SEND, None)


def test_welcome_that_is_left_out_counts_as_welcomed_and_what_is_asked_comes_after_the_ten_days(
    new: Borough, days_pass: Days, plan_of: Plan
) -> None:
    left_out = leave_out(new)
    assert (left_out.left_out_for, left_out.quiet_until) == (TUESDAY, date(2007, 1, 22))
    each = plan_of("update")
    assert (each.outcome, each.due_on) == (Outcome.HELD, date(2007, 1, 22))
    assert each.why == (
        "Held until 22 January 2007. New in post. Welcome: left out by Carol on 8 January 2007."
    )
    told = [each for each in days_pass(date(2007, 1, 31)) if each.to_address == NEW]
    assert [(each.kind, each.queued_at.astimezone(LONDON).date()) for each in told] == [
        ("chase", date(2007, 1, 23))
    ]
    assert Sending.objects.get(email=told[0]).chase_ups.get().name == "First request"


def test_welcome_that_is_left_out_takes_its_words_with_it_and_can_be_taken_back(
    new: Borough, days_pass: Days
) -> None:
    edit(new)
    leave_out(new)
    assert not Wording.objects.all().standing().exists()
    assert not welcomes(days_pass(date(2007, 1, 10)))
    welcome_take_back(borough=new, by=BY)
    (email,) = welcomes(days_pass(date(2007, 1, 11)))
    assert "congratulations" in email.text
    assert list(Welcome.objects.order_by("pk").values_list("is_withdrawn", flat=True)) == [True, False]


def test_welcome_is_not_taken_back_once_the_ten_days_are_over(new: Borough, days_pass: Days) -> None:
    leave_out(new)
    days_pass(date(2007, 1, 23))
    with pytest.raises(Refused, match="the days to settle in are over"):
        welcome_take_back(borough=new, by=BY)


def test_welcome_is_not_taken_back_for_who_holds_the_post_no_more(new: Borough) -> None:
    leave_out(new)
    post_entry_void(entry=PostEntry.objects.get(stage=Stage.IN_POST), reason="Another", by=BY)
    with pytest.raises(Refused, match="they hold the post no more"):
        welcome_take_back(borough=new, by=BY)


def test_only_the_welcome_that_was_seen_is_left_out_and_none_that_is_held(new: Borough) -> None:
    with pytest.raises(Refused, match="Nobody is about to be welcomed as you have seen it"):
        welcome_leave_out(borough=new, contact=0, by=BY)
    hold_place(borough=new, ask=None, kind=HoldKind.OTHER, by=BY)
    with pytest.raises(Refused, match=r"There is no e-mail to leave out\. Chasing Camden is held"):
        leave_out(new)
    assert not Welcome.objects.exists()


def test_welcome_is_sent_or_left_out_and_the_database_holds_it(new: Borough) -> None:
    contact = Contact.objects.get(email=NEW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Welcome.objects.create(borough=new, contact=contact, quiet_until=TUESDAY)


def test_leaving_out_and_taking_back_write_private_changes(new: Borough, camden_lead: User) -> None:
    leave_out(new)
    welcome_take_back(borough=new, by=BY)
    changes = Change.objects.filter(verb__in=("welcome-leave-out", "welcome-take-back")).order_by("pk")
    assert [(each.summary, each.by_name) for each in changes] == [
        ("Welcome to Ms Okafor left out, which would have gone on 9 January 2007", "Carol"),
        ("Welcome to Ms Okafor: not left out after all", "Carol"),
    ]
    assert not changes.visible_to(camden_lead).exists()


def send(borough: Borough) -> Sending:
    """Read it, then send it."""
    seen = email_for_now(programme=borough.programme, about=about(borough)).seen
    return email_send_now(programme=borough.programme, about=about(borough), seen=seen, by=BY)


def test_welcome_is_sent_on_a_sunday_night_and_not_again_in_the_sending_hours(
    new: Borough, frozen: time_machine.Traveller, days_pass: Days
) -> None:
    frozen.move_to(datetime(2007, 1, 14, 23, 40, tzinfo=LONDON))
    edit(new)
    sending = send(new)
    deliver_due()
    email = Email.objects.get(kind="welcome")
    assert (email.state, sending.is_by_hand, sending.sent_for) == (State.SENT, True, date(2007, 1, 14))
    assert email.text.startswith("Dear Ms Okafor,\n\nWe met at the fair.")
    assert not welcomes(days_pass(date(2007, 1, 18)))
    change = Change.objects.get(verb="email-send-now")
    assert change.summary.startswith("Sent now to Ms Okafor: Camden: welcome; Camden: Has anything changed?")


def test_welcome_is_not_sent_now_while_held_nor_before_it_was_looked_at_nor_twice(new: Borough) -> None:
    edit(new)
    say_that_nothing_changed(new)
    with pytest.raises(Refused, match=r"This cannot be sent now\. You edited this e-mail"):
        send(new)
    hold = hold_place(borough=new, ask=None, kind=HoldKind.OTHER, by=BY)
    with pytest.raises(Refused, match=r"This cannot be sent now\. Chasing Camden is held"):
        send(new)
    hold.lifted_on = clock.today()
    hold.save()
    edit(new, "Dear Ms Okafor, welcome.")
    send(new)
    with pytest.raises(Refused, match="Nothing goes out about this any more"):
        send(new)


def test_what_is_handed_over_is_edited_and_sent_with_the_welcome(new: Borough, plan_of: Plan) -> None:
    ask = plan_of("update").ask
    bundle = email_for_now(programme=new.programme, about=Handle.of_ask(ask.pk))
    assert bundle.welcome is not None
    assert bundle.asks == [ask]
