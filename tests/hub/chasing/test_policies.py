"""The policy page: what it says it will do is what happens, and it can be changed."""

from collections.abc import Callable
from datetime import date, time

import pytest
from django.test import Client
from django.urls import reverse

from boroughs.asks.kinds import kind_of
from boroughs.history.models import Change
from boroughs.people.models import User
from boroughs.people.states import Position
from boroughs.programme.calendar import QuietPeriod, WorkingDays
from boroughs.programme.models import Borough, Programme
from hub.chasing.models import Policy
from hub.chasing.plan.timing import Rhythm
from hub.chasing.policy.examples import example, examples
from hub.chasing.policy.words import sentences
from tests.factories import AskFactory

ClientOf = Callable[[User], Client]
CHRISTMAS = WorkingDays((QuietPeriod("Christmas", date(2006, 12, 20), date(2007, 1, 3)),))
FORM = {
    "days_to_reply": "7",
    "most_reminders": "1",
    "first_reminder_after": "3",
    "second_reminder_after": "4",
    "ring_after": "4",
    "escalate_after": "6",
    "ladder": ["chair", "business_manager"],
    "gates": ["business_manager"],
    "sending_days": ["0", "4"],
    "sends_from": "09:30",
    "sends_until": "12:00",
}


def test_default_policy_says_in_words_what_it_does() -> None:
    assert sentences(kind_of("audit-reply"), Rhythm()) == [
        "The audit lead is asked, and has ten working days to answer.",
        "The first reminder follows two working days after that.",
        "A second follows five working days later.",
        "Then, after five working days, you get a task to ring them, and no e-mail goes out.",
        "If that brings nothing, every five working days the next is written to: partnership business manager, "
        "head of safeguarding and then chair.",
        "You approve each letter to: head of safeguarding and chair. The one below is told two working days before, "
        "and nobody at that level is written to more than once a month.",
        "E-mails go out on Tuesday, Wednesday, Thursday, from 10:00 to 16:00.",
    ]


def test_dated_example_leaves_out_the_quiet_period() -> None:
    told = [
        (str(line.on), line.what)
        for line in example(kind_of("audit-reply"), Rhythm(), CHRISTMAS, date(2006, 12, 4))
    ]
    assert told[:5] == [
        ("2006-12-05", "First request to the audit lead"),
        ("2006-12-19", "An answer is due"),
        ("2007-01-09", "First reminder to the audit lead"),
        ("2007-01-16", "Second reminder to the audit lead"),
        ("2007-01-23", "You are asked to ring them"),
    ]


def test_example_with_a_last_safe_day_rings_instead_of_an_email_that_would_come_too_late() -> None:
    kind = kind_of("audit-reply")
    usual, near = examples(kind, Rhythm(), WorkingDays(), date(2007, 1, 8), date(2007, 2, 2))
    assert usual.caption == "If it were asked today, and never answered, with no last safe day"
    assert near.caption == (
        "If it were asked on 17 January 2007, and never answered, and the last safe day is 2 February 2007"
    )
    assert [(str(line.on), line.what) for line in near.lines][:5] == [
        ("2007-01-17", "First request to the audit lead"),
        ("2007-01-31", "An answer is due"),
        ("2007-02-02", "The last safe day for an answer"),
        ("2007-02-02", "You are asked to ring them, because an e-mail would come too late"),
        ("2007-02-09", "You are asked to approve a letter to the partnership business manager"),
    ]


def test_policy_of_what_follows_an_answer_says_how_long_that_waits() -> None:
    kind = kind_of("audit-date")
    assert sentences(kind, Rhythm(follow_up_after=7))[0] == (
        "After an answer that leaves this open, nobody asks or reminds for seven working days; "
        "where a last safe day is near, for half of the time up to it."
    )
    lines = example(kind, Rhythm(), WorkingDays(), date(2007, 1, 9))
    assert [(str(line.on), line.what) for line in lines][:2] == [
        ("2007-01-09", "The borough answers, and leaves this open"),
        ("2007-01-23", "First request to the audit lead"),
    ]


