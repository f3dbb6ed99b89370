"""The outbox: one row for each e-mail to one person, with the bytes that go to the server; and signs of life."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from boroughs.access.models import Reach, Reachable
from boroughs.history.models import Tracked
from config import clock
from hub.mail.states import CLEARABLE, LEFT, OPEN, TROUBLED, State

IS_OPEN = Q(state__in=sorted(OPEN))
HAS_LEFT = Q(state__in=sorted(LEFT))
IS_TROUBLED = Q(state__in=sorted(TROUBLED))
NEEDS_A_LOOK = IS_TROUBLED & Q(cleared_at=None)


class Email(Tracked):
    """One e-mail to one address: fixed when it is queued, and afterwards only moved from state to state.

    `due_at` is the moment from which a sender may take it: while it is queued, the next attempt; while it is
    being sent, the end of the lease, so that what a killed sender held is simply due again.
    """

    programme = models.ForeignKey(
        "boroughs.Programme", on_delete=models.PROTECT, null=True, db_index=False, related_name="emails"
    )
    borough = models.ForeignKey(
        "boroughs.Borough", on_delete=models.PROTECT, null=True, db_index=False, related_name="emails"
    )
    contact = models.ForeignKey(
        "boroughs.Contact", on_delete=models.PROTECT, null=True, related_name="emails"
    )
    kind = models.SlugField(max_length=40, db_index=False)
    is_account_mail = models.BooleanField(
        default=False, help_text="goes first; sending hours and caps are not for it"
    )
    is_confidential = models.BooleanField(default=False, help_text="carries a secret; its bytes are not kept")

    from_address = models.EmailField()
    to_address = models.EmailField()
    subject = models.CharField(max_length=255)
    message_id = models.CharField(max_length=255)
    text = models.TextField(help_text="the very text that is sent, its secrets masked")

    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    due_at = models.DateTimeField(null=True, default=clock.now)
    claimed_by = models.CharField(max_length=100, blank=True)
    left_by = models.CharField(
        max_length=100, blank=True, help_text="the claimant before, if it died over it"
    )
    attempts = models.PositiveIntegerField(default=0)
    tried_since = models.DateTimeField(null=True)
    server_words = models.TextField(blank=True, help_text="the mail server's last answer, in its own words")
    withdrawn_because = models.TextField(blank=True)
    is_refused = models.BooleanField(
        default=False,
        help_text="a failed one: refused for good; otherwise the mail server was away, or put it off, for too long",
    )

    counted_on = models.DateField(
        null=True, help_text="the day in London on which it counts for its recipient"
    )
    place = models.PositiveSmallIntegerField(null=True, help_text="which e-mail of that day to them it is")

    queued_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True)
    is_told = models.BooleanField(default=True, help_text="whether its kind knows that it was sent")
    failed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(
        null=True, help_text="when somebody was done with one that did not arrive"
    )
    cleared_because = models.TextField(blank=True)

    # Last, so that SQLite reads the columns before it without walking the pages that the bytes fill.
    raw = models.BinaryField(null=True)

    # The coordinator's alone: chasing is not shown to those who are chased. Account mail has no programme, so
    # nobody sees it.
    reach = Reach("programme")

    class Meta:
        default_permissions = ()
        ordering = ("-queued_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=["message_id"], name="email_message_id_unique"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="email_state_known"),
            models.CheckConstraint(
                condition=(IS_OPEN & Q(due_at__isnull=False, raw__isnull=False))
                | (~IS_OPEN & Q(due_at=None)),
                name="email_open_has_bytes_and_is_due",
            ),
            models.CheckConstraint(
                condition=(Q(state=State.SENDING) & ~Q(claimed_by=""))
                | (~Q(state=State.SENDING) & Q(claimed_by="")),
                name="email_sending_is_claimed",
            ),
            models.CheckConstraint(
                condition=(HAS_LEFT & Q(sent_at__isnull=False)) | (~HAS_LEFT & Q(sent_at=None)),
                name="email_sent_has_moment",
            ),
            models.CheckConstraint(
                condition=~IS_TROUBLED | (Q(failed_at__isnull=False) & ~Q(server_words="")),
                name="email_failed_has_words",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.WITHDRAWN)
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because="")),
                name="email_withdrawn_has_reason",
            ),
            # Whoever queues, and however many at once: nobody gets more in a day than there are places.
            models.UniqueConstraint(
                Lower("to_address"),
                "counted_on",
                "place",
                condition=Q(place__isnull=False),
                name="email_one_in_each_place_of_a_day",
            ),
            models.CheckConstraint(
                condition=Q(place=None) | Q(place__gte=1, counted_on__isnull=False),
                name="email_place_is_of_a_day",
            ),
            models.CheckConstraint(
                condition=Q(is_account_mail=False) | Q(is_confidential=True, programme=None),
                name="email_account_mail_is_confidential",
            ),
            models.CheckConstraint(
                condition=~(Q(is_confidential=True) & (HAS_LEFT | Q(state=State.WITHDRAWN))) | Q(raw=None),
                name="email_confidential_is_erased",
            ),
            models.CheckConstraint(
                condition=Q(cleared_at=None) | Q(state__in=sorted(CLEARABLE)),
                name="email_cleared_did_not_arrive",
            ),
        ]
        indexes = [
            # In the order of the claim, so that taking 50 of 50,000 reads 50.
            models.Index(fields=["-is_account_mail", "due_at", "id"], condition=IS_OPEN, name="email_queue"),
            models.Index(fields=["id"], condition=Q(is_told=False), name="email_untold"),
            models.Index(fields=["programme"], condition=NEEDS_A_LOOK, name="email_troubled"),
            models.Index(fields=["programme", "-queued_at"], name="email_log"),
            models.Index(fields=["borough", "-queued_at"], name="email_borough_log"),
        ]

    def __str__(self) -> str:
        return f"“{self.subject}” to {self.to_address}"

    @property
    def is_open(self) -> bool:
        """Whether it may still be sent."""
        return self.state in OPEN


class DoubtfulMail(Tracked):
    """A programme's choice about e-mails that may have arrived: hold them for somebody to look, or send them again."""

    programme = models.OneToOneField(
        "boroughs.Programme", on_delete=models.PROTECT, related_name="doubtful_mail"
    )
    is_held = models.BooleanField(default=False)

    reach = Reach("programme")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return "held for a person to look" if self.is_held else "sent again"


class Excess(Reachable):
    """That somebody was to get more e-mails on one day than the cap allows: what was beyond it was not queued."""

    programme = models.ForeignKey(
        "boroughs.Programme", on_delete=models.PROTECT, db_index=False, related_name="excesses"
    )
    address = models.EmailField()
    day = models.DateField()
    subject = models.CharField(max_length=255, help_text="of the first e-mail that was beyond the cap")

    reach = Reach("programme")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["programme", "day", "address"], name="excess_told_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.address}, {self.day}"


class Heartbeat(models.Model):
    """When a job of the worker last began and came to its end: a row for each job, and for its part for a programme."""

    job = models.CharField(max_length=60)
    last_began_at = models.DateTimeField()
    last_done_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["job"], name="heartbeat_job_unique")]

    def __str__(self) -> str:
        return self.job
