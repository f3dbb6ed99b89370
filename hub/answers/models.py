"""Answer links, and how often an address or a link has knocked."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from boroughs.access.models import Reach, Reachable
from boroughs.asks.models import Ask, Reply
from boroughs.asks.states import OF_EVERY_ASK
from boroughs.people.models import Contact
from config import clock


class AnswerLink(Reachable):
    """One person's way to answer one ask without an account, from one e-mail.

    Whether it still opens follows from where things stand, so nothing has to remember to close it: it ends when its
    time is over, when the person is in their position no more, when it is revoked, and when the ask has closed,
    unless it was this link that answered it.
    """

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="answer_links")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="answer_links")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the token, which is not kept")
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True, help_text="when it last gave an answer")
    reply = models.ForeignKey(
        Reply, on_delete=models.PROTECT, null=True, related_name="+", help_text="what it last answered"
    )
    copies = models.PositiveSmallIntegerField(
        default=0, help_text="how many copies went to addresses that were typed"
    )
    referrals = models.PositiveSmallIntegerField(default=0, help_text="how often it named somebody else")

    # The coordinator's alone, as the e-mail that carries it is.
    reach = Reach("ask__borough__programme")

    class Meta:
        default_permissions = ()
        ordering = ("-made_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="answer_link_digest_unique"),
            models.CheckConstraint(
                condition=Q(used_at=None, reply=None) | Q(used_at__isnull=False, reply__isnull=False),
                name="answer_link_used_has_reply",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ask}, asked of {self.contact}"

    def is_open(self, now: datetime) -> bool:
        """Tell whether it still shows its page."""
        user = self.contact.user
        if self.revoked_at is not None or self.expires_at <= now or not self.contact.is_active:
            return False
        if user is not None and not user.is_active:
            return False
        return self.ask.is_open or self.has_answered

    @property
    def has_answered(self) -> bool:
        """Whether it gave an answer to the question itself, not only a date, a pause or another name."""
        return self.reply is not None and self.reply.choice not in OF_EVERY_ASK


class Knock(models.Model):
    """How often one address or link has asked for a page within the minute that began at `began_at`.

    No record of anybody: the key is a keyed digest, and what is a day old is cleared away.
    """

    key = models.CharField(max_length=64, primary_key=True)
    began_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.count} since {self.began_at}"
