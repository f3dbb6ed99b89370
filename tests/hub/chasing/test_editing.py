"""The coordinator's own words, kept for exactly what she saw: nothing goes out in words that she has not."""

from datetime import date, datetime, time

import pytest
import time_machine
from django.test import Client

from boroughs.asks.models import Ask
from boroughs.history.models import Change
from boroughs.history.services import Refused
from boroughs.people.models import Contact, User
from boroughs.people.states import Position
from config.clock import LONDON
from hub.answers.tokens import placeholder
from hub.chasing.by_hand.editing import wording_keep, wording_put_aside
from hub.chasing.by_hand.leaving_out import step_leave_out
from hub.chasing.by_hand.sending_now import email_for_now, email_send_now
from hub.chasing.letters.bundles import Writer
from hub.chasing.models import ChaseUp, Policy, Wording
from hub.chasing.states import Handle, Outcome
from hub.mail.answers import Parcel
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from tests.factories.people import person
from tests.hub.chasing.conftest import BY, TUESDAY, planned, work
from tests.hub.chasing.editing import LEAD, MARK, OWN, batch_of, edit, parts, seen_by_her

pytestmark = pytest.mark.django_db(transaction=True)


def test_edited_words_are_what_arrives_in_the_same_frame(
    reply: Ask, frozen: time_machine.Traveller, post_box: list[Parcel], coordinator: User
) -> None:
    Contact.objects.filter(user=coordinator).update(telephone="020 7946 0000", name="Carol")
    edit(reply)
    assert work(frozen, TUESDAY, reply) == [LEAD]
    subject, text, html = parts(post_box[0])
    assert subject == "Camden: the files"
    assert text.startswith(
        "Dear Ruth,\n\nWe spoke at the fair; any word on the <files> & dates?\nAnswer here: http"
    )
    assert "On 4 December 2006 we asked" not in text + html
    for each in (text, html):
        assert "020 7946 0000" in each
        assert "Not for referrals. Worried about a child? Camden front door" in each
        assert "You get this because you are named for Camden" in each
    assert "We spoke at the fair; any word on the &lt;files&gt; &amp; dates?" in html
    assert html.count("Answer for Camden</a>") == 1
    assert "style=" in html
    assert "<style" not in html


def test_link_of_an_edited_e_mail_opens_the_ask_and_is_masked_in_the_log(
    reply: Ask, frozen: time_machine.Traveller, post_box: list[Parcel]
) -> None:
    edit(reply)
    work(frozen, TUESDAY, reply)
    _, text, html = parts(post_box[0])
    link = text.split("Answer here: ")[1].split()[0]
    assert f'href="{link}"' in html
    assert "Can you contribute" in Client().get(link.removeprefix("http://localhost:8000")).content.decode()
    log = Email.objects.get()
    assert log.text == text.replace(link.split("/answer/")[1].strip("/"), "•••••")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Dear Ruth,\n\nAny news?", "Put [link: Can you contribute files to the review?] back where"),
        (
            OWN.replace("contribute", "give"),
            "Take out [link: Can you give files to the review?]: it stands for no",
        ),
        (f"{OWN}\n[link: Something else]", "Take out [link: Something else]"),
    ],
)
def test_link_that_is_lost_or_spoilt_is_told_and_nothing_is_kept(
    text: str, sentence: str, reply: Ask
) -> None:
    with pytest.raises(Refused) as refused:
        edit(reply, text)
    assert sentence in refused.value.message
    assert refused.value.field == "text"
    assert not Wording.objects.exists()


def test_standard_text_is_shown_with_marks_and_without_what_always_follows(reply: Ask) -> None:
    standard = Writer.of(reply.borough.programme).standard(batch_of(reply))
    assert standard.body.endswith(f"Answer for Camden: {MARK}")
    assert placeholder(reply.pk) not in standard.body
    assert placeholder(reply.pk) in standard.text
    assert standard.closing.startswith("You can also just reply to this e-mail")
    assert "Not for referrals." in standard.closing


def test_saving_the_standard_words_keeps_none(reply: Ask) -> None:
    standard = Writer.of(reply.borough.programme).standard(batch_of(reply))
    assert edit(reply, standard.body.replace("\n", "\r\n") + "\r\n", standard.subject) is None
    assert not Wording.objects.exists()


def test_edited_e_mail_about_two_kinds_of_ask_goes_out_whole_when_both_their_hours_have_come(
    reply: Ask, frozen: time_machine.Traveller, post_box: list[Parcel]
) -> None:
    programme = reply.borough.programme
    person(Position.MANAGER, borough=reply.borough, email="manager@example.org")
    Contact.objects.filter(email="manager@example.org").update(email=LEAD)
    Policy.objects.create(programme=programme, kind="update", sends_from=time(14))
    update = Ask.objects.get(kind="update")
    edit(reply, f"{OWN}\n[link: {update.title}]")
    assert planned(reply).wording == planned(update).wording
    assert work(frozen, TUESDAY, reply) == []
    assert work(frozen, TUESDAY.replace(hour=14), reply) == [LEAD]
    assert "[link" not in parts(post_box[0])[1]


def test_step_that_is_left_out_takes_its_words_with_it(reply: Ask, frozen: time_machine.Traveller) -> None:
    edit(reply)
    each = planned(reply)
    step_leave_out(ask=reply, step=each.step, purpose=each.purpose, by=BY)
    assert (planned(reply).outcome, planned(reply).wording) == (Outcome.SEND, None)


def test_edited_e_mail_is_sent_now_in_those_words(reply: Ask, post_box: list[Parcel]) -> None:
    edit(reply)
    programme = reply.borough.programme
    bundle = email_for_now(programme=programme, about=Handle.of_ask(reply.pk))
    email_send_now(programme=programme, about=Handle.of_ask(reply.pk), seen=bundle.seen, by=BY)
    deliver_due()
    assert parts(post_box[0])[1].startswith("Dear Ruth,")


def test_what_has_changed_since_it_was_opened_is_not_overwritten(reply: Ask) -> None:
    seen = seen_by_her(reply)
    first = edit(reply)
    with pytest.raises(Refused, match="This e-mail has changed since you opened it"):
        wording_keep(
            programme=reply.borough.programme,
            about=[Handle.of_ask(reply.pk)],
            subject="Mine",
            text=OWN,
            seen=seen,
            by=BY,
        )
    assert Wording.objects.get() == first


def test_editing_writes_one_private_change(reply: Ask, camden_lead: User) -> None:
    edit(reply)
    wording_put_aside(programme=reply.borough.programme, about=[Handle.of_ask(reply.pk)], by=BY)
    changes = Change.objects.filter(verb__startswith="wording-")
    assert sorted(changes.values_list("verb", "by_name", "is_private")) == [
        ("wording-keep", "Carol", True),
        ("wording-put-aside", "Carol", True),
    ]
    assert not changes.visible_to(camden_lead).exists()
    assert not Wording.objects.visible_to(camden_lead).exists()


def test_edited_words_are_put_aside_and_never_deleted(reply: Ask) -> None:
    edit(reply)
    edit(reply, OWN.replace("fair", "hall"))
    assert Wording.objects.count() == 2
    assert Wording.objects.all().standing().count() == 1
    assert not ChaseUp.objects.exists()


def test_day_of_an_edited_e_mail_is_the_day_that_was_seen(reply: Ask) -> None:
    edit(reply)
    assert (planned(reply).day, planned(reply).send_at) == (
        date(2007, 1, 9),
        datetime(2007, 1, 9, 10, tzinfo=LONDON),
    )
