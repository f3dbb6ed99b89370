"""Back-planning: from the day on which drafting begins to the last safe days of a round. Pure."""

from dataclasses import dataclass
from datetime import date

from boroughs.programme.calendar import WorkingDays
from config.dates import PartialDate, say, say_when

# In working days, where a round says nothing else.
DAYS_TO_REVIEW = 14
DAYS_TO_PREPARE = 5


@dataclass(frozen=True, slots=True)
class LastSafeDays:
    """The last days on which a borough's word, and then its files, are of use, and what they follow from.

    A reply and the date that comes after it are needed by the same day, `agreement_on`: whoever replies on that day
    has to say by when.
    """

    agreement_on: date
    files_on: date
    drafting: PartialDate

    @property
    def reason(self) -> str:
        """Say why those days, as the rest of a sentence."""
        return f"drafting begins {say_when(self.drafting)}, so files are needed by {say(self.files_on)}"


def last_safe_days(
    drafting: PartialDate, *, days_to_review: int, days_to_prepare: int, days: WorkingDays
) -> LastSafeDays:
    """Count back from the first working day that `drafting` can mean, in working days.

    The files are needed so long before it as their review takes, and the agreement so long before the files as a
    borough needs to prepare them.
    """
    drafting_on = days.add(drafting.first_day, 0)
    files_on = days.back(drafting_on, days_to_review)
    return LastSafeDays(days.back(files_on, days_to_prepare), files_on, drafting)
