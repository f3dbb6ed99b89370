"""How a borough takes part."""

from django.db import models


class Part(models.TextChoices):
    """A participant does everything; an outside contributor makes one offer and sees nothing else."""

    PARTICIPANT = "participant", "Participant"
    CONTRIBUTOR = "contributor", "Outside contributor"


class Heard(models.TextChoices):
    """How a borough's word reached us."""

    SITE = "site", "On the site"
    LINK = "link", "By an e-mailed link"
    TELEPHONE = "telephone", "Telephone"
    EMAIL = "email", "E-mail"
    MEETING = "meeting", "Meeting"
    LETTER = "letter", "Letter"
    FILE = "file", "From the programme file"


HEARD_BY_US = (Heard.TELEPHONE, Heard.EMAIL, Heard.MEETING, Heard.LETTER)

# A programme's slug stands first in its addresses, so it must not be one of the site's own.
RESERVED_SLUGS = frozenset({"accounts", "answer", "api", "calendar", "healthz", "readyz", "static", "trial"})

DEFAULT_LABELS = {
    "project": "the programme",
    "board": "Board",
    "boards": "Boards",
    "chairs": "Chairs",
    "adviser": "adviser",
    "advisers": "advisers",
    "adviser_long": "Community Partnership Adviser",
    "review": "inspection",
    "review_long": "inspection",
    "strategy_group": "",
    "commissioner_short": "the commissioner",
    "department": "the department",
}

# Key dates that the product itself reckons with; a programme may have any others.
DRAFTING_BEGINS = "drafting-begins"
REPORT_RELEASED = "report-released"
