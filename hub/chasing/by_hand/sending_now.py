"""Send an e-mail now, by hand: at any hour, and by every other rule."""

from dataclasses import replace

from django.conf import settings
from django.db import transaction

from boroughs.history.models import Actor
from boroughs.history.services import Refused, record
from boroughs.people.models import Contact
from boroughs.programme.locking import programme_locked
from boroughs.programme.models import Programme
from config import clock
from config.dates import counted, say
from hub.chasing.letters.bundles import Bundle, Writer
from hub.chasing.models import Sending
from hub.chasing.selectors import last_written, whole_plan
from hub.chasing.sending.queueing import bundles_queue
from hub.chasing.states import Handle
from hub.mail.cap import addresses_full


def email_for_now(*, programme: Programme, about: Handle) -> Bundle:
    """Write the e-mail in which an ask goes out next, or a welcome, as it would leave now; Refused where none may.

    Sending days, hours and the due date are not for it. One e-mail for each person and day, the daily cap, holds and
    promises are, and for a letter that was approved its two days of notice and its month.
    """
    now, today = clock.now(), clock.today()
    plan = whole_plan(programme, now)
    row = plan.row(about)
    if row is None:
        raise Refused(
            "Nothing goes out about this any more: it has been sent or answered, or the programme has ended."
        )
    batch = plan.letter([about])
    if batch is None or batch.has_changed:
        raise Refused(f"This cannot be sent now. {row.why}")
    _check_person(programme, batch.recipient)
    for each in batch.planned:
        if each.not_before is not None and each.not_before > today:
            raise Refused(
                f"{batch.recipient} may be written to from {say(each.not_before)} on: two working days after the "
                "notice, and at most once a month."
            )
    return Writer.of(programme).bundle(replace(batch, day=today), now)


@transaction.atomic
def email_send_now(*, programme: Programme, about: Handle, seen: str, by: Actor) -> Sending:
    """Send now the e-mail in which an ask goes out next, or a welcome; `seen` is the e-mail that the person has read.

    It is checked once more right before it leaves, as every other. Refused where none may go (`email_for_now`), and
    when it is another one than was read.
    """
    programme = programme_locked(programme.pk)
    bundle = email_for_now(programme=programme, about=about)
    if bundle.seen != seen:
        raise Refused("This e-mail has changed since you opened it. Read it again before you send it.")
    sendings = bundles_queue(programme=programme, going=[bundle], now=clock.now(), is_by_hand=True)
    if not sendings:
        raise Refused(_had_enough(bundle.recipient))
    welcome = [f"{bundle.borough}: welcome"] if bundle.welcome else []
    steps = [*welcome, *(f"{each.ask}: {each.step_name.lower()}" for each in bundle.planned)]
    summary = f"Sent now to {bundle.recipient}: {'; '.join(steps)}"
    record(subject=sendings[0], verb="email-send-now", summary=summary, by=by, is_private=True)
    return sendings[0]


def _check_person(programme: Programme, to: Contact) -> None:
    today = clock.today()
    if last_written(programme, today).get(to.email) == today:
        raise Refused(
            f"{to} has had an e-mail today already, and nobody gets two on one day. Send it tomorrow."
        )
    if addresses_full([to.email]):
        raise Refused(_had_enough(to))


def _had_enough(to: Contact) -> str:
    most = counted(settings.EMAIL_DAILY_CAP)
    return f"{to} has had {most} e-mails today, and nobody gets more. Send it tomorrow, or ring."
