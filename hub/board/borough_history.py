"""The two histories on a borough's page: what we asked and what was answered, and what else happened."""

from datetime import datetime

from django.urls import reverse

from boroughs.access.models import AccessQuerySet
from boroughs.asks.models import Reply
from boroughs.asks.selectors import replies_of
from boroughs.history.models import Change
from boroughs.history.states import Door
from boroughs.people.models import User
from boroughs.programme.models import Borough
from boroughs.programme.states import Heard
from config.dates import say
from config.site.components import HistoryItem
from hub.chasing.models import ChaseUp, Ring
from hub.chasing.selectors import chase_ups_of, rings_of

# What the first history tells, in its own words. An ask that opens or closes shows there by what is sent or answered.
_TOLD_AS_ASKED = (
    "ask-open",
    "ask-close",
    "chase-up-send",
    "reply-record",
    "reply-correct",
    "ring-note",
    "ring-void",
)


def news(changes: AccessQuerySet[Change]) -> AccessQuerySet[Change]:
    """Leave out what is told among what we asked, and whom the programme file named: that is no news."""
    return changes.exclude(verb__in=_TOLD_AS_ASKED).exclude(verb="contact-add", door=Door.IMPORT)


def asked_of(borough: Borough, user: User, *, with_texts: bool) -> list[HistoryItem]:
    """Tell what we asked and when, and what was answered, newest first and all of it.

    The exact texts are the coordinator's. It is her record of what was said when somebody disputes it.
    """
    items = [_of_chase_up(each, with_text=with_texts) for each in chase_ups_of(borough).visible_to(user)]
    items += [_of_reply(each) for each in replies_of(borough).visible_to(user)]
    rings = rings_of(borough).visible_to(user)
    items += [_of_ring(each, borough, is_ours=with_texts) for each in rings]
    return [item for _, item in sorted(items, key=lambda each: each[0], reverse=True)]


def _of_chase_up(each: ChaseUp, *, with_text: bool) -> tuple[str, HistoryItem]:
    title = f"{each.name}: {each.ask.title}"
    if each.sending is None:
        return _of_left_out(each, title)
    email = each.sending.email
    at = email.sent_at or email.queued_at
    text = f"To {each.sending.contact}, {email.get_state_display().lower()}. {each.why}"
    words = email.text if with_text else ""
    return at.isoformat(), HistoryItem(title, "Crossborough", at, text, words=words, fold="Read the e-mail")


def _of_left_out(each: ChaseUp, title: str) -> tuple[str, HistoryItem]:
    change, day = each.left_out, each.left_out_for
    assert change is not None  # noqa: S101 - the database holds that what was not sent was left out
    assert day is not None  # noqa: S101 - the same
    text = f"Left out by {change.by_name} on {say(change.at)}. It would have gone on {say(day)}."
    return change.at.isoformat(), HistoryItem(title, change.by_name, change.at, text)


def _of_ring(each: Ring, borough: Borough, *, is_ours: bool) -> tuple[str, HistoryItem]:
    """Tell of a ring without an answer; who rang, the note, and striking it out, are the coordinator's."""
    text, href, by = f"About: {each.ask.title}", "", each.change.by_name if is_ours else "the coordinator"
    if each.voided_by is not None:
        whose = f" by {each.voided_by.by_name}" if is_ours else ""
        text = f"Struck out{whose} on {say(each.voided_by.at)}. {text}"
    elif is_ours:
        href = reverse("ring-void", args=[borough.programme.slug, each.pk])
    title = f"Rang {each.whom}, and did not reach them"
    words = each.note if is_ours else ""
    at = datetime.combine(each.rang_on, each.change.at.timetz()).isoformat()
    return at, HistoryItem(title, by, each.rang_on, text, words=words, href=href)


def _of_reply(each: Reply) -> tuple[str, HistoryItem]:
    text = f"{Heard(each.how).label}, {say(each.heard_on)}. In answer to: {each.ask.title}"
    return each.change.at.isoformat(), HistoryItem(
        each.choice_label, each.said_by, each.change.at, text, words=each.words
    )
