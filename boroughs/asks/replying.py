"""Write down what a borough says: an answer to an ask, and the monthly update."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from boroughs.asks.kinds import Answer, Choice, source_of
from boroughs.asks.locking import ask_locked
from boroughs.asks.models import Ask, Reply
from boroughs.asks.promising import promise
from boroughs.asks.referring import refer
from boroughs.asks.selectors import choices_of
from boroughs.asks.services import reconcile
from boroughs.asks.states import PAUSE, PROMISE, REFER
from boroughs.history.models import Actor
from boroughs.history.services import Refused, check_not_future, check_seen, record
from boroughs.programme.locking import borough_locked
from boroughs.programme.models import Borough
from boroughs.programme.services import borough_heard
from boroughs.programme.states import Heard
from config import clock


@transaction.atomic
def reply_record(
    *,
    ask: Ask,
    answer: Answer,
    by: Actor,
    seen_version: int | None = None,
) -> Reply:
    """Write down what a borough answered, let it take effect, and stop the chase that it meets.

    Refused when the ask is closed, the answer is not one of its choices, a detail is missing or a date is impossible.
    """
    ask = ask_locked(ask)
    if not ask.is_open:
        raise Refused("This has been answered meanwhile. Go back to the borough’s page to see how it stands.")
    check_seen(ask, seen_version)
    check_not_future(answer.on)
    choice = chosen(choices_of(ask), answer)
    if answer.choice == PROMISE:
        summary = promise(ask, answer, by)
    elif answer.choice == PAUSE:
        ask.pause_asked_on, ask.pause_reason = answer.on, answer.reason
        ask.save(update_fields=["pause_asked_on", "pause_reason"])
        summary = choice.label
    elif answer.choice == REFER:
        summary = refer(ask, answer, by)
    else:
        source_of(ask.kind).take(ask, answer, by)
        ask.refresh_from_db()
        summary = choice.label
    reply = reply_write(ask, answer, summary, by)
    borough_heard(borough=ask.borough, on=answer.on, how=answer.how)
    reconcile(boroughs=[ask.borough], today=clock.today())
    return reply


def reply_write(ask: Ask, answer: Answer, label: str, by: Actor, *, instead_of: str = "") -> Reply:
    """Keep a reply whose effect has been taken, with its Change; for the verbs that take one."""
    corrected = f", instead of “{instead_of}”" if instead_of else ""
    change = record(
        subject=ask,
        verb="reply-correct" if instead_of else "reply-record",
        summary=f"{answer.said_by}: {label}{corrected}",
        by=by,
        after={
            "choice": answer.choice,
            "words": answer.words,
            "how": answer.how,
            "heard_on": answer.on.isoformat(),
        },
    )
    return Reply.objects.create(
        ask=ask,
        said_by=answer.said_by,
        how=answer.how,
        heard_on=answer.on,
        choice=answer.choice,
        choice_label=label,
        words=answer.words,
        promised_on=answer.promised_on,
        change=change,
    )


def chosen(choices: Sequence[Choice], answer: Answer) -> Choice:
    """Find the choice that an answer makes; Refused when it is none of them, or lacks a detail."""
    choice = next((each for each in choices if each.value == answer.choice), None)
    if choice is None:
        raise Refused("Choose one of the answers.", field="choice")
    missing = [detail for detail in sorted(choice.needs) if not getattr(answer, detail)]
    if missing:
        asked_for = {
            "firm": "Enter the date",
            "files": "Enter how many files",
            "reason": "Enter the reason",
            "holder": "Choose who has started",
            "promised_on": "Enter the date by which they will answer",
            "refer_to": "Enter who is the right person",
        }
        raise Refused(f"{asked_for[missing[0]]}.", field=missing[0])
    return choice


@transaction.atomic
def update_give(
    *, borough: Borough, something_changed: bool, said_by: str, how: Heard, on: date, by: Actor
) -> None:
    """Take a borough's word that nothing, or something, has changed: it meets the monthly update."""
    borough = borough_locked(borough.pk)
    check_not_future(on)
    before = {"updated_on": borough.updated_on.isoformat() if borough.updated_on else None}
    borough.updated_on = max(on, borough.updated_on or on)
    borough.save(update_fields=["updated_on"])
    words = "Something has changed" if something_changed else "Nothing has changed"
    record(
        subject=borough,
        verb="update-give",
        summary=f"{said_by}: {words}",
        by=by,
        before=before,
        after={
            "updated_on": borough.updated_on.isoformat(),
            "something_changed": something_changed,
            "how": how,
        },
    )
    borough_heard(borough=borough, on=on, how=how)
    reconcile(boroughs=[borough], today=clock.today())
