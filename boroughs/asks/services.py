"""Write asks: the reconciler, which keeps them in step with what the sources want."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction

from boroughs.asks.kinds import Wanted, source_of, sources
from boroughs.asks.models import Ask
from boroughs.asks.postponed import collected, put_off
from boroughs.asks.states import BECAUSE, Ended, Turn, without_reason
from boroughs.history.models import Actor
from boroughs.history.services import Happened, record_all
from boroughs.programme.locking import boroughs_locked
from boroughs.programme.models import Borough
from config import clock

KEPT_IN_STEP = (
    "title",
    "turn",
    "turn_reason",
    "kind",
    "subject_id",
    "answered_on",
    "answered_precision",
    "due_on",
    "last_safe_on",
    "last_safe_reason",
)
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
    locked = boroughs_locked(borough.pk for borough in boroughs)
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
    _carry_owners(fresh)
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


def _carry_owners(fresh: Sequence[Ask]) -> None:
    """Ask whom the borough named for a matter what comes next about it, too."""
    about = {ask.subject_id for ask in fresh if ask.subject_id is not None}
    if not about:
        return
    named: dict[tuple[int, str, int | None], Ask] = {}
    before = Ask.objects.filter(
        borough__in={ask.borough_id for ask in fresh}, subject_id__in=about, owner__isnull=False
    )
    for ask in before.order_by("pk"):
        named[_matter(ask)] = ask
    for ask in fresh:
        if (last := named.get(_matter(ask))) is not None:
            ask.owner_id, ask.named_by, ask.named_on = last.owner_id, last.named_by, last.named_on


def _matter(ask: Ask) -> tuple[int, str, int | None]:
    """Tell what it is about: the kinds of one source ask of the same row, one after the other."""
    return ask.borough_id, source_of(ask.kind).kinds[0].name, ask.subject_id


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
    wanted = {name: _kept(ask, name, getattr(want, name)) for name in KEPT_IN_STEP}
    differs = {name: value for name, value in wanted.items() if getattr(ask, name) != value}
    for name, value in differs.items():
        setattr(ask, name, value)
    return bool(differs)


def _kept(ask: Ask, name: str, value: object) -> object:
    """Give a text as its column can keep it: compared at full length, it would differ for ever."""
    if not isinstance(value, str):
        return value
    room: int | None = getattr(ask._meta.get_field(name), "max_length", None)
    return value if room is None or len(value) <= room else f"{value[: room - 1]}…"


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
