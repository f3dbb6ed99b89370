"""The digests that went to the coordinators."""

from django.db import models

from boroughs.access.models import Reach
from boroughs.history.models import Tracked
from boroughs.people.models import Contact
from boroughs.programme.models import Programme
from config import clock
from hub.board.states import DigestKind
from hub.mail.models import Email


class Digest(Tracked):
    """One person's digest of one period; without an e-mail where there was nothing to tell."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="digests")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, db_index=False, related_name="digests")
    kind = models.CharField(max_length=10, choices=DigestKind.choices, default=DigestKind.MONDAY)
    period_on = models.DateField(help_text="the Monday of the week that it is for")
    made_at = models.DateTimeField(default=clock.now)
    email = models.OneToOneField(Email, on_delete=models.PROTECT, null=True, related_name="digest")

    reach = Reach("programme")

    class Meta:
        default_permissions = ()
        constraints = [
            # Whatever runs twice, and however often: a person gets a period's digest once.
            models.UniqueConstraint(fields=["contact", "kind", "period_on"], name="digest_once_a_period"),
        ]

    def __str__(self) -> str:
        return f"{self.contact}, {self.period_on}"
