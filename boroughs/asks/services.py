"""Write asks: the reconciler, replies, and what chasing keeps on them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import connection, transaction

from boroughs.asks.kinds import Answer, Choice, Wanted, source_of, sources
from boroughs.asks.models import Ask, Reply
from boroughs.asks.postponed import collected, put_off
from boroughs.asks.referring import refer
from boroughs.asks.selectors import choices_of
from boroughs.asks.states import BECAUSE, PAUSE, PROMISE, REFER, Ended, Turn, without_reason
from boroughs.history.models import Actor
from boroughs.history.services import Happened, Refused, check_not_future, check_seen, record, record_all
from boroughs.programme.models import Borough
from boroughs.programme.services import borough_heard
from boroughs.programme.states import Heard
from config import clock
from config.clock import LONDON
from config.dates import say

KEPT_IN_STEP = ("title", "turn", "turn_reason", "kind", "subject_id", "due_on")
RETURNED = ("returned_on", "returned_after")


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a reconciliation did."""

    opened: int = 0
    updated: int = 0
    closed: int = 0


@transaction.atomic
def reconcile(*, boroughs: Iterable[Borough], today: date) -> Reconciled:
    """Open, update and close asks until the table says what the sources want; doing it twice changes nothing.

    The boroughs' rows are locked, so that two reconciliations of one borough follow one another. A moved date or a
    new text keeps the row (and with it the chase); an ask that comes back later is a new row.
    """
    if put_off(boroughs := list(boroughs)):
        return Reconciled()
    ids = [borough.pk for borough in boroughs]
    locked = list(
        Borough.objects.select_for_update(of=("self",))
        .filter(pk__in=ids)
        .select_related("programme")
        .order_by("pk")
    )
    wanted = _without_withdrawn(locked, _wanted(locked, today), today)
    standing = {
        (ask.borough_id, ask.key): ask
        for ask in Ask.objects.filter(borough__in=locked, closed_at=None).select_related("borough")
    }
    running = {borough.pk: borough.programme.is_running(today) for borough in locked}
    fresh = [
        _new(borough_id, want, today)
        for (borough_id, key), want in wanted.items()
        if (borough_id, key) not in standing
    ]
    changed = [
        ask for where, ask in standing.items() if where in wanted and _follow(ask, wanted[where], today)
    ]
    gone = [ask for where, ask in standing.items() if where not in wanted]
    at = clock.now()
    for ask in gone:
        ask.closed_at = at
        ask.ended = Ended.MET if running[ask.borough_id] else Ended.PROGRAMME_ENDED
    Ask.objects.bulk_create(fresh)
    Ask.objects.bulk_update(changed, [*KEPT_IN_STEP, *RETURNED])
    Ask.objects.bulk_update(gone, ["closed_at", "ended"])
    _record(locked, fresh, changed, gone)
    return Reconciled(len(fresh), len(changed), len(gone))


@contextmanager
def reconciled_once() -> Iterator[None]:
    """Bring the asks in step once, at the end, whatever verbs are called inside; for use inside a transaction."""
    with collected() as ids:
        yield
    reconcile(boroughs=Borough.objects.filter(pk__in=ids), today=clock.today())


def _wanted(boroughs: Sequence[Borough], today: date) -> dict[tuple[int, str], Wanted]:
    running = [borough for borough in boroughs if borough.programme.is_running(today)]
    found: dict[tuple[int, str], Wanted] = {}
    for source in sources():
        for borough_id, wants in source.wanted(running, today).items():
            for want in wants:
                if (borough_id, want.key) in found:
                    raise ValueError(f"Two sources want an ask with the key {want.key} of one borough.")
                found[borough_id, want.key] = want
    return found


def _without_withdrawn(
    boroughs: Sequence[Borough], wanted: dict[tuple[int, str], Wanted], today: date
) -> dict[tuple[int, str], Wanted]:
    """Leave out what we withdrew, for as long as it is wanted without a break or until the day to ask again."""
    kept = list(Ask.objects.filter(borough__in=boroughs, is_kept_closed=True))
    over = [
        ask.pk
        for ask in kept
        if (ask.borough_id, ask.key) not in wanted or (ask.ask_again_on and ask.ask_again_on <= today)
    ]
    if over:
        Ask.objects.filter(pk__in=over).update(is_kept_closed=False)
    withdrawn = {(ask.borough_id, ask.key) for ask in kept if ask.pk not in over}
    # They were told to disregard it: the asking before that counts no more, and they are asked anew.
    anew = {(ask.borough_id, ask.key) for ask in kept if ask.pk in over}
    return {
        where: replace(want, asked=None) if where in anew else want
        for where, want in wanted.items()
        if where not in withdrawn
    }


