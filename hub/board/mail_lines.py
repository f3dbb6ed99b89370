"""The lines of Needs you about the post: the worker, the mail server, and addresses that are not reached."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from boroughs.people.models import Contact
from boroughs.people.selectors import coordinator_of
from boroughs.programme.models import Programme
from boroughs.programme.selectors import days_of
from config.dates import counted, say, say_moment, say_time
from config.site.components import Task
from hub.board.folding import MOST_ALIKE, folded
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


def leaderless(programme: Programme) -> list[Task]:
    """Say when letters have nobody to come from."""
    if coordinator_of(programme) is not None:
        return []
    hint = "Letters name nobody to ring, and an answer to one reaches nobody. Put right who coordinates."
    page = reverse("people", args=[programme.slug])
    return [Task("Nobody who coordinates can be written to", page, hint, "Nobody coordinates", "problem")]


def stuck(programme: Programme, now: datetime) -> list[Task]:
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


def undelivered(programme: Programme) -> list[Task]:
    """Say what did not arrive: what an outage failed in one line, the others one by one."""
    needs, rows, outage = [], failed_mail(programme), outage_of(programme)
    if outage is not None and outage.count > 1:
        page = reverse("chasing-failed", args=[programme.slug])
        hint = "Look what is still wanted, and send them all again."
        needs.append(Task(str(outage), page, hint, "Failed", "problem"))
        rows = rows.exclude(GIVEN_UP)
    log = f"{reverse('chasing-log', args=[programme.slug])}?shown={Shown.LOOK}"
    tasks = [_troubled(programme, email) for email in rows[: MOST_ALIKE + 1]]
    return needs + folded(tasks, log, of=rows.count() if len(tasks) > MOST_ALIKE else 0)


def _troubled(programme: Programme, email: Email) -> Task:
    what, tag = _TROUBLES[State(email.state)]
    page = reverse("chasing-email", args=[programme.slug, email.pk])
    return Task(f"E-mail to {email.to_address} {what}", page, email.server_words, tag, "problem")


def no_sign_in(programme: Programme, now: datetime) -> list[Task]:
    """Name the people whose last e-mail about signing in was not delivered."""
    hint = "It was about signing in. Check the address, or ring them; they can ask for another."
    people = reverse("people", args=[programme.slug])
    return [
        Task(f"An e-mail to {address} could not be delivered", people, hint, "Failed", "problem")
        for address in account_mail_failed(programme, now)
    ]


def excess(programme: Programme, today: date) -> list[Task]:
    """Name those who were to get more e-mails on a day than the cap allows."""
    return [_excess(programme, each, today) for each in excesses_of(programme, today, days_of(programme))]


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


def unreached(programme: Programme) -> list[Task]:
    """Name the programme's own people to whom no e-mail can be written; a borough's show where they would be asked."""
    rows = Contact.objects.filter(programme=programme, borough=None, is_active=True).order_by("pk")
    hint = "Answers and digests do not reach them. Correct the address, or say that it is right."
    return [
        Task(
            _sentence(each.address_trouble),
            reverse("contact", args=[programme.slug, each.pk]),
            hint,
            "Nobody to write to",
            "problem",
        )
        for each in rows
        if each.address_trouble
    ]


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"
