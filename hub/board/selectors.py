"""What the coordinator sees: whose turn it is with every borough, and what needs her first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from audits.rounds.models import FileAudit
from audits.rounds.states import Position
from boroughs.asks.models import Ask
from boroughs.asks.selectors import last_chased
from boroughs.posts.models import Post
from boroughs.programme.models import Borough, Programme
from boroughs.programme.states import Heard, Part
from config.clock import LONDON
from config.dates import say
from config.site.components import Task
from config.site.tilemap import Tile, tile
from hub.board.ask_lines import ask_page
from hub.board.kinds import kind_of_audit, kind_of_post
from hub.board.needs import needs_of
from hub.chasing.plan.newcomers import Newcomer
from hub.chasing.plan.planned import Planned
from hub.chasing.selectors import chase_plan, whole_plan
from hub.chasing.states import Outcome

# The order in which one step of several is the next: what needs somebody comes before what only waits.
_ORDER = (
    Outcome.WITH_US,
    Outcome.APPROVE,
    Outcome.LOOK_AGAIN,
    Outcome.NOBODY,
    Outcome.UNDELIVERED,
    Outcome.RING,
    Outcome.QUEUED,
    Outcome.SEND,
    Outcome.PROMISED,
    Outcome.HELD,
    Outcome.WAITING,
)

_PLAIN = {
    Outcome.NOBODY: ("Nobody to write to", "problem"),
    Outcome.RING: ("Ring them", "ours"),
    Outcome.QUEUED: ("E-mail on its way", "agreed"),
}

_FAR_OFF = datetime.max.replace(tzinfo=LONDON)


@dataclass(frozen=True, slots=True)
class Cell:
    """A status in a table: its words, the kind of its tag, the page it opens, and a quieter line."""

    words: str
    kind: str = ""
    href: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One borough on the board."""

    borough: Borough
    href: str
    adviser: Cell
    audits: tuple[Cell, ...]
    next_step: Cell
    heard: Cell
    chased: Cell


@dataclass(frozen=True, slots=True)
class Board:
    """The board: what needs the coordinator, the table, and the map."""

    needs: list[Task]
    rows: list[Row]
    outside: list[Row]
    tiles: list[Tile]
    going_out: int


def board_of(programme: Programme, now: datetime) -> Board:
    """Read the whole board in a number of queries that does not grow with the boroughs."""
    boroughs = list(Borough.objects.filter(programme=programme))
    posts = {
        post.borough_id: post
        for post in Post.objects.filter(borough__in=boroughs).select_related("holder", "interim")
    }
    audits: dict[int, list[FileAudit]] = defaultdict(list)
    for audit in (
        FileAudit.objects.filter(borough__in=boroughs)
        .select_related("round")
        .order_by("round__asked_on", "pk")
    ):
        audits[audit.borough_id].append(audit)
    last = last_chased(boroughs)
    whole = whole_plan(programme, now)
    plan, welcomes = whole.asks, {each.borough.pk: each for each in whole.welcomes}
    by_borough: dict[int, list[Planned]] = defaultdict(list)
    for each in plan:
        by_borough[each.ask.borough_id].append(each)
    rows = [
        _row(
            programme,
            borough,
            posts.get(borough.pk),
            audits[borough.pk],
            by_borough[borough.pk],
            welcomes.get(borough.pk),
            last.get(borough.pk),
        )
        for borough in boroughs
    ]
    inside = [row for row in rows if row.borough.part == Part.PARTICIPANT]
    outside = [
        row
        for row in rows
        if row.borough.part != Part.PARTICIPANT and any(cell.kind != "waiting" for cell in row.audits)
    ]
    return Board(
        needs=needs_of(programme, plan, now, whole.welcomes),
        rows=inside,
        outside=outside,
        tiles=[placed for row in (*inside, *outside) if (placed := _tile(row))],
        going_out=sum(each.outcome in {Outcome.SEND, Outcome.QUEUED} for each in plan),
    )


def _row(
    programme: Programme,
    borough: Borough,
    post: Post | None,
    audits: Sequence[FileAudit],
    plan: Sequence[Planned],
    welcome: Newcomer | None,
    last: Ask | None,
) -> Row:
    return Row(
        borough,
        reverse("borough", args=[programme.slug, borough.slug]),
        _adviser(programme, borough, post),
        tuple(
            Cell(
                audit.words,
                kind_of_audit(audit),
                reverse("audit", args=[programme.slug, audit.pk]),
                _audit_note(audit),
            )
            for audit in audits
        ),
        next_step(programme, plan, welcome),
        heard(borough, has_answered=any(audit.position != Position.NO_REPLY for audit in audits)),
        chased(last),
    )


def _adviser(programme: Programme, borough: Borough, post: Post | None) -> Cell:
    if post is None:
        return Cell("No post", "quiet")
    note = f"{post.interim} stands in" if post.is_vacant and post.interim else ""
    if not post.is_vacant and post.since and not post.since.is_assumed:
        note = f"since {post.since}"
    return Cell(post.words, kind_of_post(post), reverse("post", args=[programme.slug, borough.slug]), note)


