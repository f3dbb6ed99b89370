"""The form that asks for a report."""

from boroughs.programme.forms import VerbForm
from config.site.forms import DateField


class EditionForm(VerbForm):
    """As at which day."""

    as_at = DateField(
        label="As at which day?",
        noun="day of the report",
        not_after_today=True,
        help_text="The report says how things stood at the end of that day. What happened later does not change it.",
    )
