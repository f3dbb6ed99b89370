"""The coordinator's own words for one e-mail: keep them, and go back to the standard text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from boroughs.history.models import Actor
from boroughs.history.services import Refused, record
from boroughs.programme.locking import programme_locked
from boroughs.programme.models import Programme
from config import clock
from config.dates import listed
from hub.chasing.letters.batches import Batch
from hub.chasing.letters.bundles import Writer, seen_of
from hub.chasing.letters.marks import marks_of, missing_from, strange_in
from hub.chasing.letters.own_words import matters_of
from hub.chasing.models import Wording
from hub.chasing.selectors import whole_plan
from hub.chasing.states import Handle

GONE = "Nothing goes out about this any more: meanwhile it was sent, answered, held or left out."
CHANGED = "This e-mail has changed since you opened it. Look at what changed, then save again."


@transaction.atomic
def wording_keep(
    *, programme: Programme, about: Iterable[Handle], subject: str, text: str, seen: str, by: Actor
) -> Wording | None:
    """Keep the coordinator's own words for the next e-mail by one of `about`; None when they are the standard ones.

    `seen` is the e-mail that she had before her (`seen_of` its standard words). Refused when it is another one
    by now, and when a link is missing or a mark stands for none. What follows her words (telephone, signature, the
    line about referrals) is not in them and stays.
    """
    batch = _batch(programme, about)
    standard = Writer.of(programme).standard(batch)
    if seen_of(batch, standard) != seen:
        raise Refused(CHANGED)
    text = "\n".join(text.strip().splitlines())
    _check_marks(batch, text)
    before = _standing(programme, batch)
    if (subject, text) == (standard.subject, standard.body):
        if before:
            _put_aside(before, by)
        return None
    wordings_put_aside(before)
    wording = Wording.objects.create(
        programme=programme,
        contact=batch.recipient,
        welcomes_to=batch.welcome.borough if batch.welcome else None,
        subject=subject,
        text=text,
        matters=matters_of(batch),
        standard_subject=standard.subject,
        standard_text=standard.body,
    )
    record(subject=wording, verb="wording-keep", summary=f"E-mail edited: {wording}", by=by, is_private=True)
    return wording


@transaction.atomic
def wording_put_aside(*, programme: Programme, about: Iterable[Handle], by: Actor) -> None:
    """Go back to the standard text of the next e-mail by one of `about`; Refused when it has no other."""
    before = _standing(programme, _batch(programme, about))
    if not before:
        raise Refused("This e-mail goes out in the standard words already.")
    _put_aside(before, by)


def wordings_put_aside(wordings: Iterable[Wording]) -> None:
    """Let own words count no more; for verbs that write their own Change."""
    Wording.objects.filter(pk__in=[each.pk for each in wordings]).update(put_aside_at=clock.now())


def _batch(programme: Programme, about: Iterable[Handle]) -> Batch:
    """Find the e-mail while nobody queues it: the sender locks the programme's row, too."""
    programme = programme_locked(programme.pk)
    batch = whole_plan(programme, clock.now()).letter(about)
    if batch is None:
        raise Refused(GONE)
    return batch


def _standing(programme: Programme, batch: Batch) -> list[Wording]:
    rows = Wording.objects.filter(programme=programme).standing().select_related("contact")
    return [wording for wording in rows if not wording.handles.isdisjoint(batch.handles)]


def _put_aside(wordings: Sequence[Wording], by: Actor) -> None:
    wordings_put_aside(wordings)
    newest = max(wordings, key=lambda each: each.pk)
    summary = f"Back to the standard text, from {newest}"
    record(subject=newest, verb="wording-put-aside", summary=summary, by=by, is_private=True)


def _check_marks(batch: Batch, text: str) -> None:
    marks = marks_of(batch.asks)
    if strange := strange_in(text, marks):
        raise Refused(f"Take out {listed(strange)}: it stands for no link of this e-mail.", field="text")
    if missing := missing_from(text, marks):
        raise Refused(
            f"Put {listed(missing)} back where the link to answer belongs: without it they cannot answer.",
            field="text",
        )
