"""A ring without an answer: no reply, a rest before the next one, and true words in the letter up the ladder."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from boroughs.asks.models import Ask, Reply
from boroughs.history.models import Change
from boroughs.history.services import Refused
from boroughs.people.models import User
from boroughs.people.states import Position
from config import clock
from hub.chasing.by_hand.ringing import ring_note, ring_void
from hub.chasing.letters.chase_up import Matter
from hub.chasing.models import Ring
from hub.chasing.states import Outcome
from hub.mail.models import Email
from hub.mail.states import State
from tests.factories import ContactFactory
from tests.hub.chasing.conftest import BY, TUESDAY, WEEK, planned, work

pytestmark = pytest.mark.django_db
LEAD = "Camden’s audit lead"


@pytest.fixture
def ringing(reply: Ask, frozen: time_machine.Traveller) -> Ask:
    """Two reminders have left, and since today the coordinator is asked to ring."""
    work(frozen, TUESDAY, reply)
    work(frozen, TUESDAY + WEEK, reply)
    frozen.move_to(TUESDAY + 2 * WEEK)
    return reply


def test_call_that_waits_says_from_when(reply: Ask, frozen: time_machine.Traveller) -> None:
    work(frozen, TUESDAY, reply)
    work(frozen, TUESDAY + WEEK, reply)
    assert "ring them from 23 January 2007." in planned(reply).why


def test_ring_rests_says_until_when_and_is_no_reply(ringing: Ask) -> None:
    heard = ringing.borough.last_heard_on
    ring_note(ask=ringing, whom=LEAD, on=clock.today(), by=BY)
    each = planned(ringing)
    assert (each.outcome, each.due_on) == (Outcome.WAITING, date(2007, 1, 30))
    assert "You rang on 23 January 2007. Ring again from 30 January 2007." in each.why
    ringing.refresh_from_db()
    ringing.borough.refresh_from_db()
    assert ringing.is_open
    assert ringing.borough.last_heard_on == heard
    assert not Reply.objects.exists()


def test_impossible_rings_are_refused(ringing: Ask) -> None:
    today = clock.today()
    for day in (today + timedelta(days=1), date(2006, 12, 3)):
        with pytest.raises(Refused):
            ring_note(ask=ringing, whom=LEAD, on=day, by=BY)
    ring = ring_note(ask=ringing, whom=LEAD, on=today, by=BY)
    with pytest.raises(Refused, match="noted already"):
        ring_note(ask=ringing, whom=LEAD, on=today, by=BY)
    ring_void(ring=ring, reason="Wrong borough", by=BY)
    with pytest.raises(Refused, match="struck out already"):
        ring_void(ring=ring, reason="Wrong borough", by=BY)
    assert planned(ringing).outcome == Outcome.RING
    assert Ring.objects.count() == 1, "nothing is deleted"
    ring_note(ask=ringing, whom=LEAD, on=today, by=BY)


def test_letter_says_when_we_rang_and_only_what_left(ringing: Ask, frozen: time_machine.Traveller) -> None:
    ContactFactory.create(
        borough=ringing.borough, position=Position.BUSINESS_MANAGER, email="business@example.org"
    )
    first = Email.objects.earliest("pk")
    Email.objects.filter(pk=first.pk).update(state=State.BOUNCED, failed_at=clock.now(), server_words="552")
    ring_note(ask=ringing, whom=LEAD, on=clock.today(), note="qqq", by=BY)
    assert work(frozen, TUESDAY + 3 * WEEK, ringing) == ["business@example.org"]
    letter = Email.objects.latest("pk")
    assert "I wrote again on 16 January 2007 and rang on 23 January 2007." in letter.text
    assert "The next Board paper states each borough’s position, and I want yours right." in letter.text
    assert "qqq" not in letter.text


def test_next_board_paper_is_named_only_where_it_states_positions(reply: Ask) -> None:
    update = Ask(borough=reply.borough, kind="update", title="Changed?", asked_on=date(2007, 1, 9))
    assert "Board paper" not in Matter(ask=update, step=4, wanted_by=None, is_escalation=True).asked_words


def test_coordinator_notes_it_in_two_clicks_and_the_borough_reads_no_note(
    ringing: Ask, coordinator: User, camden_lead: User, client_of: object
) -> None:
    assert callable(client_of)
    client, slug = client_of(coordinator), ringing.borough.programme.slug
    page = reverse("borough", args=[slug, ringing.borough.slug])
    form = reverse("ask-ring", args=[slug, ringing.pk])
    assert form in client.get(page).content.decode()
    shown = client.get(form).context["form"]
    sent = {
        "whom": shown["whom"].value(),
        "on_day": "23",
        "on_month": "1",
        "on_year": "2007",
        "note": "qqq out of office",
    }
    told = client.post(form, sent, follow=True).content.decode()
    assert "Noted: you rang Camden’s audit lead on 23 January 2007." in told
    assert "Ring again from 30 January 2007." in told
    assert "qqq out of office" in told
    own = client_of(camden_lead).get(page).content.decode()
    assert "Rang Camden’s audit lead, and did not reach them" in own
    assert "qqq" not in own
    ring = Ring.objects.get()
    assert client_of(camden_lead).get(form).status_code == 403
    void = reverse("ring-void", args=[slug, ring.pk])
    assert void in told
    client.post(void, {"reason": "Another borough"})
    assert "did not reach them" not in client_of(camden_lead).get(page).content.decode()
    assert "Struck out by" in client.get(page).content.decode()
    assert not Change.objects.filter(verb__startswith="ring-", is_private=False).exists()
