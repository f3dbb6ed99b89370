"""The lines of Needs you about what is asked: what is with us, what to approve, whom to ring, and what goes out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from django.urls import reverse

from boroughs.asks.kinds import source_of
from boroughs.asks.models import Ask
from boroughs.programme.models import Programme
from boroughs.programme.selectors import days_of
from config.dates import counted, listed, say, say_moment
from config.site.components import Task
from hub.board.folding import MOST_ALIKE
from hub.chasing.letters.batches import Batch
from hub.chasing.models import Hold
from hub.chasing.plan.last_days import say_last_day
from hub.chasing.plan.newcomers import Newcomer
from hub.chasing.plan.planned import Planned
from hub.chasing.selectors import holds_in_force
from hub.chasing.states import WARNING_DAYS, HoldKind, Outcome
from hub.reports.models import ReportQuery

# In working days: how long before it a last safe day shows.
SOON_DAYS = 10
# What has a line of its own that says the same, or somebody's word that is still good.
_SAID_ALREADY = frozenset({Outcome.WITH_US, Outcome.APPROVE, Outcome.RING, Outcome.PROMISED})


def ask_page(programme: Programme, ask: Ask) -> str:
    """Give the page of an ask."""
    return reverse("ask", args=[programme.slug, ask.pk])


def query(programme: Programme, raised: ReportQuery) -> Task:
    """Say that a borough calls a sentence of the report wrong."""
    href = reverse("report-query", args=[programme.slug, raised.pk])
    return Task(f"{raised.borough}: the report is said to be wrong", href, raised.words, "With us", "ours")


def nobody(programme: Programme, each: Planned) -> Task:
    """Say that there is nobody to write to."""
    page = f"{reverse('people', args=[programme.slug])}#{each.ask.borough.slug}"
    return Task(f"{each.ask}", page, each.why, "Nobody to write to", "problem")


def ring(programme: Programme, each: Planned) -> Task:
    """Ask for a call instead of a further e-mail."""
    page = reverse("borough", args=[programme.slug, each.ask.borough.slug])
    return Task(f"Ring {each.ask.borough}: {each.ask.title}", page, each.why, "Ring them", "ours")


def last_safe(programme: Programme, plan: Sequence[Planned], today: date) -> list[Task]:
    """List what has little time left: a line for each question and day, however many boroughs it is about."""
    soon = days_of(programme).add(today, SOON_DAYS)
    groups: dict[tuple[date, str], list[Ask]] = defaultdict(list)
    for each in plan:
        last = each.ask.last_safe_on
        if last is not None and last <= soon and each.outcome not in _SAID_ALREADY:
            groups[last, each.ask.title].append(each.ask)
    return [_of_last_day(programme, asks, today) for _, asks in sorted(groups.items())]


def _of_last_day(programme: Programme, asks: Sequence[Ask], today: date) -> Task:
    first = asks[0]
    names = list(dict.fromkeys(ask.borough.name for ask in asks))
    if len(names) > MOST_ALIKE:
        names = [*names[: MOST_ALIKE - 1], f"{len(names) - MOST_ALIKE + 1} more"]
    passed = first.is_past_use(today)
    hint = say_last_day(first, today) if passed else _needed_by(first)
    page = ask_page(programme, first) if len(asks) == 1 else reverse("chasing", args=[programme.slug])
    kind = "problem" if passed else "ours"
    return Task(f"{listed(names)}: {first.title}", page, hint, "Last safe day", kind)


def _needed_by(ask: Ask) -> str:
    """Say by when it is needed and why; why names the day itself where that is the day of the files."""
    by = f" by {say(ask.last_safe_on)}" if ask.last_safe_on else ""
    return ask.why_by_then if by in ask.why_by_then else f"Needed{by}. {ask.why_by_then}"


def write_down(programme: Programme, hold: Hold, today: date) -> Task:
    """Ask for the reply that was to be written down: chasing goes on one day, but this stays until it is done."""
    if hold.ask is None:
        raise ValueError("A reply is to one ask.")
    page, until = reverse("ask-reply", args=[programme.slug, hold.ask.pk]), say(hold.ends_on or today)
    what = f"Write down what {hold.borough} replied: {hold.ask.title}"
    if hold.is_in_force(today):
        return Task(what, page, f"Chasing is held until {until}.", "Held", "ours")
    return Task(what, page, f"Chasing was held until {until}, and goes on.", "To write down", "problem")


def holds_ending(programme: Programme, today: date) -> list[Task]:
    """List the holds that end soon; what waits for a reply to be written down has a line of its own."""
    soon = days_of(programme).add(today, WARNING_DAYS)
    holds = [hold for hold in holds_in_force(programme, today) if hold.kind != HoldKind.REPLIED]
    return [_hold(programme, hold) for hold in holds if hold.last_day is not None and hold.last_day <= soon]


def _hold(programme: Programme, hold: Hold) -> Task:
    until = f"until {say(hold.last_day)}" if hold.last_day else "until it is lifted"
    page = f"{reverse('borough', args=[programme.slug, hold.borough.slug])}#open-asks"
    what = f"The hold of {hold.borough} ends soon"
    return Task(what, page, f"Held {until}; then a courtesy note goes out.", "Held", "agreed")


def with_us(programme: Programme, each: Planned, today: date) -> Task:
    """Ask for a decision that is ours."""
    ask = each.ask
    by = f" by {say(ask.last_safe_on)}" if ask.last_safe_on and not ask.is_past_use(today) else ""
    page = source_of(ask.kind).page
    # What a source has a page for is decided there; a pause is decided about the ask itself.
    href = page(ask) if page and ask.pause_asked_on is None else ask_page(programme, ask)
    hint = f"Decide{by}, and write down who decided."
    return Task(f"{ask.borough} {ask.turn_reason}", href, hint, "With us", "ours")


def approve(programme: Programme, each: Planned) -> Task:
    """Ask whether a letter may go to a higher rung."""
    href = reverse("chasing-approve", args=[programme.slug, each.ask.pk])
    title, hint = f"{each.ask.borough}: approve a letter to {each.recipient}", f"{each.ask.title} {each.why}"
    return Task(title, href, hint, "To approve", "ours")


def look_again(programme: Programme, batch: Batch) -> Task:
    """Ask her to look again at her own words for an e-mail that has become another one."""
    if batch.welcome is not None:
        href = reverse("welcome-email-edit", args=[programme.slug, batch.welcome.borough.slug])
    else:
        href = reverse("email-edit", args=[programme.slug, batch.asks[0].pk])
    return Task(f"Look again at your e-mail to {batch.recipient}", href, batch.why, "Edited", "ours")


def broken(programme: Programme, plan: Sequence[Planned], today: date) -> list[Task]:
    """List the answers that were promised for a day that has passed."""
    asks = [each.ask for each in plan if each.ask.is_promise_broken(today) and not each.ask.is_with_us]
    return [
        Task(
            f"{ask}",
            ask_page(programme, ask),
            f"An answer was promised by {say(ask.promised_on)}.",
            "Overdue",
            "problem",
        )
        for ask in asks
        if ask.promised_on is not None
    ]


def next_out(programme: Programme, plan: Sequence[Planned | Newcomer]) -> list[Task]:
    """Say how many e-mails go out next, and when."""
    moments = [each.send_at for each in plan if each.outcome == Outcome.SEND and each.send_at is not None]
    if not moments:
        return []
    soonest = min(moments)
    people = {each.recipient.email for each in plan if each.send_at == soonest and each.recipient is not None}
    amount = "One e-mail" if len(people) == 1 else f"{counted(len(people)).capitalize()} e-mails"
    verb = "goes" if len(people) == 1 else "go"
    href = reverse("chasing", args=[programme.slug])
    return [
        Task(
            f"{amount} {verb} out next",
            href,
            f"On {say_moment(soonest)}. Look before they leave.",
            "Going out",
            "agreed",
        )
    ]
