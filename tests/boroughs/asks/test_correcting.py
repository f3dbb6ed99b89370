"""Correcting an answer that has closed its ask: what it wrote is struck out, and what is right takes its place."""

from datetime import date

import pytest

from boroughs.asks.correcting import reply_correct
from boroughs.asks.kinds import Answer
from boroughs.asks.models import Ask, Reply
from boroughs.asks.replying import reply_record
from boroughs.asks.selectors import choices_instead, choices_of
from boroughs.asks.services import reconcile
from boroughs.asks.stopping import ask_withdraw
from boroughs.history.models import Actor
from boroughs.history.services import Refused
from boroughs.people.services import Newcomer
from boroughs.posts.models import Post, PostEntry
from boroughs.posts.services import post_move
from boroughs.posts.states import Move, Stage
from boroughs.programme.models import Borough
from boroughs.programme.states import Heard
from config import clock
from config.dates import PartialDate
from tests.factories import FileAuditFactory, PostFactory

BY = Actor.system()
TODAY = date(2007, 1, 8)


def answer(choice: str, **details: object) -> Answer:
    return Answer(choice=choice, on=TODAY, said_by="Camden’s manager", how=Heard.LINK, **details)  # type: ignore[arg-type]  # details by name


def answered(ask: Ask, choice: str, **details: object) -> Reply:
    return reply_record(ask=ask, answer=answer(choice, **details), by=BY)


@pytest.fixture
def news(camden: Borough) -> Ask:
    PostFactory.create(borough=camden, stage=Stage.VETTING)
    return Ask.objects.get(borough=camden, kind="post-news")


def test_appointment_that_was_a_slip_is_struck_out(news: Ask) -> None:
    offered = [choice.value for choice in choices_of(news)]
    reply = answered(news, "appoint", holder=Newcomer("The new adviser"))
    assert [choice.value for choice in choices_instead(reply)] == [
        value for value in offered if value not in {"promise", "pause", "refer"}
    ]
    corrected = reply_correct(reply=reply, answer=answer("nothing-new"), by=BY)
    post = Post.objects.get(borough=news.borough)
    assert (post.stage, post.holder, post.news_on) == (Stage.VETTING, None, TODAY)
    assert PostEntry.objects.exclude(voided_by=None).count() == 1
    assert corrected.choice_label == "Nothing new yet"
    assert corrected.change.summary == (
        "Camden’s manager: Nothing new yet, instead of “Somebody has started in post”"
    )


def test_nothing_new_is_corrected_though_it_wrote_no_entry(news: Ask) -> None:
    reply = answered(news, "nothing-new")
    reply_correct(reply=reply, answer=answer("fall_through"), by=BY)
    assert Post.objects.get(borough=news.borough).stage == Stage.APPROVED


def test_correction_can_be_corrected(news: Ask) -> None:
    first = answered(news, "fall_through")
    second = reply_correct(reply=first, answer=answer("advertise"), by=BY)
    reply_correct(reply=second, answer=answer("nothing-new"), by=BY)
    assert Post.objects.get(borough=news.borough).stage == Stage.VETTING
    assert Reply.objects.filter(ask=news).count() == 3


def test_ask_stays_closed_and_nothing_is_asked_twice(news: Ask) -> None:
    reply = answered(news, "advertise")
    opened = set(Ask.objects.values_list("pk", flat=True))
    reply_correct(reply=reply, answer=answer("nothing-new"), by=BY)
    reconcile(boroughs=[news.borough], today=clock.today())
    assert set(Ask.objects.values_list("pk", flat=True)) == opened
    news.refresh_from_db()
    assert not news.is_open


def test_once_something_else_is_written_nothing_is_corrected(news: Ask) -> None:
    reply = answered(news, "advertise")
    post = Post.objects.get(borough=news.borough)
    post_move(post=post, move=Move.INTERVIEW, on=PartialDate(TODAY), by=BY)
    assert choices_instead(reply) == []
    with pytest.raises(Refused, match="something else has been written down since"):
        reply_correct(reply=reply, answer=answer("nothing-new"), by=BY)
    assert Post.objects.get(borough=news.borough).stage == Stage.INTERVIEWING


def test_what_is_no_choice_any_more_is_refused_and_leaves_all_as_it_was(news: Ask) -> None:
    reply = answered(news, "advertise")
    for wrong in ("promise", "leave", "anything"):
        with pytest.raises(Refused, match="one of the answers"):
            reply_correct(reply=reply, answer=answer(wrong), by=BY)
    assert Post.objects.get(borough=news.borough).stage == Stage.ADVERTISED
    assert not PostEntry.objects.exclude(voided_by=None).exists()


def test_only_an_answer_is_corrected_not_a_pause(camden: Borough) -> None:
    FileAuditFactory.create(borough=camden)
    ask = Ask.objects.get(borough=camden, kind="audit-reply")
    reply = answered(ask, "pause")
    assert choices_instead(reply) == []


def test_withdrawn_ask_is_not_corrected(camden: Borough) -> None:
    FileAuditFactory.create(borough=camden)
    ask = Ask.objects.get(borough=camden, kind="audit-reply")
    reply = answered(ask, "ask_excusal", reason="a joint area review")
    ask_withdraw(ask=ask, reason="Not this round", ask_again_on=None, by=BY)
    with pytest.raises(Refused):
        reply_correct(reply=Reply.objects.get(pk=reply.pk), answer=answer("hopeful"), by=BY)
