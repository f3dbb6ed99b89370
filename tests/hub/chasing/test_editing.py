"""The coordinator's own words, kept for exactly what she saw: nothing goes out in words that she has not."""

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from email import message_from_bytes, policy
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audits.rounds.services import audit_move
from audits.rounds.states import Move
from boroughs.asks.models import Ask
from boroughs.history.models import Change
from boroughs.history.services import Refused
from boroughs.people.models import Contact, User
from boroughs.people.services import contact_deactivate
from boroughs.people.states import Position
from boroughs.programme.models import Programme
from config import clock
from config.clock import LONDON
from config.dates import PartialDate
from hub.answers.tokens import placeholder
from hub.board.selectors import board_of
from hub.chasing.bundles import Batch, Writer, batch_with, bundles
from hub.chasing.editing import wording_keep, wording_put_aside
from hub.chasing.leaving_out import step_leave_out
from hub.chasing.models import ChaseUp, Policy, Wording
from hub.chasing.selectors import chase_plan
from hub.chasing.sending_now import email_for_now, email_send_now
from hub.chasing.services import chase_ups_queue
from hub.chasing.states import HoldKind, Outcome
from hub.chasing.stopping import hold_lift, hold_place
from hub.mail.answers import Parcel
from hub.mail.delivery import deliver_due
from hub.mail.models import Email
from hub.mail.states import State
from tests.factories import BoroughFactory
from tests.factories.people import person
from tests.hub.chasing.conftest import BY, TUESDAY, ask_for_files, planned, work

LEAD = "camden.lead@example.org"
MARK = "[link: Can you contribute files to the review?]"
OWN = f"Dear Ruth,\n\nWe spoke at the fair; any word on the <files> & dates?\nAnswer here: {MARK}\n\nYours"
DAY = timedelta(days=1)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

pytestmark = pytest.mark.django_db(transaction=True)


def batch_of(ask: Ask) -> Batch:
    batch = batch_with(chase_plan(ask.borough.programme, clock.now()), [ask.pk])
    assert batch is not None
    return batch


def seen_of(ask: Ask) -> str:
    batch = batch_of(ask)
    return batch.seen(Writer.of(ask.borough.programme).standard(batch))


def edit(ask: Ask, text: str = OWN, subject: str = "Camden: the files") -> Wording | None:
    """Open the e-mail about an ask, and save other words for it."""
    programme = ask.borough.programme
    return wording_keep(
        programme=programme, asks=[ask.pk], subject=subject, text=text, seen=seen_of(ask), by=BY
    )


def parts(parcel: Parcel) -> tuple[str, str, str]:
    """Read an e-mail as a mail program does: subject, text, HTML."""
    message = message_from_bytes(parcel.raw, policy=policy.default)
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    return message["Subject"], plain.get_content().replace("\r\n", "\n"), html.get_content()


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


def waits(ask: Ask, frozen: time_machine.Traveller) -> str:
    """Tell why an e-mail waits; nothing of it goes out on any of the sending days to come."""
    frozen.move_to(max(clock.now(), TUESDAY - DAY))
    each = planned(ask)
    assert each.outcome == Outcome.LOOK_AGAIN
    assert each.send_at is None
    for days in range(9):
        assert work(frozen, TUESDAY + (2 + days) * DAY, ask) == []
    return each.why


def test_answered_ask_makes_the_e_mail_wait(reply: Ask, frozen: time_machine.Traveller) -> None:
    other = ask_for_files(reply.borough.programme, "more")
    text = f"{OWN}\n[link 2: Can you contribute files to the review?]"
    edit(reply, text)
    assert planned(reply).wording is not None
    assert planned(reply).wording == planned(other).wording
    audit = other.borough.file_audits.order_by("pk").last()
    assert audit is not None
    audit_move(audit=audit, move=Move.DECLINE, on=PartialDate(clock.today()), by=BY)
    why = waits(reply, frozen)
    assert why == (
        "You edited this e-mail, and since then “Camden: Can you contribute files to the review?” is no longer part of "
        "it. Look at it again: it waits until you have."
    )


def test_ask_that_joins_makes_the_whole_e_mail_wait(reply: Ask, frozen: time_machine.Traveller) -> None:
    edit(reply)
    other = ask_for_files(reply.borough.programme, "more")
    assert planned(other).outcome == Outcome.LOOK_AGAIN
    assert "“Camden: Can you contribute files to the review?” has joined it" in waits(reply, frozen)


