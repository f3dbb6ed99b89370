"""Needs you: what waits for the coordinator, in the order in which it does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from boroughs.asks.kinds import source_of
from boroughs.asks.models import Ask
from boroughs.people.models import Contact
from boroughs.people.selectors import coordinator_of
from boroughs.programme.models import Programme
from boroughs.programme.selectors import days_of
from config.clock import LONDON
from config.dates import counted, listed, say, say_moment, say_time
from config.site.components import Task
from hub.chasing.batches import Batch, batches
from hub.chasing.last_days import say_last_day
from hub.chasing.models import Hold
from hub.chasing.newcomers import Newcomer
from hub.chasing.planned import Planned
from hub.chasing.selectors import holds_in_force, replies_to_write_down
from hub.chasing.states import WARNING_DAYS, HoldKind, Outcome
from hub.mail.models import Email, Excess
from hub.mail.selectors import (
    CHECKING_JOB,
    DIGESTS_JOB,
    GIVEN_UP,
    RECONCILING_JOB,
    SENDING_JOB,
    account_mail_failed,
    excesses_of,
    failed_mail,
    is_never_sent,
    outage_of,
    silent_since,
    waits_long,
)
from hub.mail.states import Shown, State
from hub.reports.models import ReportQuery

# So many lines of one sort, and no more: a full board must still be read from the top.
MOST_ALIKE = 8
# In working days: how long before it a last safe day shows.
SOON_DAYS = 10
# What has a line of its own that says the same, or somebody's word that is still good.
_SAID_ALREADY = frozenset({Outcome.WITH_US, Outcome.APPROVE, Outcome.RING, Outcome.PROMISED})

# What a job does, as it is missed when it falls silent.
_DONE = {
    SENDING_JOB: "sent",
    CHECKING_JOB: "checked for what is due",
    RECONCILING_JOB: "checked for what is to be asked",
    DIGESTS_JOB: "checked for what your digest tells",
}
_TROUBLES = {
    State.FAILED: ("failed", "Failed"),
    State.BOUNCED: ("came back", "Came back"),
    State.DOUBTFUL: ("may have arrived", "In doubt"),
}


def ask_page(programme: Programme, ask: Ask) -> str:
    """Give the page of an ask."""
    return reverse("ask", args=[programme.slug, ask.pk])


def needs_of(
    programme: Programme, plan: Sequence[Planned], now: datetime, welcomes: Sequence[Newcomer] = ()
) -> list[Task]:
    """List what needs the coordinator, in the order in which it does."""
    today = now.astimezone(LONDON).date()
    needs = [*_leaderless(programme), *_stuck(programme, now)]
    needs += [_with_us(programme, each, today) for each in plan if each.outcome == Outcome.WITH_US]
    for query in ReportQuery.objects.filter(borough__programme=programme, closed_at=None).select_related(
        "borough"
    ):
        href = reverse("report-query", args=[programme.slug, query.pk])
        needs.append(
            Task(f"{query.borough}: the report is said to be wrong", href, query.words, "With us", "ours")
        )
    needs += [_approve(programme, each) for each in plan if each.outcome == Outcome.APPROVE]
    needs += [_look_again(programme, batch) for batch in batches(plan, Outcome.LOOK_AGAIN, welcomes=welcomes)]
    needs += [
        _broken(programme, each.ask)
        for each in plan
        if each.ask.is_promise_broken(today) and not each.ask.is_with_us
    ]
    chasing = reverse("chasing", args=[programme.slug])
    needs += _folded([_nobody(programme, each) for each in plan if each.outcome == Outcome.NOBODY], chasing)
    needs += _unreached(programme, chasing)
    needs += _folded([_ring(programme, each) for each in plan if each.outcome == Outcome.RING], chasing)
    needs += _undelivered(programme)
    failed = account_mail_failed(programme, now)
    needs += _folded([_no_sign_in(programme, each) for each in failed], chasing)
    log = reverse("chasing-log", args=[programme.slug])
    beyond = excesses_of(programme, today, days_of(programme))
    needs += _folded([_excess(programme, each, today) for each in beyond], log)
    needs += _last_safe(programme, plan, today)
    replied = {hold.ask_id: hold for hold in replies_to_write_down(programme)}
    needs += [_write_down(programme, hold, today) for hold in replied.values()]
    holds = holds_in_force(programme, today)
    needs += [_hold(programme, hold) for hold in holds if _ends_soon(programme, hold, today)]
    if next_out := _next_out(programme, [*plan, *welcomes]):
        needs.append(next_out)
    return needs


def _folded(tasks: list[Task], page: str, *, of: int = 0) -> list[Task]:
    """Keep the first few of many alike (`of` them, where only the first are given), and lead to the page of all."""
    of = of or len(tasks)
    if of <= MOST_ALIKE:
        return tasks
    shown, status = tasks[: MOST_ALIKE - 1], tasks[0].status
    rest = of - len(shown)
    return [*shown, Task(f"And {rest} more like these", page, "", status, tasks[0].kind)]


def _leaderless(programme: Programme) -> list[Task]:
    """Say when letters have nobody to come from."""
    if coordinator_of(programme) is not None:
        return []
    hint = "Letters name nobody to ring, and an answer to one reaches nobody. Put right who coordinates."
    page = reverse("people", args=[programme.slug])
    return [Task("Nobody who coordinates can be written to", page, hint, "Nobody coordinates", "problem")]


def _stuck(programme: Programme, now: datetime) -> list[Task]:
    """Say when the machinery itself stands still, in two queries: without it nothing else on the board is done."""
    needs, href = [], reverse("chasing", args=[programme.slug])
    if is_never_sent(now):
        hint = "E-mail is due, and the worker has never run. Ask whoever runs the site to start it."
        needs.append(Task("Nothing has been sent yet", href, hint, "Silent", "problem"))
    quiet = silent_since(programme, now)
    if {SENDING_JOB, CHECKING_JOB} <= quiet.keys():
        since = say_moment(max(quiet[SENDING_JOB], quiet[CHECKING_JOB]))
        what = f"Nothing has been sent or checked since {since}: the worker is silent"
        needs.append(Task(what, href, "Ask whoever runs the site to start it again.", "Silent", "problem"))
    else:
        hint = "The worker runs, but this part of it does not. Ask whoever runs the site to read its log."
        needs += [
            Task(f"Nothing has been {what} since {say_moment(quiet[job])}", href, hint, "Silent", "problem")
            for job, what in _DONE.items()
            if job in quiet
        ]
    if waiting := waits_long(programme, now):
        what = f"The oldest e-mail has waited {say_time(now - waiting.since)}"
        said = f"The mail server said: {waiting.server_words}" if waiting.server_words else ""
        needs.append(Task(what, href, said, "Waiting", "problem"))
    return needs


def _undelivered(programme: Programme) -> list[Task]:
    """Say what did not arrive: what an outage failed in one line, the others one by one."""
    needs, rows, outage = [], failed_mail(programme), outage_of(programme)
    if outage is not None and outage.count > 1:
        page = reverse("chasing-failed", args=[programme.slug])
        hint = "Look what is still wanted, and send them all again."
        needs.append(Task(str(outage), page, hint, "Failed", "problem"))
        rows = rows.exclude(GIVEN_UP)
    log = f"{reverse('chasing-log', args=[programme.slug])}?shown={Shown.LOOK}"
    tasks = [_troubled(programme, email) for email in rows[: MOST_ALIKE + 1]]
    return needs + _folded(tasks, log, of=rows.count() if len(tasks) > MOST_ALIKE else 0)


def _troubled(programme: Programme, email: Email) -> Task:
    what, tag = _TROUBLES[State(email.state)]
    page = reverse("chasing-email", args=[programme.slug, email.pk])
    return Task(f"E-mail to {email.to_address} {what}", page, email.server_words, tag, "problem")


def _no_sign_in(programme: Programme, address: str) -> Task:
    hint = "It was about signing in. Check the address, or ring them; they can ask for another."
    people = reverse("people", args=[programme.slug])
    return Task(f"An e-mail to {address} could not be delivered", people, hint, "Failed", "problem")


def _excess(programme: Programme, each: Excess, today: date) -> Task:
    amount = f"{counted(settings.EMAIL_DAILY_CAP)} e-mails"
    is_today = each.day == today
    what = (
        f"{each.address} has had {amount} today"
        if is_today
        else f"{each.address} had {amount} on {say(each.day)}"
    )
    hint = f"So “{each.subject}” was not queued. If that is not what you meant, pause chasing and look at the log."
    return Task(what, reverse("chasing-log", args=[programme.slug]), hint, "Daily cap", "problem")


def _unreached(programme: Programme, chasing: str) -> list[Task]:
    """Name the programme's own people to whom no e-mail can be written; a borough's show where they would be asked."""
    rows = Contact.objects.filter(programme=programme, borough=None, is_active=True).order_by("pk")
    hint = "Answers and digests do not reach them. Ask whoever runs the site to correct it."
    return [
        Task(_sentence(each.address_trouble), chasing, hint, "Nobody to write to", "problem")
        for each in rows
        if each.address_trouble
    ]


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _nobody(programme: Programme, each: Planned) -> Task:
    page = f"{reverse('people', args=[programme.slug])}#{each.ask.borough.slug}"
    return Task(f"{each.ask}", page, each.why, "Nobody to write to", "problem")


def _ring(programme: Programme, each: Planned) -> Task:
    page = reverse("borough", args=[programme.slug, each.ask.borough.slug])
    return Task(f"Ring {each.ask.borough}: {each.ask.title}", page, each.why, "Ring them", "ours")


def _last_safe(programme: Programme, plan: Sequence[Planned], today: date) -> list[Task]:
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


def _ends_soon(programme: Programme, hold: Hold, today: date) -> bool:
    """Tell whether a hold ends soon; what waits for a reply to be written down has a line of its own."""
    if hold.kind == HoldKind.REPLIED:
        return False
    return hold.last_day is not None and days_of(programme).add(today, WARNING_DAYS) >= hold.last_day


def _write_down(programme: Programme, hold: Hold, today: date) -> Task:
    """Ask for the reply that was to be written down: chasing goes on one day, but this stays until it is done."""
    if hold.ask is None:
        raise ValueError("A reply is to one ask.")
    page, until = reverse("ask-reply", args=[programme.slug, hold.ask.pk]), say(hold.ends_on or today)
    what = f"Write down what {hold.borough} replied: {hold.ask.title}"
    if hold.is_in_force(today):
        return Task(what, page, f"Chasing is held until {until}.", "Held", "ours")
    return Task(what, page, f"Chasing was held until {until}, and goes on.", "To write down", "problem")


def _hold(programme: Programme, hold: Hold) -> Task:
    until = f"until {say(hold.last_day)}" if hold.last_day else "until it is lifted"
    page = f"{reverse('borough', args=[programme.slug, hold.borough.slug])}#open-asks"
    what = f"The hold of {hold.borough} ends soon"
    return Task(what, page, f"Held {until}; then a courtesy note goes out.", "Held", "agreed")


def _with_us(programme: Programme, each: Planned, today: date) -> Task:
    ask = each.ask
    by = f" by {say(ask.last_safe_on)}" if ask.last_safe_on and not ask.is_past_use(today) else ""
    page = source_of(ask.kind).page
    # What a source has a page for is decided there; a pause is decided about the ask itself.
    href = page(ask) if page and ask.pause_asked_on is None else ask_page(programme, ask)
    hint = f"Decide{by}, and write down who decided."
    return Task(f"{ask.borough} {ask.turn_reason}", href, hint, "With us", "ours")


def _approve(programme: Programme, each: Planned) -> Task:
    href = reverse("chasing-approve", args=[programme.slug, each.ask.pk])
    title, hint = f"{each.ask.borough}: approve a letter to {each.recipient}", f"{each.ask.title} {each.why}"
    return Task(title, href, hint, "To approve", "ours")


def _look_again(programme: Programme, batch: Batch) -> Task:
    if batch.welcome is not None:
        href = reverse("welcome-email-edit", args=[programme.slug, batch.welcome.borough.slug])
    else:
        href = reverse("email-edit", args=[programme.slug, batch.asks[0].pk])
    return Task(f"Look again at your e-mail to {batch.recipient}", href, batch.why, "Edited", "ours")


def _broken(programme: Programme, ask: Ask) -> Task:
    promised = say(ask.promised_on) if ask.promised_on else ""
    return Task(
        f"{ask}", ask_page(programme, ask), f"An answer was promised by {promised}.", "Overdue", "problem"
    )


def _next_out(programme: Programme, plan: Sequence[Planned | Newcomer]) -> Task | None:
    moments = [each.send_at for each in plan if each.outcome == Outcome.SEND and each.send_at is not None]
    if not moments:
        return None
    soonest = min(moments)
    people = {each.recipient.email for each in plan if each.send_at == soonest and each.recipient is not None}
    amount = "One e-mail" if len(people) == 1 else f"{counted(len(people)).capitalize()} e-mails"
    verb = "goes" if len(people) == 1 else "go"
    href = reverse("chasing", args=[programme.slug])
    return Task(
        f"{amount} {verb} out next",
        href,
        f"On {say_moment(soonest)}. Look before they leave.",
        "Going out",
        "agreed",
    )
