"""Whether the coordinator's own words still hold: for exactly what she saw, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any

from boroughs.people.models import Contact
from boroughs.programme.models import Programme
from config.dates import listed
from hub.chasing.letters.batches import Batch, batches
from hub.chasing.letters.bundles import Bundle, Writer
from hub.chasing.letters.chase_up import Words
from hub.chasing.models import Wording
from hub.chasing.plan.newcomers import Newcomer
from hub.chasing.plan.planned import Planned
from hub.chasing.states import Handle, Outcome

_DAY = re.compile(r"\d{1,2} [A-Z][a-z]+ \d{4}")
_SAME_STEP = ("step", "purpose")


def checked(
    programme: Programme, plan: Sequence[Planned], new: Sequence[Newcomer], wordings: Iterable[Wording]
) -> tuple[list[Planned], list[Newcomer]]:
    """Give each e-mail its own words; one that has become another since it was edited waits to be looked at again.

    Neither the words that were meant for something else go out then, nor others that nobody has seen.
    """
    newest: dict[Handle, Wording] = {}
    for wording in sorted(wordings, key=lambda each: each.pk):
        newest |= dict.fromkeys(wording.handles, wording)
    steps, welcomes = {each.ask.pk: each for each in plan}, {each.borough.pk: each for each in new}
    writer = None
    for batch in batches(plan, welcomes=new):
        touching = [newest[handle] for handle in batch.handles if handle in newest]
        if not touching:
            continue
        writer = writer or Writer.of(programme)
        wording = max(touching, key=lambda each: each.pk)
        waits = _why_it_waits(changes_since(wording, batch, writer.standard(batch)))
        for each in batch.planned:
            steps[each.ask.pk] = (
                replace(each, wording=wording, **waits, due_on=batch.day)
                if waits
                else replace(each, wording=wording)
            )
        if batch.welcome is not None:
            welcomes[batch.welcome.borough.pk] = replace(batch.welcome, wording=wording, **waits)
    return [steps[each.ask.pk] for each in plan], [welcomes[each.borough.pk] for each in new]


def _why_it_waits(changes: Sequence[str]) -> dict[str, Any]:
    """Say of a row of the plan that it waits to be looked at again, and why; nothing when nothing has changed."""
    if not changes:
        return {}
    why = f"You edited this e-mail, and since then {listed(changes)}. Look at it again: it waits until you have."
    return {"outcome": Outcome.LOOK_AGAIN, "why": why, "send_at": None}


def matters_of(batch: Batch | Bundle) -> list[dict[str, Any]]:
    """Write down what an e-mail is about, to be kept with the words for it."""
    return [
        {
            "ask": each.ask.pk,
            "step": each.step,
            "purpose": str(each.purpose),
            "name": each.step_name,
            "title": str(each.ask),
        }
        for each in batch.planned
    ]


def whole_of(to: Contact, matters: Iterable[Mapping[str, Any]], subject: str, text: str) -> str:
    """Write an e-mail down with whom it is to and what it is about, so that whatever changes shows."""
    about = "; ".join(f"{matter['title']} ({matter['name'].lower()})" for matter in matters)
    return f"To {to}{f', about {about}' if about else ''}\n{subject}\n{text}"


def changes_since(wording: Wording, batch: Batch, standard: Words) -> list[str]:
    """Say what has changed about an e-mail since it was edited; nothing means that its own words hold."""
    then = {matter["ask"]: matter for matter in wording.matters}
    now = {matter["ask"]: matter for matter in matters_of(batch)}
    names = {each.ask.pk: each.step_name.lower() for each in batch.planned}
    said = []
    if wording.contact_id != batch.recipient.pk:
        said.append(f"it goes to {batch.recipient} and not to {wording.contact}")
    said += [f"“{matter['title']}” is no longer part of it" for ask, matter in then.items() if ask not in now]
    said += [f"“{matter['title']}” has joined it" for ask, matter in now.items() if ask not in then]
    said += [
        f"“{now[ask]['title']}” has come to another step ({names[ask]})"
        for ask in now.keys() & then.keys()
        if any(now[ask][name] != then[ask][name] for name in _SAME_STEP)
    ]
    if said or (wording.standard_subject, wording.standard_text) == (standard.subject, standard.body):
        return said
    if _DAY.sub("", wording.standard_text) == _DAY.sub("", standard.body):
        return ["the standard text names another day"]
    return ["the standard text has changed"]


def lines_changed(then: str, now: str) -> list[tuple[str, str]]:
    """Set side by side what two texts do not share, paragraph by paragraph."""
    old, new = ([each for each in text.splitlines() if each.strip()] for text in (then, now))
    return [
        ("\n".join(old[a:b]), "\n".join(new[c:d]))
        for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if tag != "equal"
    ]
