"""What happens to a borough as a whole."""

from datetime import date

from boroughs.programme.models import Borough
from boroughs.programme.states import Heard


def borough_heard(*, borough: Borough, on: date, how: Heard) -> None:
    """Keep when and how we last had word from a borough; an older word does not replace a newer one."""
    if borough.last_heard_on is None or on >= borough.last_heard_on:
        borough.last_heard_on, borough.last_heard_how = on, how
        borough.save(update_fields=["last_heard_on", "last_heard_how"])
