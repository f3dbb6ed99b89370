"""Policies, sendings and chase-ups."""

from datetime import date, time, timedelta

from django.db import models
from django.db.models import Q

from boroughs.access.models import Reach
from boroughs.access.states import Role
from boroughs.asks.models import Ask
from boroughs.history.models import Tracked
from boroughs.people.models import Contact
from boroughs.programme.models import Borough, Programme
from hub.answers.models import AnswerLink
from hub.chasing.states import HoldKind, Purpose
from hub.mail.models import Email

COORDINATORS = frozenset({Role.COORDINATOR})


def tuesday_to_thursday() -> list[int]:
    """Give the sending days of the default policy, counted from Monday as 0."""
    return [1, 2, 3]


class Policy(Tracked):
    """How one kind of ask is chased in one programme, in working days."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="policies")
    kind = models.SlugField(max_length=40)
    days_to_reply = models.PositiveSmallIntegerField(default=10)
    first_reminder_after = models.PositiveSmallIntegerField(default=2)
    second_reminder_after = models.PositiveSmallIntegerField(default=5)
    most_reminders = models.PositiveSmallIntegerField(default=2)
    ring_after = models.PositiveSmallIntegerField(default=5)
    escalate_after = models.PositiveSmallIntegerField(default=5)
    ladder = models.JSONField(null=True, help_text="positions in their order; null: the ladder of the kind")
    gates = models.JSONField(default=list, help_text="positions that are written to only once it is approved")
    sending_days = models.JSONField(default=tuesday_to_thursday)
    sends_from = models.TimeField(default=time(10))
    sends_until = models.TimeField(default=time(16))

    reach = Reach("programme", shared_with=COORDINATORS)

    class Meta:
        default_permissions = ()
        verbose_name_plural = "policies"
        constraints = [models.UniqueConstraint(fields=["programme", "kind"], name="policy_unique")]

    def __str__(self) -> str:
        return self.kind


class Sending(Tracked):
    """One person's e-mail of one sending day of a programme; unique, so that nobody gets two."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="sendings")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="sendings")
    address = models.EmailField()
    sent_for = models.DateField()
    email = models.OneToOneField(Email, on_delete=models.PROTECT, related_name="sending")
    is_withdrawn = models.BooleanField(default=False)

    reach = Reach("programme", shared_with=COORDINATORS)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "address", "sent_for"],
                condition=Q(is_withdrawn=False),
                name="sending_one_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact}, {self.sent_for}"


class Hold(Tracked):
    """A pause of chasing, of one ask or of a whole borough, with a private reason and an end (none: until lifted)."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="holds")
    borough = models.ForeignKey(Borough, on_delete=models.PROTECT, related_name="holds")
    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, null=True, related_name="holds")
    kind = models.CharField(max_length=10, choices=HoldKind.choices)
    reason = models.TextField(blank=True)
    begins_on = models.DateField()
    fieldwork_ends_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    lifted_on = models.DateField(null=True)

    reach = Reach("programme", shared_with=COORDINATORS)

    class Meta:
        default_permissions = ()
        ordering = ("-begins_on", "-id")
        indexes = [models.Index(fields=["programme"], condition=Q(lifted_on=None), name="hold_not_lifted")]

    def __str__(self) -> str:
        what = self.ask.title if self.ask else "everything"
        return f"{self.borough}: {what} held"

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds; None while that is open."""
        if self.lifted_on is not None:
            return self.lifted_on - timedelta(days=1)
        return self.ends_on

    def is_in_force(self, on: date) -> bool:
        """Tell whether it holds on that day."""
        return self.begins_on <= on and (self.last_day is None or on <= self.last_day)

    def holds(self, ask: Ask) -> bool:
        """Tell whether it is about this ask: itself, or everything of its borough."""
        return self.borough_id == ask.borough_id and self.ask_id in {None, ask.pk}


class Escalation(Tracked):
    """The coordinator's decision about writing to a higher rung: approved, or not this time."""

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="escalations")
    step = models.PositiveSmallIntegerField()
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="escalations")
    is_approved = models.BooleanField()
    decided_on = models.DateField()

    reach = Reach("ask__borough__programme", shared_with=COORDINATORS)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["ask", "step"], name="escalation_decided_once")]

    def __str__(self) -> str:
        return f"{self.ask}: {'write' if self.is_approved else 'do not write'} to {self.contact}"


class ChaseUp(Tracked):
    """One reminder about one ask: `step` is its place in the sequence, sent once and never again.

    Steps go on being counted when the sequence begins anew with somebody else, from the step of the handover.
    """

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="chase_ups")
    step = models.PositiveSmallIntegerField()
    sending = models.ForeignKey(Sending, on_delete=models.PROTECT, related_name="chase_ups")
    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.STEP)
    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, null=True, related_name="courtesy_notes")
    name = models.CharField(max_length=200, help_text="which step it was, in words")
    why = models.TextField()
    is_withdrawn = models.BooleanField(default=False)
    link = models.OneToOneField(AnswerLink, on_delete=models.PROTECT, null=True, related_name="chase_up")

    reach = Reach("ask__borough__programme", "ask__borough")

    class Meta:
        default_permissions = ()
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["ask", "step"],
                condition=Q(is_withdrawn=False, purpose__in=[Purpose.STEP, Purpose.HANDOVER]),
                name="chase_up_once_a_step",
            ),
            models.UniqueConstraint(
                fields=["ask", "step"],
                condition=Q(is_withdrawn=False, purpose=Purpose.NOTICE),
                name="chase_up_one_notice_a_step",
            ),
            models.UniqueConstraint(
                fields=["ask", "hold"],
                condition=Q(is_withdrawn=False, purpose=Purpose.COURTESY),
                name="chase_up_one_courtesy_a_hold",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ask}: {self.name}"


class Welcome(Tracked):
    """That somebody who has taken up a borough's post is welcomed, once; nobody reminds them until `quiet_until`."""

    borough = models.ForeignKey(Borough, on_delete=models.PROTECT, related_name="welcomes")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="welcomes")
    sending = models.OneToOneField(Sending, on_delete=models.PROTECT, related_name="welcome")
    quiet_until = models.DateField()
    is_withdrawn = models.BooleanField(default=False)

    reach = Reach("borough__programme", shared_with=COORDINATORS)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["borough", "contact"], condition=Q(is_withdrawn=False), name="welcome_once_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.borough}: welcome to {self.contact}"
