"""Asks and the replies to them."""

from datetime import date

from django.db import models
from django.db.models import Q

from boroughs.access.models import Reach, Reachable
from boroughs.asks.states import Ended, Turn
from boroughs.history.models import Change, Tracked
from boroughs.people.models import Contact
from boroughs.programme.models import Borough
from boroughs.programme.states import Heard
from config import clock
from config.dates import PartialDate, Precision


class Ask(Tracked):
    """One thing asked of one borough, open until it is met: the unit of chasing.

    `asked_on` is when the borough was first asked. It may lie before `opened_at`: then the asking happened elsewhere,
    and the first e-mail from here is already a reminder. `subject_id` is the row that the source computed it from.
    """

    borough = models.ForeignKey(Borough, on_delete=models.PROTECT, related_name="asks")
    key = models.SlugField(max_length=80, db_index=False)
    kind = models.SlugField(max_length=40, db_index=False)
    subject_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=200)
    turn = models.CharField(max_length=8, choices=Turn.choices, default=Turn.BOROUGH)
    turn_reason = models.CharField(max_length=200, blank=True)
    returned_on = models.DateField(
        null=True, help_text="the day on which it last became the borough's turn again"
    )
    returned_after = models.CharField(
        max_length=200, blank=True, help_text="what was with us until then, without its private reason"
    )
    owner = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, related_name="asks")
    named_by = models.CharField(
        max_length=200, blank=True, help_text="who said that its owner is to be asked"
    )
    named_on = models.DateField(null=True)
    asked_on = models.DateField()
    asked_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    asked_is_assumed = models.BooleanField(default=False)
    was_asked_before = models.BooleanField(default=False)
    answered_on = models.DateField(
        null=True, help_text="when the borough last said something about it that leaves it open"
    )
    answered_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    due_on = models.DateField(null=True, help_text="the day that the borough itself has agreed to")
    last_safe_on = models.DateField(null=True, help_text="the last day on which an answer is of use")
    last_safe_reason = models.CharField(max_length=200, blank=True)
    promised_on = models.DateField(null=True)
    pause_asked_on = models.DateField(
        null=True, help_text="when the borough asked for a pause, until we decide"
    )
    pause_reason = models.CharField(max_length=200, blank=True)
    last_chased_at = models.DateTimeField(null=True)
    last_chased = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, db_index=False, related_name="+"
    )
    steps_sent = models.PositiveSmallIntegerField(default=0, help_text="how many e-mails about it have left")
    opened_at = models.DateTimeField(default=clock.now)
    closed_at = models.DateTimeField(null=True)
    ended = models.CharField(max_length=20, choices=Ended.choices, blank=True)
    is_kept_closed = models.BooleanField(
        default=False, help_text="withdrawn, and not to be asked again by itself"
    )
    ask_again_on = models.DateField(null=True, help_text="from when on it may be asked again after all")

    reach = Reach("borough__programme", "borough")

    class Meta:
        default_permissions = ()
        ordering = ("borough__name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["borough", "key"], condition=Q(closed_at=None), name="ask_unique_while_open"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, ended="") | (Q(closed_at__isnull=False) & ~Q(ended="")),
                name="ask_closed_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["borough"], condition=Q(closed_at=None), name="ask_open")]

    def __str__(self) -> str:
        return f"{self.borough}: {self.title}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be met."""
        return self.closed_at is None

    @property
    def is_with_us(self) -> bool:
        """Whether the coordinator has to do something about it next."""
        return self.turn == Turn.US

    @property
    def asked(self) -> PartialDate:
        """When the borough was first asked."""
        return PartialDate(self.asked_on, Precision(self.asked_precision), self.asked_is_assumed)

    @property
    def is_asked(self) -> bool:
        """Whether the borough has been asked, here or elsewhere; until then it is only open."""
        return self.was_asked_before or self.last_chased_at is not None

    @property
    def answered(self) -> PartialDate | None:
        """When the borough last said something about it that leaves it open."""
        if self.answered_on is None:
            return None
        return PartialDate(self.answered_on, Precision(self.answered_precision))

    @property
    def is_owner_from_before(self) -> bool:
        """Whether its owner was named before it was asked, for what was asked first about the same matter."""
        return self.named_on is not None and self.named_on < self.asked_on

    @property
    def deferred_until(self) -> date | None:
        """Until when a promise defers chasing: never past the last safe day, though that was moved since."""
        if self.promised_on is None or self.last_safe_on is None:
            return self.promised_on
        return min(self.promised_on, self.last_safe_on)

    @property
    def why_by_then(self) -> str:
        """Say as a sentence what the last safe day follows from; empty without one."""
        return f"{self.last_safe_reason[:1].upper()}{self.last_safe_reason[1:]}." if self.last_safe_on else ""

    def is_past_use(self, on: date) -> bool:
        """Tell whether the last safe day has passed by then."""
        return self.last_safe_on is not None and self.last_safe_on < on

    def is_promise_broken(self, today: date) -> bool:
        """Whether an answer was promised by a day that has passed."""
        return self.is_open and self.promised_on is not None and self.promised_on < today


class Reply(Reachable):
    """What a borough said about an ask, in whichever way it reached us."""

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="replies")
    said_by = models.CharField(max_length=200)
    how = models.CharField(max_length=10, choices=Heard.choices)
    heard_on = models.DateField()
    choice = models.SlugField(max_length=40, db_index=False)
    choice_label = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    promised_on = models.DateField(null=True)
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")

    reach = Reach("ask__borough__programme", "ask__borough")

    class Meta:
        default_permissions = ()
        verbose_name_plural = "replies"
        ordering = ("-heard_on", "-id")

    def __str__(self) -> str:
        return f"{self.said_by}: {self.choice_label}"
