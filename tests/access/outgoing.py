"""The part of the world that goes out: what was asked and answered, e-mails, and editions of the report."""

from datetime import UTC, date, datetime

from boroughs.asks.kinds import Answer
from boroughs.asks.models import Ask
from boroughs.asks.replying import reply_record
from boroughs.asks.selectors import choices_of
from boroughs.asks.services import reconcile
from boroughs.asks.states import PROMISE
from boroughs.history.models import Actor
from boroughs.history.services import record
from boroughs.people.models import Contact
from boroughs.people.states import Position
from boroughs.programme.models import Borough, Programme
from boroughs.programme.states import Heard
from config import clock
from config.dates import PartialDate
from hub.chasing.by_hand.ringing import ring_note
from hub.chasing.models import ChaseUp, Hold, Policy, Sending, Wording
from hub.chasing.states import HoldKind
from hub.mail.models import Email, Excess
from hub.mail.services import email_queue
from hub.mail.states import State as MailState
from hub.materials.services import tool_add
from hub.register.services import StatementFacts, statement_add
from hub.register.states import Topic
from hub.reports.compiler import compile_report
from hub.reports.document import to_json
from hub.reports.models import Edition, EditionFile
from hub.reports.renderers import FORMATS
from hub.reports.services import edition_ask, query_close, query_raise
from hub.reports.states import State as ReportState
from hub.timeline.services import phase_add

BY = Actor.system()
DAY = PartialDate(date(2006, 12, 15))
WITH_FILES = frozenset({ReportState.SUPERSEDED, ReportState.PUBLISHED, ReportState.DRAFT})


def correspond(programme: Programme) -> None:
    """Ask every borough, take an answer that leaves its ask open and one that does not, and queries on the report."""
    boroughs = list(Borough.objects.filter(programme=programme).order_by("pk"))
    reconcile(boroughs=boroughs, today=DAY.on)
    for borough in boroughs:
        _promise(borough)
        _closed_ask(borough)
        query_raise(borough=borough, sentence="It says so", words="It is wrong", by=BY)
        answered = query_raise(borough=borough, sentence="It says more", words="That is wrong too", by=BY)
        query_close(query=answered, answer="Corrected", by=BY)


def _promise(borough: Borough) -> None:
    ask = Ask.objects.filter(borough=borough, closed_at=None).first()
    assert ask is not None, f"{borough} is asked nothing"
    assert PROMISE in {choice.value for choice in choices_of(ask)}
    answer = Answer(PROMISE, DAY.on, "Somebody", Heard.TELEPHONE, words="Soon", promised_on=date(2007, 1, 20))
    reply_record(ask=ask, answer=answer, by=BY)


def _closed_ask(borough: Borough) -> None:
    """An ask that was met long ago, with its reply, as the history shows it."""
    ask = Ask.objects.filter(borough=borough, closed_at=None).last()
    assert ask is not None
    old = Ask.objects.create(
        borough=borough,
        key="long-ago",
        kind=ask.kind,
        subject_id=ask.subject_id,
        title="Long ago",
        asked_on=date(2006, 9, 4),
        owner=Contact.objects.filter(borough=borough, position=Position.MANAGER).first(),
    )
    Ask.objects.filter(pk=old.pk).update(closed_at=datetime(2006, 10, 2, 9, tzinfo=UTC), ended="met")


def chase(programme: Programme) -> None:
    """Write to each borough: an e-mail that was sent about one of its asks, one that failed, and one that waits."""
    for kind in sorted(set(Ask.objects.filter(borough__programme=programme).values_list("kind", flat=True))):
        Policy.objects.create(programme=programme, kind=kind, days_to_reply=17)
    Excess.objects.create(
        programme=programme, address="x@example.org", day=clock.today(), subject="One too many"
    )
    for borough in Borough.objects.filter(programme=programme):
        ask = Ask.objects.filter(borough=borough, closed_at=None).last()
        contact = Contact.objects.filter(borough=borough, position=Position.MANAGER).get()
        assert ask is not None
        sent, failed, _ = (_email(borough, contact, words) for words in ("sent", "failed", "waits"))
        moment = datetime(2006, 12, 19, 10, tzinfo=UTC)
        Email.objects.filter(pk=sent.pk).update(state=MailState.SENT, sent_at=moment, due_at=None)
        Email.objects.filter(pk=failed.pk).update(
            state=MailState.FAILED, failed_at=moment, due_at=None, server_words="550 nobody here"
        )
        sending = Sending.objects.create(
            programme=programme, contact=contact, address=contact.email, sent_for=moment.date(), email=sent
        )
        Hold.objects.create(
            programme=programme,
            borough=borough,
            ask=ask,
            kind=HoldKind.OTHER,
            reason="x",
            begins_on=moment.date(),
        )
        ChaseUp.objects.create(ask=ask, step=1, sending=sending, why="No answer yet")
        change = record(
            subject=ask, verb="step-leave-out", summary="Second reminder left out", by=BY, is_private=True
        )
        ChaseUp.objects.create(
            ask=ask, step=2, name="Second", why="Still none", left_out=change, left_out_for=moment.date()
        )
        ring_note(ask=ask, whom="Somebody", on=clock.today(), note="No answer", by=BY)
        if borough.slug == "newham":
            # Its e-mails wait, so that the others' go out.
            _own_words(borough, contact)
        Ask.objects.filter(pk=ask.pk).update(last_chased=contact, last_chased_at=moment, steps_sent=2)


def _own_words(borough: Borough, contact: Contact) -> None:
    """The coordinator's own words for whatever the borough is asked next; it has become another e-mail since."""
    Wording.objects.create(
        programme=borough.programme,
        contact=contact,
        subject="In her words",
        text="Dear colleague",
        matters=[
            {"ask": ask.pk, "step": 7, "purpose": "step", "name": "Step", "title": str(ask)}
            for ask in Ask.objects.filter(borough=borough, closed_at=None)
        ],
        standard_subject="In ours",
        standard_text="Dear all",
    )


def _email(borough: Borough, contact: Contact, words: str) -> Email:
    return email_queue(
        kind="chase",
        to=contact.email,
        subject=f"This one {words}",
        text="The very words",
        programme=borough.programme,
        borough=borough,
        contact=contact,
    )


def publish(programme: Programme) -> None:
    """Give the report its words, and editions in each state that shows something."""
    for place, topic in enumerate(Topic):
        facts = StatementFacts(
            topic, "As we see it.", "The coordinator", DAY, "A heading", ["A point"], "At last."
        )
        statement_add(programme=programme, facts=facts, place=place, by=BY)
    tool_add(programme=programme, title="A leaflet", audience="Parents", ready=DAY, by=BY)
    phase_add(programme=programme, title="A phase", begins=DAY, ends=PartialDate(date(2007, 3, 1)), by=BY)
    document = to_json(compile_report(programme, date(2007, 1, 8)))
    for month, state in enumerate(
        (
            ReportState.SUPERSEDED,
            ReportState.PUBLISHED,
            ReportState.DRAFT,
            ReportState.QUEUED,
            ReportState.COMPILING,
            ReportState.FAILED,
        )
    ):
        edition = edition_ask(programme=programme, as_at=date(2006, 7 + month, 3), by=BY)
        is_compiled = state in WITH_FILES
        Edition.objects.filter(pk=edition.pk).update(
            state=state, document=document if is_compiled else {}, error="A fault", doing="A part"
        )
        if is_compiled:
            # The bytes come with the planting, which writes them from the planted document.
            EditionFile.objects.bulk_create(
                EditionFile(edition=edition, format=name, content=b"", sha256="") for name in FORMATS
            )
