"""Takes what mail servers report about e-mails that have left: one that could not be delivered came back."""

from datetime import timedelta

from django.db import transaction

from boroughs.history.models import Actor
from boroughs.history.services import record
from config import clock
from config.addresses import mailbox_of
from config.locking import lock
from hub.mail.bounces import News, Report, read
from hub.mail.kinds import Failure
from hub.mail.models import Email
from hub.mail.rejecting import failure_tell
from hub.mail.states import LEFT, State, Verb, allows

# A report without the Message-ID is believed about what went to that address not longer ago than servers try.
RECENT = timedelta(days=7)


def bounce_take(raw: bytes) -> str:
    """Read a report and mark the e-mail that came back; answer in a sentence what was done, or why nothing was.

    One about another address, to which it was forwarded, says nothing against that of ours.
    """
    report = read(raw)
    if report.news is News.OTHER:
        return "Nothing was changed: this is not a report that an e-mail could not be delivered."
    if report.news is News.DELAYED:
        return "Nothing was changed: the e-mail is only delayed, and the mail server still tries."
    email = _find(report)
    if email is None:
        return "Nothing was changed: the report is about no e-mail that Crossborough sent."
    is_ours = mailbox_of(report.failed) == mailbox_of(email.to_address)
    words = report.words if is_ours or not report.failed else f"{report.failed}: {report.words}"
    return email_bounce(email=email, words=words, is_about_address=report.is_about_address and is_ours)


@transaction.atomic
def email_bounce(*, email: Email, words: str, is_about_address: bool) -> str:
    """Mark an e-mail that had left as come back, and tell its kind; one that cannot have left stays as it is."""
    locked = lock(Email.objects.all()).get(pk=email.pk)
    if not allows(Verb.BOUNCE, State(locked.state)):
        is_known = locked.state == State.BOUNCED
        why = "was known to have come back" if is_known else f"is {locked.get_state_display().lower()}"
        return f"Nothing was changed: the e-mail {locked} {why}."
    before = locked.state
    # One that may have arrived did leave: the report proves it.
    locked.sent_at = locked.sent_at or locked.failed_at
    locked.state, locked.failed_at, locked.server_words = State.BOUNCED, clock.now(), words
    locked.raw = None if locked.is_confidential else locked.raw
    locked.save(update_fields=["state", "sent_at", "failed_at", "server_words", "raw"])
    failure_tell(locked, Failure(words, is_about_address))
    if locked.programme_id is not None:
        record(
            subject=locked,
            verb="email-bounce",
            summary=f"The e-mail {locked} came back: {words}",
            by=Actor.system(),
            before={"state": before},
            after={"state": locked.state},
            is_private=True,
        )
    return f"The e-mail {locked} came back: {words}"


def _find(report: Report) -> Email | None:
    """Find by Message-ID; a report that names none is matched by whom it went to, from which of our addresses."""
    emails = Email.objects.defer("raw")
    if report.message_ids:
        found = {email.message_id: email for email in emails.filter(message_id__in=report.message_ids[:20])}
        return next((found[each] for each in report.message_ids if each in found), None)
    recent = emails.filter(state__in=LEFT, sent_at__gte=clock.now() - RECENT, is_account_mail=False)
    to_them = recent.filter(to_address__iexact=report.recipient).order_by("-sent_at", "-pk")
    return next((email for email in to_them[:5] if email.from_address.lower() in report.returned_to), None)
