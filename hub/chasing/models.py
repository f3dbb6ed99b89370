"""Policies, sendings, the coordinator's own words, and chase-ups."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from boroughs.access.models import AccessQuerySet, Reach, Reachable
from boroughs.access.states import Role
from boroughs.asks.models import Ask
from boroughs.history.models import Change, Tracked
from boroughs.people.models import Contact
from boroughs.programme.models import Borough, Programme
from config.dates import say
from hub.answers.models import AnswerLink
from hub.chasing.states import Handle, HoldKind, Purpose
from hub.mail.models import Email

COORDINATORS = frozenset({Role.COORDINATOR})


def tuesday_to_thursday() -> list[int]:
    """Give the sending days of the default policy, counted from Monday as 0."""
    return [1, 2, 3]


class Policy(Tracked):
    """How one kind of ask is chased in one programme, in working days."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, db_index=False, related_name="policies"
    )
    kind = models.SlugField(max_length=40, db_index=False)
    days_to_reply = models.PositiveSmallIntegerField(default=10)
    first_reminder_after = models.PositiveSmallIntegerField(default=2)
    second_reminder_after = models.PositiveSmallIntegerField(default=5)
    most_reminders = models.PositiveSmallIntegerField(default=2)
    ring_after = models.PositiveSmallIntegerField(default=5)
    escalate_after = models.PositiveSmallIntegerField(default=5)
    follow_up_after = models.PositiveSmallIntegerField(default=10)
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
    is_by_hand = models.BooleanField(default=False, help_text="sent at once: sending hours are not for it")
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

    @property
    def has_held(self) -> bool:
        """Whether it holds, or held, on any day: one that is lifted on the day on which it was placed never did."""
        return self.last_day is None or self.last_day >= self.begins_on

    def is_in_force(self, on: date) -> bool:
        """Tell whether it holds on that day."""
        return self.begins_on <= on and (self.last_day is None or on <= self.last_day)

    def may_be_lifted(self, on: date) -> bool:
        """Tell whether it can be lifted: one for a reply also later, when there is nothing to be written down."""
        return self.is_in_force(on) or (self.kind == HoldKind.REPLIED and self.lifted_on is None)

    def holds(self, ask: Ask) -> bool:
        """Tell whether it is about this ask: itself, or everything of its borough."""
        return self.borough_id == ask.borough_id and self.ask_id in {None, ask.pk}


class Escalation(Tracked):
    """The coordinator's decision about writing to a higher rung: approved, or not this time."""

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, db_index=False, related_name="escalations")
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


class WordingQuerySet(AccessQuerySet["Wording"]):
    """The coordinator's own words for e-mails."""

    def standing(self) -> Self:
        """Keep those whose e-mail has not left: one that was withdrawn on its way gives its words back."""
        return self.filter(Q(sending=None) | Q(sending__is_withdrawn=True), put_aside_at=None)