def test_only_what_follows_an_answer_has_days_to_wait_for(
    programme: Programme, coordinator: User, client_of: ClientOf
) -> None:
    def page(kind: str) -> str:
        return (
            client_of(coordinator)
            .get(reverse("chasing-policy", args=[programme.slug, kind]))
            .content.decode()
        )

    assert "How long after an answer is this asked?" in page("audit-date")
    assert "How long after an answer is this asked?" not in page("audit-reply")
    address = reverse("chasing-policy", args=[programme.slug, "audit-date"])
    client_of(coordinator).post(address, {**FORM, "follow_up_after": "6"})
    assert Policy.objects.get().follow_up_after == 6


def test_policies_page_shows_what_the_last_safe_day_of_the_round_changes(
    programme: Programme, camden: Borough, coordinator: User, client_of: ClientOf
) -> None:
    AskFactory.create(
        borough=camden, kind="audit-reply", last_safe_on=date(2007, 2, 2), last_safe_reason="drafting begins"
    )
    page = client_of(coordinator).get(reverse("chasing-policies", args=[programme.slug])).content.decode()
    assert "and the last safe day is 2 February 2007" in page
    assert "You are asked to ring them, because an e-mail would come too late" in page


def test_coordinator_changes_a_policy(programme: Programme, coordinator: User, client_of: ClientOf) -> None:
    page = reverse("chasing-policy", args=[programme.slug, "audit-reply"])
    response = client_of(coordinator).post(page, FORM)
    assert response.status_code == 302
    policy = Policy.objects.get()
    assert (policy.days_to_reply, policy.most_reminders, policy.sending_days) == (7, 1, [0, 4])
    assert policy.ladder == [Position.BUSINESS_MANAGER, Position.CHAIR]
    assert (policy.sends_from, policy.sends_until) == (time(9, 30), time(12))
    assert Change.objects.filter(verb="policy-add").count() == 1


def test_policy_that_somebody_else_changed_meanwhile_is_not_overwritten(
    programme: Programme, coordinator: User, client_of: ClientOf
) -> None:
    page = reverse("chasing-policy", args=[programme.slug, "audit-reply"])
    client_of(coordinator).post(page, FORM)
    response = client_of(coordinator).post(page, {**FORM, "days_to_reply": "9", "seen": "0"})
    assert response.status_code == 200
    assert "This has changed since you opened it." in response.content.decode()
    assert 'value="9"' in response.content.decode()
    assert Policy.objects.get().days_to_reply == 7


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("sends_until", "09:00", "Sending must end after it begins."),
        ("most_reminders", "9", "5 or"),
        ("days_to_reply", "", "Enter"),
    ],
)
def test_faulty_policy_is_told_beside_its_field(
    programme: Programme, coordinator: User, client_of: ClientOf, field: str, value: str, words: str
) -> None:
    page = reverse("chasing-policy", args=[programme.slug, "audit-reply"])
    response = client_of(coordinator).post(page, {**FORM, field: value})
    assert response.status_code == 200
    assert words in response.content.decode()
    assert not Policy.objects.exists()


def test_policies_page_shows_every_kind(programme: Programme, coordinator: User, client_of: ClientOf) -> None:
    page = client_of(coordinator).get(reverse("chasing-policies", args=[programme.slug])).content.decode()
    for label in (
        "Monthly update",
        "News of the appointment",
        "Reply about the file audit",
        "Files for the review",
    ):
        assert label in page


def test_adviser_may_not_see_how_she_is_chased(
    programme: Programme, camden_adviser: User, client_of: ClientOf
) -> None:
    assert (
        client_of(camden_adviser).get(reverse("chasing-policies", args=[programme.slug])).status_code == 403
    )
