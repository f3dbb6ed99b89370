"""The reconciler: whatever happened, doing it twice changes nothing, and nothing is asked twice."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audits.rounds.models import FileAudit
from audits.rounds.services import Details, audit_move
from audits.rounds.states import Move as AuditMove
from audits.rounds.states import Position as AuditPosition
from boroughs.asks.kinds import Answer
from boroughs.asks.models import Ask
from boroughs.asks.replying import reply_record, update_give
from boroughs.asks.services import Reconciled, reconcile
from boroughs.asks.states import Turn
from boroughs.history.models import Actor, Change
from boroughs.history.services import Refused
from boroughs.people.services import Newcomer
from boroughs.posts.models import Post
from boroughs.posts.services import post_move, post_nothing_new
from boroughs.posts.states import Move as PostMove
from boroughs.programme.models import Borough, KeyDate, Programme
from boroughs.programme.states import Heard
from config.dates import PartialDate
from tests.factories import BoroughFactory, FileAuditFactory, KeyDateFactory, PostFactory

BY = Actor.system()
START = date(2006, 10, 2)
TODAY = date(2007, 1, 8)
# What each position leaves open, and whose turn it is; everything else leaves nothing open.
EXPECTED = {
    AuditPosition.NO_REPLY: ("audit-reply", Turn.BOROUGH),
    AuditPosition.ASKS_EXCUSED: ("audit-reply", Turn.US),
    AuditPosition.TOO_EARLY: ("audit-date", Turn.BOROUGH),
    AuditPosition.HOPEFUL: ("audit-date", Turn.BOROUGH),
    AuditPosition.OPTIMISTIC: ("audit-date", Turn.BOROUGH),
    AuditPosition.AGREED: ("audit-date", Turn.BOROUGH),
    AuditPosition.OFFERED: ("audit-date", Turn.US),
    AuditPosition.AGREED_DATED: ("audit-files", Turn.BOROUGH),
}
ALL = Details(files=6, reason="a joint area review", decided_by="the Board")

DAYS = st.integers(0, 98).map(lambda days: START + timedelta(days))
STEPS = st.tuples(st.sampled_from([*PostMove, *AuditMove, "nothing new", "update", "drafting"]), DAYS)


def take(step: str, on: date, post: Post, audit: FileAudit) -> None:
    """Do one step; one that cannot be done at that day is not done."""
    when = PartialDate(on)
    try:
        if isinstance(step, PostMove):
            post_move(post=post, move=step, on=when, holder=Newcomer("Somebody"), by=BY)
        elif isinstance(step, AuditMove):
            audit_move(audit=audit, move=step, on=when, details=ALL, by=BY)
        elif step == "nothing new":
            post_nothing_new(post=post, on=when, by=BY)
        elif step == "drafting":
            move_drafting(post.borough.programme, on + timedelta(days=100))
        else:
            update_give(
                borough=post.borough, something_changed=False, said_by="Camden", how=Heard.SITE, on=on, by=BY
            )
    except Refused:
        pass


def move_drafting(programme: Programme, to: date) -> None:
    KeyDate.objects.filter(programme=programme).delete()
    KeyDateFactory.create(programme=programme, on=to)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    history=st.lists(STEPS, max_size=8),
    today=st.sampled_from([date(2007, 1, 8), date(2007, 2, 1), date(2007, 7, 1)]),
)
def test_reconciling_twice_changes_nothing(
    programme: Programme, history: list[tuple[str, date]], today: date
) -> None:
    audit = FileAuditFactory.create(borough__programme=programme)
    post = PostFactory.create(borough=audit.borough)
    for step, on in history:
        take(step, on, post, audit)
    reconcile(boroughs=[audit.borough], today=today)
    before = (list(Ask.objects.order_by("pk").values()), Change.objects.count())
    assert reconcile(boroughs=[audit.borough], today=today) == Reconciled(0, 0, 0)
    assert (list(Ask.objects.order_by("pk").values()), Change.objects.count()) == before
    keys = Ask.objects.filter(borough=audit.borough, closed_at=None).values_list("key", flat=True)
    assert len(keys) == len(set(keys))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(history=st.lists(STEPS, max_size=6), moves=st.lists(DAYS, min_size=1, max_size=4))
def test_moved_drafting_moves_the_last_safe_day_and_starts_nothing_again(
    programme: Programme, history: list[tuple[str, date]], moves: list[date]
) -> None:
    audit = FileAuditFactory.create(borough__programme=programme)
    borough = audit.borough
    post = PostFactory.create(borough=borough)
    for step, on in history:
        take(step, on, post, audit)
    reconcile(boroughs=[borough], today=TODAY)
    Ask.objects.filter(borough=borough).update(steps_sent=2, promised_on=date(2007, 1, 18))
    moved = ("last_safe_on", "last_safe_reason", "version")
    kept = [field.name for field in Ask._meta.concrete_fields if field.name not in moved]
    before = list(Ask.objects.filter(borough=borough).order_by("pk").values(*kept))
    for each in moves:
        move_drafting(programme, each + timedelta(days=150))
        reconcile(boroughs=[borough], today=TODAY)
        asks = Ask.objects.filter(borough=borough).order_by("pk")
        assert list(asks.values(*kept)) == before
        for ask in asks.filter(kind__startswith="audit-", closed_at=None):
            assert ask.last_safe_on is None or ask.last_safe_on < each + timedelta(days=150)
            assert (ask.last_safe_on is None) == (ask.last_safe_reason == "")


@pytest.mark.parametrize("length", [150, 190, 200])
def test_a_long_reason_is_kept_once_and_not_written_again_for_ever(camden: Borough, length: int) -> None:
    audit = FileAuditFactory.create(borough=camden)
    audit_move(
        audit=audit,
        move=AuditMove.ASK_EXCUSAL,
        on=PartialDate(TODAY),
        details=Details(reason="x" * length),
        by=BY,
    )
    reconcile(boroughs=[camden], today=TODAY)
    assert reconcile(boroughs=[camden], today=TODAY) == Reconciled(0, 0, 0)
    [ask] = Ask.objects.filter(closed_at=None, turn=Turn.US)
    assert ask.turn_reason.startswith("asks to be excused because of xxx")
    assert len(ask.turn_reason) <= 200


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(history=st.lists(STEPS, max_size=8))
def test_no_ask_is_lost_or_doubled_whatever_happened(
    programme: Programme, history: list[tuple[str, date]]
) -> None:
    audit = FileAuditFactory.create(borough__programme=programme)
    post = PostFactory.create(borough=audit.borough)
    for step, on in history:
        take(step, on, post, audit)
    reconcile(boroughs=[audit.borough], today=date(2007, 2, 1))
    audit.refresh_from_db()
    asked = Ask.objects.filter(
        borough=audit.borough, closed_at=None, subject_id=audit.pk, kind__startswith="audit"
    )
    expected = EXPECTED.get(AuditPosition(audit.position))
    assert [(ask.kind, ask.turn) for ask in asked] == ([expected] if expected else [])


def test_an_ended_programme_asks_nothing(camden: Borough) -> None:
    PostFactory.create(borough=camden)
    reconcile(boroughs=[camden], today=date(2007, 7, 1))
    assert not Ask.objects.filter(closed_at=None).exists()
    assert set(Ask.objects.values_list("ended", flat=True)) == {"programme ended"}


def test_what_comes_back_is_a_new_row(camden: Borough) -> None:
    post = PostFactory.create(borough=camden)
    first = Ask.objects.get(kind="post-news")
    post_nothing_new(post=post, on=PartialDate(date(2007, 1, 8)), by=BY)
    reconcile(boroughs=[camden], today=date(2007, 2, 8))
    again = Ask.objects.get(kind="post-news", closed_at=None)
    assert again.pk != first.pk
    assert again.key == first.key


def test_who_was_named_is_asked_what_comes_next_about_the_same_matter_alone(camden: Borough) -> None:
    audit, other = FileAuditFactory.create(borough=camden), FileAuditFactory.create(borough=camden)
    reconcile(boroughs=[camden], today=TODAY)
    jo, answer = Newcomer("Jo", "jo@example.org"), Answer("refer", TODAY, "Ann", Heard.TELEPHONE)
    ask = Ask.objects.get(kind="audit-reply", subject_id=audit.pk)
    reply_record(ask=ask, answer=replace(answer, refer_to=jo), by=BY)
    for each in (audit, other):
        audit_move(audit=each, move=AuditMove.SAY_HOPEFUL, on=PartialDate(TODAY), by=BY)
    asked = (
        Ask.objects.filter(kind="audit-date", closed_at=None).select_related("owner").order_by("subject_id")
    )
    assert [(str(each.owner), each.named_by, each.named_on) for each in asked] == [
        ("Jo", "Ann", TODAY),
        ("None", "", None),
    ]
    # What was with us in between is the same matter still.
    audit_move(audit=audit, move=AuditMove.ASK_EXCUSAL, on=PartialDate(TODAY), details=ALL, by=BY)
    audit_move(audit=audit, move=AuditMove.REFUSE_EXCUSAL, on=PartialDate(TODAY), details=ALL, by=BY)
    again = Ask.objects.get(kind="audit-reply", subject_id=audit.pk, closed_at=None)
    assert str(again.owner) == "Jo"


def test_reconciling_takes_as_many_queries_for_343_boroughs_as_for_8(programme: Programme) -> None:
    def queries(count: int) -> int:
        boroughs = BoroughFactory.create_batch(count, programme=programme)
        Post.objects.bulk_create(Post(borough=borough) for borough in boroughs)
        with CaptureQueriesContext(connection) as captured:
            reconcile(boroughs=boroughs, today=date(2007, 1, 8))
        return len([each for each in captured if each["sql"].startswith("SELECT")])

    assert queries(8) == queries(343)
