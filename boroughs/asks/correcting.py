"""Correct an answer that has closed its ask: what it wrote is struck out, and what is right is taken in its place."""

from django.db import transaction

from boroughs.asks.kinds import Answer, source_of
from boroughs.asks.locking import ask_locked
from boroughs.asks.models import Reply
from boroughs.asks.replying import chosen, reply_write
from boroughs.asks.selectors import choices_instead, written_by
from boroughs.asks.services import reconciled_once
from boroughs.history.models import Actor
from boroughs.history.services import Refused, check_not_future
from boroughs.programme.services import borough_heard

TOO_LATE = "This cannot be changed here any more, because something else has been written down since."


@transaction.atomic
def reply_correct(*, reply: Reply, answer: Answer, by: Actor) -> Reply:
    """Take another answer instead of the one that met its ask; both stay in the history, the first struck out.

    The ask stays closed; what is still open after the right answer is asked anew by the reconciler. Refused when
    something else has been written about the same matter since, and as `reply_record` is.
    """
    ask = ask_locked(reply.ask)
    reply = Reply.objects.select_related("change", "ask__borough").get(pk=reply.pk)
    check_not_future(answer.on)
    written, source = written_by(reply), source_of(ask.kind)
    if written is None or source.correcting is None:
        raise Refused(TOO_LATE)
    choice = chosen(choices_instead(reply), answer)
    with reconciled_once():
        source.correcting.undo(ask, written, by)
        source.take(ask, answer, by)
    ask.refresh_from_db()
    corrected = reply_write(ask, answer, choice.label, by, instead_of=reply.choice_label)
    borough_heard(borough=ask.borough, on=answer.on, how=answer.how)
    return corrected