def test_another_person_makes_it_wait(reply: Ask, frozen: time_machine.Traveller) -> None:
    person(Position.BUSINESS_MANAGER, borough=reply.borough, email="business@example.org")
    edit(reply)
    contact_deactivate(contact=Contact.objects.get(email=LEAD), by=BY)
    assert "it goes to Camden’s partnership business manager and not to" in waits(reply, frozen)


def test_another_step_makes_it_wait(reply: Ask, frozen: time_machine.Traveller) -> None:
    edit(reply)
    hold = hold_place(borough=reply.borough, ask=reply, kind=HoldKind.OTHER, by=BY)
    frozen.move_to(TUESDAY)
    hold_lift(hold=hold, by=BY)
    frozen.move_to(TUESDAY + DAY)
    assert "has come to another step (courtesy note)" in planned(reply).why
    assert planned(reply).outcome == Outcome.LOOK_AGAIN


def test_another_day_in_the_standard_text_makes_it_wait(reply: Ask, frozen: time_machine.Traveller) -> None:
    edit(reply)
    # The site was away on Tuesday, so that it would leave on Wednesday and ask for an answer a day later.
    frozen.move_to(TUESDAY + DAY)
    assert "the standard text names another day" in planned(reply).why
    assert work(frozen, TUESDAY + DAY, reply) == []


def test_another_name_in_the_standard_text_makes_it_wait(reply: Ask) -> None:
    edit(reply)
    Contact.objects.filter(email=LEAD).update(name="Ruth Rowe")
    assert "the standard text has changed" in planned(reply).why


def test_nothing_has_changed_and_it_goes_out(reply: Ask, frozen: time_machine.Traveller) -> None:
    wording = edit(reply)
    elsewhere = BoroughFactory.create(programme=reply.borough.programme)
    person(Position.AUDIT_LEAD, borough=elsewhere, email="elsewhere@example.org")
    assert planned(reply).wording == wording
    assert work(frozen, TUESDAY, reply) == [LEAD]
    assert not Wording.objects.all().standing().exists()


def test_edited_again_or_back_to_the_standard_text_it_goes_out(
    reply: Ask, frozen: time_machine.Traveller, post_box: list[Parcel]
) -> None:
    edit(reply)
    frozen.move_to(TUESDAY + DAY)
    assert planned(reply).outcome == Outcome.LOOK_AGAIN
    edit(reply, OWN.replace("the fair", "the hall"))
    assert work(frozen, TUESDAY + DAY, reply) == [LEAD]
    assert "We spoke at the hall" in parts(post_box[0])[1]
    assert work(frozen, TUESDAY + 6 * DAY, reply) == []
    edit(reply, OWN)
    wording_put_aside(programme=reply.borough.programme, asks=[reply.pk], by=BY)
    assert work(frozen, TUESDAY + 8 * DAY, reply) == [LEAD]
    assert "On 4 December 2006 we asked" in parts(post_box[1])[1]
    with pytest.raises(Refused, match="Nothing goes out about this any more"):
        wording_put_aside(programme=reply.borough.programme, asks=[reply.pk], by=BY)


def test_e_mail_that_was_stopped_on_its_way_waits_and_never_goes_in_other_words(
    reply: Ask, frozen: time_machine.Traveller, post_box: list[Parcel]
) -> None:
    other = ask_for_files(reply.borough.programme, "more")
    edit(reply, f"{OWN}\n[link 2: Can you contribute files to the review?]")
    frozen.move_to(TUESDAY)
    chase_ups_queue(programme=reply.borough.programme, now=clock.now())
    audit = other.borough.file_audits.order_by("pk").last()
    assert audit is not None
    audit_move(audit=audit, move=Move.DECLINE, on=PartialDate(clock.today()), by=BY)
    deliver_due()
    assert Email.objects.get().state == State.WITHDRAWN
    assert planned(reply).outcome == Outcome.LOOK_AGAIN
    assert work(frozen, TUESDAY + timedelta(minutes=5), reply) == []
    assert post_box == []


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
    bundle = email_for_now(programme=programme, ask=reply)
    email_send_now(programme=programme, ask=reply, seen=bundle.seen, by=BY)
    deliver_due()
    assert parts(post_box[0])[1].startswith("Dear Ruth,")


