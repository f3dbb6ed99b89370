"""Recording a reply: every choice of every kind of ask, promises, and what it stops."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine

from audits.rounds.services import Details
from audits.rounds.states import Position
from boroughs.asks.kinds import Answer, kinds
from boroughs.asks.models import Ask, Reply
from boroughs.asks.promising import may_be_promised
from boroughs.asks.replying import reply_record, update_give
from boroughs.asks.selectors import choices_of
from boroughs.asks.services import reconcile
from boroughs.asks.states import PROMISE, Ended, Turn
from boroughs.history.models import Actor
from boroughs.history.services import Outdated, Refused
from boroughs.people.services import Newcomer
from boroughs.posts.states import Stage
from boroughs.programme.models import Borough
from boroughs.programme.states import Heard
from config.dates import PartialDate
from tests.factories import ContactFactory, FileAuditFactory, PostFactory

BY = Actor.system()
TODAY = date(2007, 1, 8)
GIVEN = {
    "firm": PartialDate(date(2007, 2, 9)),
    "files": 6,
    "holder": Newcomer("Camden’s adviser"),
    "reason": "a joint area review",
    "promised_on": date(2007, 1, 18),
    "refer_to": Newcomer("The deputy", "deputy@example.org"),
}


def update_ask(borough: Borough) -> Ask:
    reconcile(boroughs=[borough], today=TODAY)
    return Ask.objects.get(borough=borough, kind="update")


def post_ask(borough: Borough) -> Ask:
    PostFactory.create(borough=borough, stage=Stage.VETTING)
    return Ask.objects.get(borough=borough, kind="post-news")


def audit_ask(position: Position) -> Callable[[Borough], Ask]:
    def make(borough: Borough) -> Ask:
        details = Details(files=6, reason="a joint area review", firm=PartialDate(date(2007, 2, 9)))
        FileAuditFactory.create(borough=borough, position=position, details=details)
        reconcile(boroughs=[borough], today=TODAY)
        return Ask.objects.get(borough=borough, kind__startswith="audit-", closed_at=None)

    return make


CASES = {
    "update": update_ask,
    "post-news": post_ask,
    **{
        f"audit {position}": audit_ask(position)
        for position in (
            Position.NO_REPLY,
            Position.TOO_EARLY,
            Position.OPTIMISTIC,
            Position.AGREED,
            Position.AGREED_DATED,
            Position.ASKS_EXCUSED,
            Position.OFFERED,
        )
    },
}


def answer(choice: str, **details: object) -> Answer:
    return Answer(choice=choice, on=TODAY, said_by="Camden’s audit lead", how=Heard.TELEPHONE, **details)  # type: ignore[arg-type]  # details by name


@pytest.mark.parametrize("case", CASES)
def test_each_choice_of_each_kind_is_taken(camden: Borough, case: str) -> None:
    ask = CASES[case](camden)
    values = [choice.value for choice in choices_of(ask)]
    assert len(values) >= 2
    for place, value in enumerate(values):
        other = Borough.objects.create(
            programme=camden.programme, name=f"B{place}", slug=f"b{place}", gss_code=f"E08{place:06}"
        )
        ask = CASES[case](other)
        choice = next(each for each in choices_of(ask) if each.value == value)
        details = {name: GIVEN[name] for name in choice.needs | choice.takes}
        reply = reply_record(ask=ask, answer=answer(value, words="As said.", **details), by=BY)
        other.refresh_from_db()
        assert (reply.choice, reply.words) == (value, "As said.")
        assert (other.last_heard_on, other.last_heard_how) == (TODAY, Heard.TELEPHONE)


def test_the_cases_cover_every_kind(camden: Borough) -> None:
    found = set()
    for place, make in enumerate(CASES.values()):
        other = Borough.objects.create(
            programme=camden.programme, name=f"B{place}", slug=f"b{place}", gss_code=f"E08{place:06}"
        )
        found.add(make(other).kind)
    assert found == {kind.name for kind in kinds()}


def test_each_needed_detail_is_asked_for(camden: Borough) -> None:
    ask = audit_ask(Position.NO_REPLY)(camden)
    for choice in choices_of(ask):
        for detail in choice.needs:
            with pytest.raises(Refused) as refused:
                reply_record(ask=ask, answer=answer(choice.value), by=BY)
            assert refused.value.field == detail
    assert not Reply.objects.exists()


def test_a_reply_ends_the_ask_that_it_meets(camden: Borough) -> None:
    ask = audit_ask(Position.NO_REPLY)(camden)
    reply_record(ask=ask, answer=answer("agree"), by=BY)
    ask.refresh_from_db()
    assert ask.ended == Ended.MET
    assert Ask.objects.get(borough=camden, kind="audit-date").is_open


def test_asking_to_be_excused_makes_it_our_turn(camden: Borough) -> None:
    ask = audit_ask(Position.NO_REPLY)(camden)
    reply_record(ask=ask, answer=answer("ask_excusal", reason="a joint area review"), by=BY)
    ask.refresh_from_db()
    assert (ask.is_open, ask.turn) == (True, Turn.US)


def promised(ask: Ask, on: date) -> date | None:
    reply_record(ask=ask, answer=answer(PROMISE, promised_on=on), by=BY)
    ask.refresh_from_db()
    return ask.promised_on


def test_a_mistyped_day_is_corrected_on_the_day_on_which_it_was_promised(camden: Borough) -> None:
    ask = audit_ask(Position.NO_REPLY)(camden)
    for day in (date(2007, 2, 18), date(2007, 1, 18), date(2007, 1, 25)):
        assert promised(ask, day) == day
        assert may_be_promised(ask)


def test_a_promised_day_is_moved_nearer_later_and_never_further_away(
    camden: Borough, frozen: time_machine.Traveller
) -> None:
    ask = audit_ask(Position.NO_REPLY)(camden)
    promised(ask, date(2007, 2, 18))
    frozen.shift(timedelta(days=1))
    assert promised(ask, date(2007, 1, 18)) == date(2007, 1, 18)
    # Back to the day that stood this morning, as the sooner one was a slip; not a day further.
    assert promised(ask, date(2007, 2, 18)) == date(2007, 2, 18)
    with pytest.raises(Refused, match="already promised an answer by 18 February 2007"):
        promised(ask, date(2007, 2, 19))
    assert promised(ask, date(2007, 1, 18)) == date(2007, 1, 18)
    frozen.shift(timedelta(days=1))
    with pytest.raises(Refused, match="already promised an answer by 18 January 2007"):
        promised(ask, date(2007, 2, 18))


def test_a_correction_is_never_past_the_last_safe_day(camden: Borough) -> None:
    ask = audit_ask(Position.NO_REPLY)(camden)
    promised(ask, date(2007, 1, 18))
    Ask.objects.filter(pk=ask.pk).update(last_safe_on=date(2007, 1, 19))
    with pytest.raises(Refused, match="up to 19 January 2007"):
        promised(ask, date(2007, 1, 25))


def test_an_answer_is_promised_once(camden: Borough, frozen: time_machine.Traveller) -> None:
    ask = audit_ask(Position.NO_REPLY)(camden)
    assert promised(ask, date(2007, 1, 18)) == date(2007, 1, 18)
    frozen.shift(timedelta(days=1))
    with pytest.raises(Refused, match="once only") as refused:
        reply_record(ask=ask, answer=answer(PROMISE, promised_on=date(2007, 1, 25)), by=BY)
    assert refused.value.field == "promised_on"


def test_an_answer_is_not_promised_for_today(camden: Borough) -> None:
    with pytest.raises(Refused, match="in the future"):
        reply_record(ask=update_ask(camden), answer=answer(PROMISE, promised_on=TODAY), by=BY)


def test_a_reply_is_not_heard_tomorrow(camden: Borough) -> None:
    late = Answer(choice="nothing", on=date(2007, 1, 9), said_by="Camden", how=Heard.EMAIL)
    with pytest.raises(Refused, match="today or in the past"):
        reply_record(ask=update_ask(camden), answer=late, by=BY)


def test_a_closed_ask_takes_no_reply(camden: Borough) -> None:
    ask = update_ask(camden)
    reply_record(ask=ask, answer=answer("nothing"), by=BY)
    with pytest.raises(Refused, match="answered meanwhile"):
        reply_record(ask=ask, answer=answer("nothing"), by=BY)


def test_an_answer_that_is_no_choice_is_refused(camden: Borough) -> None:
    with pytest.raises(Refused, match="one of the answers"):
        reply_record(ask=update_ask(camden), answer=answer("agree"), by=BY)


def test_a_refused_reply_leaves_nothing_behind(camden: Borough) -> None:
    PostFactory.create(borough=camden, stage=Stage.ADVERTISED)
    adviser = ContactFactory.create(borough=camden)
    ask = Ask.objects.get(borough=camden, kind="post-news")
    with pytest.raises(Refused):
        reply_record(ask=ask, answer=answer("appoint", holder=Newcomer("Again", adviser.email)), by=BY)
    ask.refresh_from_db()
    assert ask.is_open
    assert not Reply.objects.exists()


def test_who_saw_an_older_ask_is_shown_what_changed(camden: Borough) -> None:
    ask = audit_ask(Position.NO_REPLY)(camden)
    seen = ask.version
    reply_record(ask=ask, answer=answer(PROMISE, promised_on=date(2007, 1, 18)), by=BY)
    with pytest.raises(Outdated) as outdated:
        reply_record(ask=ask, answer=answer("agree"), by=BY, seen_version=seen)
    assert [change.verb for change in outdated.value.changes] == ["reply-record"]


def test_the_monthly_update_is_met_until_the_month_ends(camden: Borough) -> None:
    ask = update_ask(camden)
    update_give(borough=camden, something_changed=False, said_by="Camden", how=Heard.SITE, on=TODAY, by=BY)
    ask.refresh_from_db()
    assert not ask.is_open
    reconcile(boroughs=[camden], today=date(2007, 1, 31))
    assert not Ask.objects.filter(kind="update", closed_at=None).exists()
    reconcile(boroughs=[camden], today=date(2007, 2, 1))
    assert Ask.objects.filter(kind="update", closed_at=None).count() == 1


def test_every_kind_has_the_words_that_letters_need() -> None:
    for kind in kinds():
        words = (kind.topic, kind.question, kind.asking, kind.asked, kind.please, kind.why)
        assert all(words), f"{kind.name} lacks words for its letters"
        assert not {"had", "was", "could"} & set(kind.asking.split()), (
            f"“I am writing to ask {kind.asking}” is in the past"
        )
