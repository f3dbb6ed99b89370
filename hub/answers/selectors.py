"""Read answer links: the token is the access, and this is the only way in."""

from collections.abc import Iterator

from boroughs.asks.states import Turn
from config import clock
from hub.answers.models import AnswerLink
from hub.answers.tokens import digest_of


def link_for(token: str) -> AnswerLink | None:
    """Find the link that a token opens; None alike for a wrong, an old, a revoked and a used-up one."""
    return next(_still_open(digest=digest_of(token)), None)


def other_link_of(link: AnswerLink) -> AnswerLink | None:
    """Find the link to one more thing that the same person was asked for the same borough, the oldest ask first."""
    ask = link.ask
    others = _still_open(
        contact=link.contact_id, ask__borough=ask.borough_id, ask__closed_at=None, ask__turn=Turn.BOROUGH
    )
    return next((other for other in others if other.ask_id != ask.pk), None)


def _still_open(**which: object) -> Iterator[AnswerLink]:
    now = clock.now()
    rows = AnswerLink.objects.select_related("ask__borough__programme", "contact__user", "reply__change")
    # Of several e-mails about one ask, the last one's link.
    for link in rows.filter(**which).order_by("ask__asked_on", "ask", "-made_at", "-pk"):
        if link.reply is not None:
            link.reply.ask = link.ask
        if link.is_open(now):
            yield link