def _audit_note(audit: FileAudit) -> str:
    if audit.reason:
        return f"because of {audit.reason}"
    if audit.files_received is not None:
        of_all = f" of {audit.files_agreed}" if audit.files_agreed is not None else ""
        return f"{audit.files_received}{of_all} files received"
    return ""


def next_step(programme: Programme, plan: Sequence[Planned], welcome: Newcomer | None = None) -> Cell:
    """Say the next step of a borough: what, with whom, by when."""
    if not plan:
        return _nothing_asked(programme, welcome)
    # Of two that go out together, the one further on: a reminder before a first request.
    each = min(plan, key=lambda one: (_ORDER.index(one.outcome), one.send_at or _FAR_OFF, -one.step))
    href = ask_page(programme, each.ask)
    more = f" · and {len(plan) - 1} more" if len(plan) > 1 else ""
    match each.outcome:
        case Outcome.WITH_US:
            return Cell("With us: decide", "ours", href, f"{each.ask.turn_reason}{more}")
        case Outcome.APPROVE:
            approve = reverse("chasing-approve", args=[programme.slug, each.ask.pk])
            return Cell("Approve a letter", "ours", approve, f"to {each.recipient}: {each.ask.title}{more}")
        case Outcome.LOOK_AGAIN:
            edit = reverse("email-edit", args=[programme.slug, each.ask.pk])
            return Cell(
                "Look at your e-mail again", "ours", edit, f"to {each.recipient}: {each.ask.title}{more}"
            )
        case Outcome.UNDELIVERED:
            email = reverse("chasing-email", args=[programme.slug, each.failed])
            return Cell("Decide about an e-mail", "problem", email, f"{each.ask.title}{more}")
        case Outcome.NOBODY | Outcome.RING | Outcome.QUEUED as plain:
            words, kind = _PLAIN[plain]
            return Cell(words, kind, href, f"{each.ask.title}{more}")
        case Outcome.SEND if each.send_at is not None:
            whom = f" to {each.recipient}" if each.recipient else ""
            return Cell(f"{each.step_name}{whom}, {say(each.send_at)}", "", href, f"{each.ask.title}{more}")
        case Outcome.HELD:
            return _held(programme, each, more)
        case Outcome.PROMISED if each.ask.promised_on is not None:
            return Cell(
                f"Answer promised by {say(each.ask.promised_on)}", "", href, f"{each.ask.title}{more}"
            )
    return Cell(f"{each.step_name}{_from(each.due_on)}", "", href, f"{each.ask.title}{more}")


def _held(programme: Programme, each: Planned, more: str) -> Cell:
    if each.hold is not None and each.hold.ask_id is None:
        until = f" until {say(each.hold.last_day)}" if each.hold.last_day else ""
        href = f"{reverse('borough', args=[programme.slug, each.ask.borough.slug])}#open-asks"
        return Cell(f"Held{until}", "quiet", href, f"Everything: {each.hold.get_kind_display().lower()}")
    until = f" until {say(each.due_on)}" if each.due_on else ""
    because = "" if each.hold else f"{each.step_name}: "
    return Cell(f"Held{until}", "quiet", ask_page(programme, each.ask), f"{because}{each.ask.title}{more}")


def _nothing_asked(programme: Programme, welcome: Newcomer | None) -> Cell:
    if welcome is not None and welcome.outcome == Outcome.LOOK_AGAIN:
        edit = reverse("welcome-email-edit", args=[programme.slug, welcome.borough.slug])
        return Cell("Look at your e-mail again", "ours", edit, f"to {welcome.contact}: welcome")
    if welcome is None or welcome.send_at is None:
        return Cell("Nothing outstanding", "quiet")
    href = reverse("post", args=[programme.slug, welcome.borough.slug])
    return Cell(f"Welcome to {welcome.contact}, {say(welcome.send_at)}", "", href, welcome.why)


def _from(due_on: date | None) -> str:
    return f", {say(due_on)}" if due_on else ""


def heard(borough: Borough, *, has_answered: bool) -> Cell:
    """Say when and how a borough was last heard; what it said before we began may have no date."""
    if borough.last_heard_on is None:
        how = Heard(borough.last_heard_how).label if borough.last_heard_how else ""
        return Cell("No date known" if has_answered or how else "Not yet", note=how)
    return Cell(
        say(borough.last_heard_on), note=Heard(borough.last_heard_how).label if borough.last_heard_how else ""
    )


def chased(last: Ask | None) -> Cell:
    """Say when a borough was last chased, and whom, from the ask that was chased last."""
    if last is None or last.last_chased_at is None:
        return Cell("Not yet")
    return Cell(say(last.last_chased_at), note=str(last.last_chased or ""))


def _tile(row: Row) -> Tile | None:
    if not row.audits:
        return None
    last = row.audits[-1]
    return tile(row.borough.gss_code, status=last.words, kind=last.kind, href=row.href)


def plan_of(borough: Borough, asks: Sequence[Ask], now: datetime) -> Mapping[int, Planned]:
    """Plan one borough's asks, by their id."""
    return {each.ask.pk: each for each in chase_plan(borough.programme, now, asks)}