def test_e_mail_that_waits_is_not_sent_now_before_it_was_looked_at(
    reply: Ask, frozen: time_machine.Traveller
) -> None:
    edit(reply)
    frozen.move_to(TUESDAY + DAY)
    with pytest.raises(Refused, match=r"This cannot be sent now\. You edited this e-mail"):
        email_for_now(programme=reply.borough.programme, ask=reply)


def test_what_has_changed_since_it_was_opened_is_not_overwritten(reply: Ask) -> None:
    seen = seen_of(reply)
    first = edit(reply)
    with pytest.raises(Refused, match="This e-mail has changed since you opened it"):
        wording_keep(
            programme=reply.borough.programme,
            asks=[reply.pk],
            subject="Mine",
            text=OWN,
            seen=seen,
            by=BY,
        )
    assert Wording.objects.get() == first


def test_board_needs_the_coordinator_for_it_once_for_each_e_mail(
    reply: Ask, frozen: time_machine.Traveller
) -> None:
    edit(reply)
    ask_for_files(reply.borough.programme, "more")
    board = board_of(reply.borough.programme, clock.now())
    (task,) = (each for each in board.needs if each.status == "Edited")
    assert task.title.startswith("Look again at your e-mail to ")
    assert task.href == reverse("email-edit", args=[reply.borough.programme.slug, reply.pk])
    assert "has joined it" in task.hint
    assert board.rows[0].next_step.words == "Look at your e-mail again"


def test_borough_page_tells_the_same_as_the_preview_of_an_e_mail_that_reaches_over_boroughs(
    reply: Ask, programme: Programme
) -> None:
    edit(reply)
    hackney = BoroughFactory.create(programme=programme, name="Hackney")
    person(Position.AUDIT_LEAD, borough=hackney, email="hackney@example.org")
    Contact.objects.filter(email="hackney@example.org").update(email=LEAD)
    ask_for_files(programme, "more")
    (theirs,) = Ask.objects.filter(borough=hackney, kind="audit-reply")
    assert [each.outcome for each in chase_plan(programme, clock.now(), [theirs])] == [Outcome.LOOK_AGAIN]


def test_editing_writes_one_private_change(reply: Ask, camden_lead: User) -> None:
    edit(reply)
    wording_put_aside(programme=reply.borough.programme, asks=[reply.pk], by=BY)
    changes = Change.objects.filter(verb__startswith="wording-")
    assert sorted(changes.values_list("verb", "by_name", "is_private")) == [
        ("wording-keep", "Carol", True),
        ("wording-put-aside", "Carol", True),
    ]
    assert not changes.visible_to(camden_lead).exists()
    assert not Wording.objects.visible_to(camden_lead).exists()


def test_command_tells_of_edited_and_waiting_e_mails_in_the_words_of_the_preview(
    reply: Ask, frozen: time_machine.Traveller, coordinator: User, client_of: Callable[[User], Client]
) -> None:
    edit(reply)
    assert "It goes out in your words." in printed()
    frozen.move_to(TUESDAY + DAY)
    why = planned(reply).why
    row = next(each for each in json.loads(printed("--json")) if each["kind"] == "audit-reply")
    assert (row["outcome"], row["why"], row["edited"], row["send_at"]) == (
        "edited, to be looked at again",
        why,
        True,
        None,
    )
    assert why in printed()
    page = client_of(coordinator).get(reverse("chasing", args=[reply.borough.programme.slug]))
    assert why in page.content.decode()


def printed(*options: str) -> str:
    told = StringIO()
    call_command("chase", "--preview", *options, stdout=told)
    return told.getvalue()


def test_preview_costs_as_many_queries_for_sixteen_edited_e_mails_as_for_one(
    reply: Ask, coordinator: User, client_of: Callable[[User], Client]
) -> None:
    programme = reply.borough.programme
    client, page = client_of(coordinator), reverse("chasing", args=[programme.slug])
    edit(reply)
    client.get(page)
    one = count(client, page)
    for number in range(15):
        borough = BoroughFactory.create(programme=programme)
        person(Position.AUDIT_LEAD, borough=borough, email=f"lead-{number}@example.org")
    wording_put_aside(programme=programme, asks=[reply.pk], by=BY)
    ask_for_files(programme, "more")
    for bundle in bundles(programme, chase_plan(programme, clock.now())):
        edit(bundle.asks[0], f"{bundle.words.body}\nYours, Carol")
    assert Wording.objects.all().standing().count() >= 15
    assert count(client, page) == one