def _new(borough_id: int, want: Wanted, today: date) -> Ask:
    ask = Ask(borough_id=borough_id, key=want.key, asked_on=today)
    if want.asked is not None:
        ask.asked_on, ask.asked_precision = want.asked.on, want.asked.precision
        ask.asked_is_assumed, ask.was_asked_before = want.asked.is_assumed, True
    _follow(ask, want, today)
    return ask


def _follow(ask: Ask, want: Wanted, today: date) -> bool:
    """Bring the row in step with what is wanted; answer whether anything differed.

    A pause that the borough asked for makes it our turn, whatever the source says, until we have decided. When the
    turn comes back to the borough, the day is kept: the wait for its answer begins anew.
    """
    if ask.pause_asked_on is not None and want.turn == Turn.BOROUGH:
        because = f"{BECAUSE}{ask.pause_reason}" if ask.pause_reason else ""
        want = replace(want, turn=Turn.US, turn_reason=f"asks for a pause{because}")
    if ask.is_with_us and want.turn == Turn.BOROUGH:
        ask.returned_on, ask.returned_after = today, without_reason(ask.turn_reason)
    differs = [name for name in KEPT_IN_STEP if getattr(ask, name) != getattr(want, name)]
    for name in differs:
        setattr(ask, name, getattr(want, name))
    return bool(differs)


def _record(boroughs: Sequence[Borough], fresh: list[Ask], changed: list[Ask], gone: list[Ask]) -> None:
    by_id = {borough.pk: borough for borough in boroughs}
    happened = []
    for asks, verb, words in (
        (fresh, "ask-open", "Asked"),
        (changed, "ask-update", "Now asked"),
        (gone, "ask-close", "No longer asked"),
    ):
        for ask in asks:
            ask.borough = by_id[ask.borough_id]
            whose = f" (with us: {ask.turn_reason})" if ask.is_with_us and ask.is_open else ""
            happened.append(
                Happened(
                    ask, verb, f"{words}: {ask.title}{whose}", {}, {"turn": ask.turn, "ended": ask.ended}
                )
            )
    record_all(happened, by=Actor.system())


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
    ask = Ask.objects.select_for_update(of=("self",)).select_related("borough__programme").get(pk=ask.pk)
    if not ask.is_open:
        raise Refused("This has been answered meanwhile. Go back to the borough’s page to see how it stands.")
    check_seen(ask, seen_version)
    check_not_future(answer.on)
    choice = chosen(choices_of(ask), answer)
    if answer.choice == PROMISE:
        summary = _promise(ask, answer)
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


def _promise(ask: Ask, answer: Answer) -> str:
    if answer.promised_on is None or answer.promised_on <= clock.today():
        raise Refused("The date by which they will answer must be in the future.", field="promised_on")
    if ask.promised_on is not None:
        raise Refused(
            f"They already promised an answer by {say(ask.promised_on)}. A promise defers chasing once only.",
            field="promised_on",
        )
    ask.promised_on = answer.promised_on
    ask.save(update_fields=["promised_on"])
    return f"Will answer by {say(answer.promised_on)}"


@transaction.atomic
def update_give(
    *, borough: Borough, something_changed: bool, said_by: str, how: Heard, on: date, by: Actor
) -> None:
    """Take a borough's word that nothing, or something, has changed: it meets the monthly update."""
    borough = Borough.objects.select_for_update(of=("self",)).select_related("programme").get(pk=borough.pk)
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


@dataclass(frozen=True, slots=True)
class Chased:
    """That an e-mail about an ask has left: to whom, and when.

    `is_first`: it was asked with this e-mail, a day or a week after it was opened if there was no sooner sending day.
    """

    ask: int
    contact: int
    at: datetime
    is_first: bool = False


@transaction.atomic
def asks_chased(chased: Iterable[Chased]) -> None:
    """Keep on many asks that they were chased, for lower pages to show."""
    chased = list(chased)
    asks, adapt = Ask._meta.db_table, connection.ops.adapt_datetimefield_value
    # One statement that is prepared once: to put an UPDATE together for each is most of what telling them costs.
    sql = f"UPDATE {asks} SET steps_sent = steps_sent + 1, last_chased_at = %s, last_chased_id = %s WHERE id = %s"  # noqa: S608 - our own table
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(adapt(each.at), each.contact, each.ask) for each in chased])
    by_day: dict[date, list[int]] = defaultdict(list)
    for each in chased:
        if each.is_first:
            by_day[each.at.astimezone(LONDON).date()].append(each.ask)
    for day, first in by_day.items():
        Ask.objects.filter(pk__in=first, was_asked_before=False).update(asked_on=day)


def is_with_borough(ask: Ask) -> bool:
    """Tell whether somebody in the borough may be chased about it."""
    return ask.is_open and ask.turn == Turn.BOROUGH
