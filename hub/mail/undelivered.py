"""What becomes of e-mail that did not arrive: it goes again, it is written anew, or somebody is done with it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Case, F, Value, When

from boroughs.history.models import Actor
from boroughs.history.services import Happened, Refused, record_all
from boroughs.programme.models import Programme
from config import clock
from config.locking import lock
from config.nudge import nudge
from hub.mail import kinds
from hub.mail.models import Email
from hub.mail.selectors import given_up
from hub.mail.states import CLEARABLE, State, Verb, allows

DELIVER = "tasks.deliver_mail"
ANEW = "It is written anew."
UNWANTED = "Nothing that it asked is still to be asked."


@dataclass(frozen=True, slots=True)
class Resent:
    """How many e-mails are written anew, go again as they were, and are left because they are not wanted any more."""

    anew: int = 0
    again: int = 0
    unwanted: int = 0


@transaction.atomic
def email_resend(*, email: Email, by: Actor) -> Email:
    """Send again what failed, came back or is in doubt; Refused for anything else, and when it is not wanted any more.

    What its kind can write anew is; the rest goes with the same bytes and Message-ID, and so does what is in doubt:
    if it has arrived, only that shows the second as the same e-mail.
    """
    locked = lock(Email.objects.all()).get(pk=email.pk)
    if not allows(Verb.RESEND, State(locked.state)):
        raise Refused(f"Only an e-mail that failed can be sent again; this one is {locked.state}.")
    if not is_written_anew(locked) and locked.raw is None:
        raise Refused("The text of this e-mail was not kept, so it cannot be sent again.")
    was_cleared = locked.cleared_at is not None
    if _resend([locked], by).unwanted:
        if was_cleared:
            raise Refused("This e-mail is done with already.")
        raise Refused(f"It is not sent again. {UNWANTED}")
    locked.refresh_from_db()
    return locked


@transaction.atomic
def failed_resend(*, programme: Programme, by: Actor) -> Resent:
    """Send again all that failed because the mail server was away or put it off; what was refused stays as it is."""
    return _resend(list(lock(given_up(programme)).order_by("pk")), by)


@transaction.atomic
def email_clear(*, email: Email, by: Actor, words: str = "") -> Email:
    """Be done with an e-mail that did not arrive: it leaves the board and keeps its state; twice changes nothing.

    Refused for one that may have arrived, and for any that has not failed.
    """
    locked = lock(Email.objects.all()).get(pk=email.pk)
    if locked.state == State.DOUBTFUL:
        raise Refused("Say first whether it has arrived, or send it again.")
    if locked.state not in CLEARABLE:
        raise Refused(f"There is nothing to be done with: this e-mail is {locked.state}.")
    if locked.cleared_at is None:
        _clear([locked], words.strip())
        _record([locked], "clear", "Done with the e-mail {}", by, because=words.strip())
    locked.refresh_from_db()
    return locked


@transaction.atomic
def email_confirm(*, email: Email, by: Actor) -> Email:
    """Note that an e-mail that was in doubt has arrived; Refused when it is in no doubt."""
    locked = lock(Email.objects.all()).get(pk=email.pk)
    if not allows(Verb.CONFIRM, State(locked.state)):
        raise Refused("There is no doubt about this e-mail any more.")
    locked.sent_at, locked.failed_at = locked.failed_at, None
    # The sender tells its kind, as of every other one that has left.
    locked.is_told = kinds.find(locked.kind).sent is None
    if locked.is_confidential:
        locked.raw = None
    _record([locked], "confirm", "Said that the e-mail {} has arrived", by, after=State.SENT)
    locked.state = State.SENT
    locked.save()
    nudge(DELIVER)
    return locked


def is_written_anew(email: Email) -> bool:
    """Tell whether sending it again means to write it anew."""
    return email.state != State.DOUBTFUL and kinds.find(email.kind).write_anew is not None


def _resend(emails: Sequence[Email], by: Actor) -> Resent:
    anew = [email for email in emails if is_written_anew(email)]
    again = [email for email in emails if not is_written_anew(email)]
    wanted = _written_anew(anew)
    taken_up = [email for email in anew if email.pk in wanted]
    left = [email for email in anew if email.pk not in wanted]
    _clear(taken_up, ANEW)
    _record(taken_up, "write-anew", "Had the e-mail {} written anew", by)
    _clear(left, UNWANTED)
    _record(left, "clear", "Done with the e-mail {}", by, because=UNWANTED)
    _queue_again(again)
    _record(again, "resend", "Sent the e-mail {} again", by, after=State.QUEUED)
    return Resent(len(taken_up), len(again), len(left))


def _written_anew(emails: Iterable[Email]) -> set[int]:
    """Let the kinds write anew what they still want; answer which e-mails those are."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for email in emails:
        by_kind[email.kind].append(email.pk)
    wanted: set[int] = set()
    for name, ids in by_kind.items():
        if write_anew := kinds.find(name).write_anew:
            wanted.update(write_anew(ids))
    return wanted


def _clear(emails: Iterable[Email], because: str) -> None:
    rows = Email.objects.filter(pk__in=[email.pk for email in emails])
    # Nothing will be sent of it any more, so no secret need be kept.
    raw = Case(When(is_confidential=True, then=Value(None)), default=F("raw"))
    rows.update(cleared_at=clock.now(), cleared_because=because, raw=raw)


def _queue_again(emails: Sequence[Email]) -> None:
    if not emails:
        return
    at = clock.now()
    Email.objects.filter(pk__in=[email.pk for email in emails]).update(
        state=State.QUEUED,
        due_at=at,
        sent_at=None,
        failed_at=None,
        is_refused=False,
        cleared_at=None,
        cleared_because="",
        # It waits anew: what the board says of the oldest must not count the days on which it had failed.
        queued_at=at,
        attempts=0,
        tried_since=None,
    )
    nudge(DELIVER)


def _record(
    emails: Iterable[Email], verb: str, summary: str, by: Actor, *, because: str = "", after: str = ""
) -> None:
    """Write what was done; account mail belongs to no programme, so there is no history to write into."""
    reason = f": {because}" if because else ""
    record_all(
        [
            Happened(
                email,
                f"email-{verb}",
                f"{summary.format(email)}{reason}",
                {"state": email.state},
                {"state": after or email.state},
                is_private=True,
            )
            for email in emails
            if email.programme_id is not None
        ],
        by=by,
    )
