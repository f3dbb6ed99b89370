"""The words of the welcome to somebody who has taken up a post."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from boroughs.people.models import Contact
from boroughs.programme.models import Programme
from boroughs.programme.selectors import referral_words
from hub.chasing.letters.chase_up import Matter, Words, written
from hub.chasing.letters.marks import marks_of
from hub.chasing.models import Wording
from hub.chasing.plan.newcomers import Newcomer


def compose_welcome(
    programme: Programme,
    newcomer: Newcomer,
    matters: Sequence[Matter],
    coordinator: Contact | None,
    *,
    own: Wording | None = None,
) -> Words:
    """Write the welcome: what was asked so far, what is needed of them, whom to ring, and until when nobody reminds.

    `own` are the coordinator's words for it.
    """
    borough, until = newcomer.borough, newcomer.quiet_until
    context: dict[str, object] = {
        "programme": programme,
        "to": newcomer.contact,
        "borough": borough,
        "post": programme.label("adviser_long"),
        "matters": [replace(each, wanted_by=_wanted_by(each, until)) for each in matters],
        "others": newcomer.others,
        "quiet_until": until,
        "coordinator": coordinator,
        "referral": referral_words(programme, borough),
    }
    subject = f"{borough.name}: welcome to {programme.title}"
    marks, labels = (
        marks_of([matter.ask for matter in matters]),
        [f"Answer for {borough.name}"] * len(matters),
    )
    return written("welcome", context, subject=subject, marks=marks, labels=labels, own=own)


def _wanted_by(matter: Matter, until: date) -> date | None:
    """Ask for no answer while they settle in, unless its last safe day is in that time."""
    if matter.wanted_by is None:
        return None
    return min(max(matter.wanted_by, until), matter.ask.last_safe_on or date.max)