class Wording(Tracked):
    """The coordinator's own words for one e-mail: to one person, about some asks, each at one step, or a welcome.

    They hold for exactly what she saw, so that is kept with them: `matters` (each ask with its step and purpose, and
    their names), and the standard words, which name every day of the letter. In both, a mark stands for each link.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="wordings")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="wordings")
    welcomes_to = models.ForeignKey(
        Borough,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="the borough to whose post the e-mail welcomes",
    )
    subject = models.CharField(max_length=200)
    text = models.TextField()
    matters = models.JSONField()
    standard_subject = models.CharField(max_length=255)
    standard_text = models.TextField()
    sending = models.OneToOneField(Sending, on_delete=models.PROTECT, null=True, related_name="wording")
    put_aside_at = models.DateTimeField(null=True, help_text="when other words took their place")

    reach = Reach("programme", shared_with=COORDINATORS)
    objects = WordingQuerySet.as_manager()  # type: ignore[misc] # narrows the manager of every reachable row

    class Meta:
        default_permissions = ()
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["programme"], condition=Q(put_aside_at=None), name="wording_not_put_aside")
        ]

    def __str__(self) -> str:
        return f"“{self.subject}” to {self.contact}"

    @property
    def handles(self) -> set[Handle]:
        """By what its e-mail is found: a welcome by that alone, whatever is handed over in it."""
        if self.welcomes_to_id is not None:
            return {Handle.of_welcome(self.welcomes_to_id)}
        return {Handle.of_ask(matter["ask"]) for matter in self.matters}


class ChaseUp(Tracked):
    """One reminder about one ask: `step` is its place in the sequence, sent once and never again.

    Steps go on being counted when the sequence begins anew with somebody else, from the step of the handover.

    One that was left out takes up its place all the same; it has no sending, but the day on which it would have gone.
    """

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="chase_ups")
    step = models.PositiveSmallIntegerField()
    sending = models.ForeignKey(Sending, on_delete=models.PROTECT, null=True, related_name="chase_ups")
    left_out = models.ForeignKey(Change, on_delete=models.PROTECT, null=True, related_name="+")
    left_out_for = models.DateField(null=True, help_text="the day on which it would have gone")
    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.STEP)
    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, null=True, related_name="courtesy_notes")
    name = models.CharField(max_length=200, help_text="which step it was, in words")
    why = models.TextField()
    is_withdrawn = models.BooleanField(default=False)
    link = models.OneToOneField(AnswerLink, on_delete=models.PROTECT, null=True, related_name="chase_up")

    # What was never sent is nothing that the borough knows of.
    reach = Reach("ask__borough__programme", "ask__borough", own_if=Q(left_out=None))

    class Meta:
        default_permissions = ()
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(sending__isnull=False, left_out=None, left_out_for=None)
                | Q(sending=None, left_out__isnull=False, left_out_for__isnull=False),
                name="chase_up_sent_or_left_out",
            ),
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


class RingQuerySet(AccessQuerySet["Ring"]):
    """Rings without an answer."""

    def standing(self) -> Self:
        """Leave out those that were noted by mistake."""
        return self.filter(voided_by=None)


class Ring(Reachable):
    """That the coordinator rang about an ask and reached nobody. It is no reply; voided when wrong, never edited."""

    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="rings")
    whom = models.CharField(max_length=200)
    rang_on = models.DateField()
    note = models.TextField(blank=True, help_text="the coordinator's alone")
    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="+")
    voided_by = models.ForeignKey(Change, on_delete=models.PROTECT, null=True, related_name="+")

    # That it was rung is for the borough to know; its pages never show the note.
    reach = Reach("ask__borough__programme", "ask__borough", own_if=Q(voided_by=None))
    objects = RingQuerySet.as_manager()  # type: ignore[misc] # narrows the manager of every reachable row

    class Meta:
        default_permissions = ()
        ordering = ("rang_on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["ask", "rang_on", "whom"], condition=Q(voided_by=None), name="ring_noted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Rang {self.whom} on {say(self.rang_on)}, and did not reach them"


class Welcome(Tracked):
    """That somebody who has taken up a borough's post is welcomed, once; nobody reminds them until `quiet_until`.

    One that was left out counts all the same; it has no sending, but the day on which it would have gone.
    """

    borough = models.ForeignKey(Borough, on_delete=models.PROTECT, related_name="welcomes")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="welcomes")
    sending = models.OneToOneField(Sending, on_delete=models.PROTECT, null=True, related_name="welcome")
    left_out = models.ForeignKey(Change, on_delete=models.PROTECT, null=True, related_name="+")
    left_out_for = models.DateField(null=True, help_text="the day on which it would have gone")
    quiet_until = models.DateField()
    is_withdrawn = models.BooleanField(default=False)

    reach = Reach("borough__programme", shared_with=COORDINATORS)

    class Meta:
        default_permissions = ()
        constraints = [
            # Its Change is about the row itself, and so follows it.
            models.CheckConstraint(
                condition=Q(sending__isnull=False, left_out=None, left_out_for=None)
                | Q(sending=None, left_out_for__isnull=False),
                name="welcome_sent_or_left_out",
            ),
            models.UniqueConstraint(
                fields=["borough", "contact"], condition=Q(is_withdrawn=False), name="welcome_once_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.borough}: welcome to {self.contact}"