def count(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


@pytest.fixture
def desk(reply: Ask, coordinator: User, client_of: Callable[[User], Client]) -> tuple[Client, str]:
    """The coordinator's browser, and the page on which the e-mail is edited."""
    return client_of(coordinator), reverse("email-edit", args=[reply.borough.programme.slug, reply.pk])


def test_page_begins_with_the_standard_text_and_keeps_hers(desk: tuple[Client, str], reply: Ask) -> None:
    client, page = desk
    first = client.get(page).context["form"].initial
    assert first["text"].endswith(MARK)
    done = client.post(page, {**first, "text": OWN}, follow=True).content.decode()
    assert "goes out in your words." in done
    assert "In your words" in done
    assert client.get(page).context["form"].initial["text"] == OWN
    back = client.post(reverse("email-standard", args=[reply.borough.programme.slug, reply.pk]), follow=True)
    assert "The e-mail goes out in the standard words." in back.content.decode()
    assert planned(reply).wording is None


def test_page_loses_no_word_when_a_link_is_missing(desk: tuple[Client, str]) -> None:
    client, page = desk
    first = client.get(page).context["form"].initial
    again = client.post(page, {**first, "text": "Dear Ruth, how are the files?"})
    assert again.context["form"]["text"].value() == "Dear Ruth, how are the files?"
    assert "back where the link to answer belongs" in again.content.decode()


def test_old_page_shows_what_changed_and_saves_when_it_is_sent_again(
    desk: tuple[Client, str], reply: Ask, coordinator: User, frozen: time_machine.Traveller
) -> None:
    client, page = desk
    first = {**client.get(page).context["form"].initial, "text": OWN}
    frozen.move_to(TUESDAY + DAY)
    client.force_login(coordinator, backend=BACKEND)  # a session does not last overnight
    again = client.post(page, first)
    told = again.content.decode()
    assert "This e-mail has changed since you opened it." in told
    assert "by 16 January 2007?" in told
    assert "by 17 January 2007?" in told
    assert again.context["form"]["text"].value() == OWN
    client.post(page, {name: again.context["form"][name].value() for name in first})
    assert planned(reply).wording is not None
    assert planned(reply).outcome == Outcome.SEND


def test_old_page_finds_the_e_mail_when_the_first_of_its_asks_is_gone(
    desk: tuple[Client, str], reply: Ask
) -> None:
    client, page = desk
    other = ask_for_files(reply.borough.programme, "more")
    first = {**client.get(page).context["form"].initial, "text": OWN}
    audit = reply.borough.file_audits.order_by("pk").first()
    assert audit is not None
    audit_move(audit=audit, move=Move.DECLINE, on=PartialDate(clock.today()), by=BY)
    again = client.post(page, first)
    assert again.context["batch"].asks == [other]
    client.post(page, {name: again.context["form"][name].value() for name in first})
    assert planned(other).wording is not None


def test_old_page_of_what_has_left_says_which_e_mail_is_next(
    desk: tuple[Client, str], reply: Ask, coordinator: User, frozen: time_machine.Traveller
) -> None:
    client, page = desk
    first = {**client.get(page).context["form"].initial, "text": OWN}
    work(frozen, TUESDAY, reply)
    client.force_login(coordinator, backend=BACKEND)
    again = client.post(page, first)
    (then, now), *_ = again.context["changed"]
    assert then.endswith("(first reminder)")
    assert now.endswith("(second reminder)")
    assert again.context["form"]["text"].value() == OWN
    assert not Wording.objects.exists()


def test_old_page_about_what_goes_out_no_more_keeps_every_word_to_be_copied(
    desk: tuple[Client, str], reply: Ask
) -> None:
    client, page = desk
    first = {**client.get(page).context["form"].initial, "text": OWN}
    hold_place(borough=reply.borough, ask=reply, kind=HoldKind.OTHER, by=BY)
    again = client.post(page, first)
    assert "Nothing goes out about this any more" in again.content.decode()
    assert again.context["form"]["text"].value() == OWN
    assert client.get(page, follow=True).redirect_chain


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
